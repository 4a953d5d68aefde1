namespace JobFunctions.LocalHost.Functions;

/// <summary>The functions of the app that is hosted.</summary>
internal sealed class FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions)
{
    public IReadOnlyList<FunctionDescriptor> All => functions;

    /// <summary>The functions with this kind of trigger.</summary>
    public IEnumerable<(FunctionDescriptor Function, TTrigger Trigger)> Of<TTrigger>() where TTrigger : Attribute =>
        from function in functions
        where function.Trigger is TTrigger
        select (function, (TTrigger)function.Trigger);
}
