namespace JobFunctions.Core.Jobs;

/// <summary>What becomes of a job when one that it depends on ends without having completed.</summary>
public enum ParentFailure
{
    /// <summary>It fails, too, and stands in the failed registry, since its work was not done.</summary>
    Fail,

    /// <summary>It is cancelled.</summary>
    Cancel,

    /// <summary>It runs all the same, once all of them have ended.</summary>
    Run,
}

/// <summary>The words of <see cref="ParentFailure"/>.</summary>
public static class ParentFailures
{
    /// <summary>The words, for messages.</summary>
    public const string Words = "fail, cancel or run";

    /// <summary>The word in rows and answers.</summary>
    public static string ToWord(this ParentFailure failure) => failure switch
    {
        ParentFailure.Fail => "fail",
        ParentFailure.Cancel => "cancel",
        ParentFailure.Run => "run",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };

    /// <summary>Reads a word.</summary>
    public static bool TryParse(string? word, out ParentFailure failure)
    {
        (var known, failure) = word switch
        {
            "fail" => (true, ParentFailure.Fail),
            "cancel" => (true, ParentFailure.Cancel),
            "run" => (true, ParentFailure.Run),
            _ => (false, default),
        };
        return known;
    }
}
