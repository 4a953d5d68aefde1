namespace JobFunctions.Testing.Memory;

/// <summary>The store says no, as the service would.</summary>
internal sealed class RefusedException(int status, string code) : Exception
{
    public int Status => status;

    public string Code => code;

    /// <summary>Which operation of a transaction is refused.</summary>
    public int? Index { get; init; }

    public RefusedException At(int index) => new(status, code) { Index = index };
}
