namespace JobFunctions.Bench.Hangfire;

/// <summary>The job.</summary>
public static class Work
{
    /// <summary>Does nothing, for as long as asked.</summary>
    public static void Do(int milliseconds)
    {
        if (milliseconds > 0)
            Thread.Sleep(milliseconds);
    }
}
