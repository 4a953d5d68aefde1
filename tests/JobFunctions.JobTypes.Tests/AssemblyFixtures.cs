using JobFunctions.Testing;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]
