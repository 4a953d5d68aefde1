using JobFunctions.Core.Audit;
using JobFunctions.Core.Security;
using JobFunctions.Core.Service;
using JobFunctions.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace JobFunctions.Http;

/// <summary>The caller's own files, the inputs of his jobs.</summary>
public sealed class FilesFunctions(Api api, OwnerFiles files, AuditTrail audit, IOptions<RequestOptions> limits)
{
    private const int PageSize = 100;
    private const int MaxCursor = 2_000;

    /// <summary>Stores a file; an older one of this name is replaced.</summary>
    [Function("FilesPut")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "files/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var file = await files.WriteAsync(caller.UserId, Checked(name), request.Body, cancellationToken);
            return ApiJson.Result(new FileView(file), ApiJson.Web.FileView);
        });

    /// <summary>The caller's files by name.</summary>
    [Function("FilesList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files")] HttpRequest request, CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var limit = ListQuery.Limit(request.Query, PageSize, limits.Value);
            string? cursor = request.Query["cursor"];
            if (cursor is { Length: 0 or > MaxCursor } || cursor?.Any(char.IsControl) == true)
                throw WrongCursor();
            try
            {
                var (page, next) = await files.ListAsync(caller.UserId, limit, cursor, cancellationToken);
                return ApiJson.Result(new FilePageView([.. page.Select(file => new FileView(file))], next), ApiJson.Web.FilePageView);
            }
            catch (Exception wrong) when (cursor is not null && StorageTrouble.Refusal(wrong) is not null)
            {
                // The cursor is Blob Storage's own, and only it can read it.
                throw WrongCursor();
            }
        });

    /// <summary>Downloads a file, or ranges of it.</summary>
    [Function("FilesGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
            await files.OpenAsync(caller.UserId, Checked(name), cancellationToken) is { } content
                ? Download.Of(content, name)
                : throw Missing(name));

    /// <summary>Removes a file.</summary>
    [Function("FilesDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "files/{name}")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            if (!await files.DeleteAsync(caller.UserId, Checked(name), cancellationToken))
                throw Missing(name);
            await audit.RecordAsync(caller, AuditActions.DeleteFile, name);
            return ApiJson.Result(new Done(true, "File deleted successfully"), ApiJson.Web.Done);
        });

    /// <summary>An address for a file that is too large for a request.</summary>
    [Function("FilesUploadUrl")]
    public Task<IResult> UploadUrlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "files/{name}/upload-url")] HttpRequest request,
        string name,
        CancellationToken cancellationToken) =>
        api.AnswerAsync(request, async caller =>
        {
            var upload = await files.UploadUrlAsync(caller.UserId, Checked(name), cancellationToken);
            await audit.RecordAsync(caller, AuditActions.UploadUrl, name);
            var headers = new Dictionary<string, string> { ["x-ms-blob-type"] = "BlockBlob" };
            return ApiJson.Result(
                new UploadUrlView(upload.Address.AbsoluteUri, "PUT", headers, upload.ExpiresAt), ApiJson.Web.UploadUrlView);
        });

    private static string Checked(string name) =>
        FileName.IsValid(name) ? name : throw new InvalidRequestException("name", FileName.Rule);

    private static InvalidRequestException WrongCursor() => new("cursor", "must be what next_cursor gave");

    private static NotFoundException Missing(string name) => new($"File not found: {name}");
}
