namespace JobFunctions.Bench.Hangfire;

/// <summary>The job.</summary>
public static class Work
{
    private static int _done;

    /// <summary>How many jobs have done their work in this process; the end of the last ones is not stored yet, to Hangfire's advantage.</summary>
    public static int Done => Volatile.Read(ref _done);

    /// <summary>Does nothing, for as long as asked.</summary>
    public static void Do(int milliseconds)
    {
        if (milliseconds > 0)
            Thread.Sleep(milliseconds);
        Interlocked.Increment(ref _done);
    }
}
