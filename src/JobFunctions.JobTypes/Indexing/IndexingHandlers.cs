using System.ComponentModel;

namespace JobFunctions.JobTypes.Indexing;

/// <summary>Indexes what its config names.</summary>
[Description("Makes an inventory and a full-text index of files, a container or a drive, and reads only what has changed.")]
internal sealed class IndexingHandler(IndexingServices services) : IndexingHandlerBase("indexing", services);

/// <summary>Document 004's name for indexing everything.</summary>
[Description("Makes an inventory and a full-text index of all of a source.")]
internal sealed class FullScanHandler(IndexingServices services) : IndexingHandlerBase(FullScan, services);

/// <summary>Document 004's name for indexing one folder.</summary>
[Description("Makes an inventory and a full-text index of one folder.")]
internal sealed class SpecificFolderHandler(IndexingServices services) : IndexingHandlerBase(SpecificFolder, services);
