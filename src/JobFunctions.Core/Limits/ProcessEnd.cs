using System.Diagnostics;

namespace JobFunctions.Core.Limits;

/// <summary>Ends this process at once, without its say.</summary>
public class ProcessEnd
{
    /// <summary>Ends it. No shutdown: a handler that ignores its token would hold that up as well.</summary>
    public virtual void Now()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
