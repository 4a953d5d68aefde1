using JobFunctions.Testing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JobFunctions.JobTypes.Tests.Transcription;

/// <summary>What a speech-to-text service was sent.</summary>
/// <param name="Fields">The text fields.</param>
/// <param name="FileName">What the file is called.</param>
/// <param name="File">The file.</param>
internal sealed record SpeechForm(IReadOnlyDictionary<string, string> Fields, string? FileName, byte[] File)
{
    public static async Task<SpeechForm> ReadAsync(ReceivedRequest request)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.Headers["Content-Type"]).Boundary).Value!;
        var reader = new MultipartReader(boundary, new MemoryStream(request.Body));
        var fields = new Dictionary<string, string>();
        (string? Name, byte[] Bytes) file = (null, []);
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            var disposition = section.GetContentDispositionHeader()!;
            var body = new MemoryStream();
            await section.Body.CopyToAsync(body);
            if (disposition.FileName.HasValue)
                file = (HeaderUtilities.RemoveQuotes(disposition.FileName).Value, body.ToArray());
            else
                fields[HeaderUtilities.RemoveQuotes(disposition.Name).Value!] = System.Text.Encoding.UTF8.GetString(body.ToArray());
        }

        return new SpeechForm(fields, file.Name, file.Bytes);
    }
}
