using System.Text.RegularExpressions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>No build reads the scripts: a bracket too few is found here or by a visitor.</summary>
public sealed class ScriptTests
{
    /// <summary>Prints what does not parse. A module may be parsed without being run.</summary>
    private const string Parse =
        """
        const { SourceTextModule } = require("vm"), { readFileSync } = require("fs");
        for (const file of process.argv.slice(1)) {
            try { new SourceTextModule(readFileSync(file, "utf8"), { identifier: file }); } catch (error) { console.log(error.stack); }
        }
        """;

    private const RegexOptions Options = RegexOptions.ExplicitCapture;

    /// <summary>Playwright brings it along for its own driver.</summary>
    private static string Node => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, ".playwright", "node"), "node*", SearchOption.AllDirectories)
        .First(file => Path.GetFileNameWithoutExtension(file) == "node");

    /// <summary>A browser reads the pattern of a field with the flag v and ignores one that it can't read.</summary>
    [Fact]
    public async Task Every_pattern_of_a_field_is_one_to_a_browser()
    {
        var patterns = CodeFile.All
            .Where(source => source.Path.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(source => Regex.Matches(string.Join('\n', source.Lines), " pattern=\"(?<pattern>[^\"@]+)\"", Options, TimeSpan.FromSeconds(5)))
            .Select(match => match.Groups["pattern"].Value)
            .ToList();

        Assert.Equal((0, ""), await Shell.TryRunAsync(Node, ["-e", "for (const each of process.argv.slice(1)) new RegExp(each, 'v')", .. patterns]));
        Assert.NotEmpty(patterns);
    }

    [Fact]
    public async Task Every_script_parses()
    {
        var scripts = Directory.EnumerateFiles(Path.Combine(Places.Checkout, "wwwroot"), "*.js", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Places.Checkout, "Kiket.Portal", "Components"), "*.js", SearchOption.AllDirectories))
            .ToList();

        var (exitCode, output) = await Shell.TryRunAsync(Node, ["--experimental-vm-modules", "--no-warnings", "-e", Parse, .. scripts]);

        Assert.Equal((0, ""), (exitCode, output.Trim()));
        Assert.NotEmpty(scripts);
    }
}
