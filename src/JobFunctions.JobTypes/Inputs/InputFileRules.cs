using JobFunctions.Core.Handlers;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Storage;

namespace JobFunctions.JobTypes.Inputs;

/// <summary>What is wrong with the files that a config names.</summary>
internal static class InputFileRules
{
    private const int MaxFiles = 1000;

    /// <summary>Looks at each file of a list.</summary>
    /// <param name="field">Its path.</param>
    /// <param name="files">The files.</param>
    /// <param name="ofJob">The file of an earlier job when none is named; null when one must be.</param>
    // A caller can send null within a list, whatever the declared type says.
    public static IEnumerable<FieldError> CheckAll(string field, IReadOnlyList<InputFile?> files, string? ofJob = null)
    {
        if (files.Count > MaxFiles)
            return [new(field, $"may name {MaxFiles} files at most")];
        return files.Index().SelectMany(file => files.Take(file.Index).Contains(file.Item)
            ? [new($"{field}[{file.Index}]", "is named twice")]
            : Check($"{field}[{file.Index}]", file.Item, ofJob));
    }

    /// <summary>Looks at one file.</summary>
    public static IEnumerable<FieldError> Check(string field, InputFile? file, string? ofJob = null)
    {
        file = ofJob is null ? file : file?.Or(ofJob);
        if (file is null)
            yield return new(field, "must be a file's name, or an object with job_id and file");
        if (file?.JobId is not null && !JobId.TryParse(file.JobId, out _) && !ParentReference.TryParse(file.JobId, out _))
            yield return new($"{field}.job_id", "must be a job's id, or parent or parent:2 for one of depends_on");
        if (file is not null && (file.File is null || !FileName.IsValid(file.File)))
            yield return new(file.JobId is null ? field : $"{field}.file", FileName.Rule);
    }
}
