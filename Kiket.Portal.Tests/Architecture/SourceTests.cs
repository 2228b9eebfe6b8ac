using System.Text.RegularExpressions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>What can be seen in the text of the portal alone.</summary>
public sealed class SourceTests
{
    private const int MostLines = 400;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly string[] Entries =
    [
        "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Packages.props", "Dockerfile", "Kiket.Portal", "Kiket.Portal.Tests",
        "Kiket.Portal.sln", "LICENSE", "README.md", "SECURITY.md", "THIRD-PARTY-NOTICES", "TestResults", "compose.yaml", "data", "global.json", "out",
        "wwwroot",
    ];

    private static IEnumerable<CodeFile> Portal =>
        CodeFile.All.Where(source => source.Path.StartsWith("Kiket.Portal/", StringComparison.Ordinal));

    [Fact]
    public void The_top_level_holds_the_agreed_entries_alone()
    {
        var others = Directory.EnumerateFileSystemEntries(Places.Checkout)
            .Select(entry => Path.GetFileName(entry)!)
            .Where(name => !name.StartsWith('.'))
            .Except(Entries, StringComparer.Ordinal);

        Assert.Empty(others);
    }

    [Fact]
    public void No_file_is_longer_than_a_person_reads() =>
        Assert.Empty(CodeFile.All.Where(source => source.Lines.Length > MostLines).Select(source => $"{source.Path}: {source.Lines.Length} lines"));

    [Fact]
    public void A_namespace_says_where_its_file_is()
    {
        var misplaced = CodeFile.All
            .Where(source => source.Path.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(source => source.Lines
                .Where(line => line.StartsWith("namespace ", StringComparison.Ordinal))
                .Where(line => line.TrimEnd(';') != "namespace " + Path.GetDirectoryName(source.Path)!.Replace('/', '.'))
                .Select(line => $"{source.Path}: {line}"));

        Assert.Empty(misplaced);
    }

    /// <summary>Foreign text comes through SafeHtml alone; FontFaces writes the portal's own style rules, made of constants.</summary>
    private static readonly string[] MakeRawHtml =
    [
        "Kiket.Portal/Documentation/SafeHtml.cs", "Kiket.Portal/Components/Layout/FontFaces.razor",
        "Kiket.Portal/Components/Shared/DrawnMarkup.cs",
    ];

    [Fact]
    public void Raw_HTML_is_made_in_few_places() =>
        AssertAbsent(Portal.Where(source => !MakeRawHtml.Contains(source.Path)), @"new MarkupString|\(MarkupString\)");

    [Fact]
    public void Time_comes_from_the_clock_that_tests_can_move() =>
        AssertAbsent(Portal, @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b");

    [Fact]
    public void Who_acts_is_an_argument_and_never_taken_from_the_air() =>
        AssertAbsent(
            Portal.Where(source => !source.Path.StartsWith("Kiket.Portal/Accounts/", StringComparison.Ordinal)
                && !source.Path.StartsWith("Kiket.Portal/Components/", StringComparison.Ordinal)),
            @"\bIHttpContextAccessor\b");

    /// <summary>A bulk delete goes past <c>RecordFormerMembers</c>, and somebody could decide on what they worked on.</summary>
    [Fact]
    public void The_end_of_a_membership_is_never_deleted_past_its_history() =>
        Assert.Empty(Portal
            .Where(source => Regex.IsMatch(
                string.Join('\n', source.Lines),
                @"Set<(Former)?Membership>\(\)[^;]*ExecuteDelete",
                RegexOptions.ExplicitCapture,
                Limit))
            .Select(source => source.Path));

    /// <summary>The predicate itself, and two queries that are compiled once and take its name.</summary>
    private static readonly string[] FilterByRegistry =
    [
        "Kiket.Portal/Listings/VisibleRegistry.cs", "Kiket.Portal/Listings/Browsing/ListingQueries.cs", "Kiket.Portal/Listings/Browsing/BrowseRows.cs",
    ];

    /// <summary>Otherwise one forgotten comparison shows everybody what an organization keeps to its members.</summary>
    [Fact]
    public void Listings_are_read_through_what_is_visible() =>
        AssertAbsent(
            Portal.Where(source => source.Path.EndsWith(".cs", StringComparison.Ordinal) && !FilterByRegistry.Contains(source.Path)),
            @"\blisting\.Registry ==(?! submission\.Registry)");

    [Fact]
    public void Nothing_blocks_a_thread_or_loses_an_exception() =>
        AssertAbsent(Portal, @"Thread\.Sleep|\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)|async void");

    [Fact]
    public void Nothing_is_left_for_later() =>
        AssertAbsent(
            CodeFile.All.Where(source => !source.Path.EndsWith("/SourceTests.cs", StringComparison.Ordinal)),
            @"\b(TODO|FIXME|HACK)\b|NotImplementedException|\(Skip = ");

    /// <summary>The limit of the whole process (PortalHost) covers those without one of their own.</summary>
    [Fact]
    [Asvs("V1.3.12")]
    public void No_regular_expression_runs_without_a_limit() =>
        AssertAbsent(Portal, @"Regex\.InfiniteMatchTimeout");

    [Fact]
    public void Colours_come_from_the_theme() =>
        AssertAbsent(
            Portal.Where(source => source.Path.EndsWith(".razor", StringComparison.Ordinal) || source.Path.EndsWith(".razor.css", StringComparison.Ordinal)),
            @"(style=""[^""]*|^\s*[a-z-]+\s*:[^;""]*)(#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\()");

    private static void AssertAbsent(IEnumerable<CodeFile> sources, string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Limit);
        var found = sources.SelectMany(source => source.Lines
            .Select((line, index) => (line, Number: index + 1))
            .Where(entry => regex.IsMatch(entry.line))
            .Select(entry => $"{source.Path}:{entry.Number}: {entry.line.Trim()}"));

        Assert.Empty(found);
    }
}
