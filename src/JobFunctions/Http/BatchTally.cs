namespace JobFunctions.Http;

/// <summary>Counts what became of the jobs of an upload, whoever of several has one.</summary>
internal sealed class BatchTally
{
    private int _accepted;
    private int _refused;
    private int _duplicates;

    public int Accepted => _accepted;

    public int Refused => _refused;

    public int Duplicates => _duplicates;

    public void Add(BatchJobView job)
    {
        if (job.JobId is null)
            Interlocked.Increment(ref _refused);
        else if (job.Duplicate)
            Interlocked.Increment(ref _duplicates);
        else
            Interlocked.Increment(ref _accepted);
    }
}
