namespace JobFunctions.JobTypes.Indexing;

/// <summary>Indexes what its config names.</summary>
internal sealed class IndexingHandler(IndexingServices services) : IndexingHandlerBase("indexing", services);

/// <summary>Document 004's name for indexing everything.</summary>
internal sealed class FullScanHandler(IndexingServices services) : IndexingHandlerBase(FullScan, services);

/// <summary>Document 004's name for indexing one folder.</summary>
internal sealed class SpecificFolderHandler(IndexingServices services) : IndexingHandlerBase(SpecificFolder, services);
