using JobFunctions.Core.Storage;
using JobFunctions.Core.Outgoing;
using Microsoft.Extensions.Options;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>What indexing needs.</summary>
/// <param name="Account">Where blobs are.</param>
/// <param name="State">Where indexes are kept between runs.</param>
/// <param name="Calls">Calls drives.</param>
/// <param name="Options">What may be indexed.</param>
internal sealed record IndexingServices(StorageAccount Account, OwnerState State, OutgoingRetries Calls, IOptions<IndexingOptions> Options);
