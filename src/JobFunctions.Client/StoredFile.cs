namespace JobFunctions.Client;

/// <summary>A file of the caller's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ModifiedAt">When it was stored.</param>
public sealed record StoredFile(string Name, long Size, DateTimeOffset ModifiedAt);
