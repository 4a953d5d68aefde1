namespace JobFunctions.LocalHost.Demo;

/// <summary>A person as one system knows them; an empty text or null is a cell left empty.</summary>
internal sealed record Customer(string First, string Last, string Email, string City, decimal? Balance, DateOnly? Since)
{
    public string Name { get; init; } = $"{First} {Last}";
}
