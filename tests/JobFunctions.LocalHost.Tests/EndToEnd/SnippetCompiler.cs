using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace JobFunctions.LocalHost.Tests.EndToEnd;

/// <summary>Compiles what the documentation tells its readers to write.</summary>
internal static class SnippetCompiler
{
    /// <summary>What every project of the repository has by <c>ImplicitUsings</c>.</summary>
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>A page of the documentation.</summary>
    public static string Page(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root!, "docs", .. path]));

    /// <summary>The blocks of a language on a page.</summary>
    public static IEnumerable<string> Blocks(string page, string language) =>
        Regex.Matches(page, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(block => block.Groups[1].Value.TrimEnd());

    /// <summary>Compiles sources without a warning, or fails the test.</summary>
    public static Assembly Compile(OutputKind kind, params IEnumerable<string> sources)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
        var compilation = CSharpCompilation.Create(
            $"Snippets{Guid.NewGuid():N}",
            sources.Prepend(ImplicitUsings).Select(code => CSharpSyntaxTree.ParseText(code, options)),
            References(),
            new CSharpCompilationOptions(
                kind, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return Assembly.Load(assembly.ToArray());
    }

    // What this process was started with: the framework, the service and what it uses.
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Append(typeof(Core.Handlers.IJobHandler).Assembly.Location)
        .Append(typeof(Client.JobClient).Assembly.Location)
        .Distinct()
        .Select(path => MetadataReference.CreateFromFile(path));
}
