namespace JobFunctions.JobTypes.Transcription;

/// <summary>A part of an audio file that can be sent by itself.</summary>
/// <param name="Header">What stands before it, so that it is a file of its own.</param>
/// <param name="Start">Where it begins in the file, in bytes.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="OffsetSeconds">When it begins.</param>
/// <param name="Seconds">How long it is; null when that is not known.</param>
internal sealed record AudioPiece(ReadOnlyMemory<byte> Header, long Start, long Length, double OffsetSeconds, double? Seconds);
