namespace JobFunctions.Core.Consistency;

/// <summary>What can be wrong.</summary>
public enum FindingKind
{
    /// <summary>A job has no row in the index of its status, or one that shows something else.</summary>
    StatusRows,

    /// <summary>Likewise in the index of its owner.</summary>
    OwnerRows,

    /// <summary>Likewise in the index of its program.</summary>
    ProgramRows,

    /// <summary>Likewise in the index of its batch.</summary>
    BatchRows,

    /// <summary>An index row of a job that is not there, or whose own row does not call for it.</summary>
    StrayRows,

    /// <summary>A row that can't be read.</summary>
    UnreadableRows,

    /// <summary>The counters of a shard and status don't add up to the job rows.</summary>
    Counters,

    /// <summary>The gate's number of slots is not that of the slots' rows.</summary>
    LimitGate,

    /// <summary>A user's number of slots is not that of the slots' rows, or he has no row although he should.</summary>
    LimitUsers,

    /// <summary>A user who could start a job does not stand among the heads, or somebody does who should not.</summary>
    LimitHeads,

    /// <summary>A place in line of a job that does not wait any more.</summary>
    WaitingRows,

    /// <summary>Blobs of a job that is not there.</summary>
    Blobs,

    /// <summary>A running job whose instance has lost its lease; a fast round's.</summary>
    StuckJobs,

    /// <summary>A due job without a bell; a fast round's.</summary>
    LostBells,

    /// <summary>A slot that nobody uses; a fast round's.</summary>
    LeftOverSlots,

    /// <summary>An end of a job that its followers have not heard of; a fast round's.</summary>
    UntoldEnds,
}
