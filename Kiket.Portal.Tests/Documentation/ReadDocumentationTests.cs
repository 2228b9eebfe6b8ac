using System.Collections.Concurrent;
using System.Text;
using Kiket.Portal.Documentation;
using Kiket.Portal.Files;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Documentation;

public sealed class ReadDocumentationTests : IDisposable
{
    private const string Svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

    private readonly string _directory = Directory.CreateTempSubdirectory("kiket-").FullName;
    private readonly ConcurrentBag<string> _fetched = [];
    private readonly RenderingWorkers _workers = new();
    private readonly ForeignPictures _foreign = new();
    private readonly PictureStore _pictures;

    public ReadDocumentationTests() => _pictures = new PictureStore(new FileStore(_directory));

    [Fact]
    public async Task A_repository_becomes_pages_in_order()
    {
        var reading = await ReadAsync(
            ("README.md", "# Slack\n\n![logo](logo.svg)"),
            ("logo.svg", Svg),
            ("docs/getting-started.md", "# Start\n\nSee [examples](./examples/)"),
            ("CHANGELOG.md", "# Changelog\n\n## 1.1.0\n### Added\n- b\n\n## 1.0.0\n### Added\n- a"),
            ("docs/examples/one.yaml", "title: One"));

        Assert.Equal(
            [
                (DocumentTab.Overview, "Slack"), (DocumentTab.GettingStarted, "Start"), (DocumentTab.Changelog, "1.1.0"),
                (DocumentTab.Changelog, "1.0.0"), (DocumentTab.Examples, "One"),
            ],
            reading.Pages.Select(page => (page.Tab, page.Title)));
        Assert.Contains("src=\"/files/", reading.Pages[0].Html.ToString(), StringComparison.Ordinal);
        Assert.Empty(reading.Findings);
    }

    [Fact]
    public async Task Anchors_of_two_versions_on_one_page_do_not_collide()
    {
        var reading = await ReadAsync(("README.md", "x"), ("CHANGELOG.md", "## 1.1.0\n### Added\n- b\n\n## 1.0.0\n### Added\n- a"));

        Assert.Equal(
            ["user-content-1-1-0-added", "user-content-1-0-0-added"],
            reading.Pages.Where(page => page.Tab == DocumentTab.Changelog).Select(page => Assert.Single(page.Headings).Anchor));
    }

    [Fact]
    public async Task An_empty_repository_has_no_pages_and_a_warning()
    {
        var reading = await ReadAsync();

        Assert.Empty(reading.Pages);
        Assert.Equal(DocumentationRules.NoOverview.Id, Assert.Single(reading.Findings).Id);
    }

    [Fact]
    public async Task A_page_above_its_size_is_not_fetched_but_reported()
    {
        var reading = await ReadAsync(("README.md", new string('a', DocumentLimits.PageBytes + 1)));

        Assert.Equal(DocumentationRules.PageTooLarge.Id, Assert.Single(reading.Findings).Id);
        Assert.Empty(_fetched);
    }

    [Fact]
    public async Task Every_bound_is_a_finding_that_names_it()
    {
        var files = Enumerable.Range(0, 101).Select(index => ($"docs/examples/{index:000}.yaml", "title: x"))
            .Append(("README.md", string.Join('\n', Enumerable.Range(0, 61).Select(index => $"![p](p{index}.svg)"))))
            .Concat(Enumerable.Range(0, 61).Select(index => ($"p{index}.svg", Svg)))
            .ToArray();

        var reading = await ReadAsync(files);

        Assert.Equal(
            [DocumentationRules.TooManyExamples.Id, DocumentationRules.TooManyPictures.Id],
            reading.Findings.Select(finding => finding.Id).Distinct().Order());
        Assert.Equal(100, reading.Pages.Count(page => page.Tab == DocumentTab.Examples));
        Assert.Equal(60, _fetched.Count(path => path.EndsWith(".svg", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_picture_that_is_not_there_is_a_warning_and_its_words()
    {
        var reading = await ReadAsync(("README.md", "![The flow](none.png)\n\n![Local](https://127.0.0.1/a.png)"));

        Assert.All(reading.Findings, finding => Assert.Equal((DocumentationRules.MissingPicture.Id, FindingLevel.Warning), (finding.Id, finding.Level)));
        Assert.Equal(2, reading.Findings.Count);
        Assert.Contains(">The flow</a>", reading.Pages[0].Html.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_icon_is_fetched_first_and_served_with_the_pictures()
    {
        var files = Enumerable.Range(0, 60).Select(index => ($"p{index}.svg", Svg))
            .Append(("README.md", string.Join('\n', Enumerable.Range(0, 60).Select(index => $"![p](p{index}.svg)"))))
            .Append(("public/icon.svg", Svg.Replace("<svg", "<svg id=\"icon\"", StringComparison.Ordinal)))
            .ToArray();

        var reading = await ReadAsync(new SourceIcon("public/icon.svg", ".kiket/manifest.yaml"), files);

        Assert.Matches("^/files/[0-9a-f]{64}\\.svg$", reading.IconAddress);
        Assert.Equal(DocumentationRules.TooManyPictures.Id, Assert.Single(reading.Findings, finding => finding.Id == DocumentationRules.TooManyPictures.Id).Id);
    }

    [Fact]
    public async Task An_icon_that_cannot_be_shown_is_a_warning_at_the_manifest()
    {
        var icon = new SourceIcon("public/icon.svg", ".kiket/manifest.yaml");
        var reading = await ReadAsync(icon, ("README.md", "# Hello"), ("public/icon.svg", "<html>no drawing</html>"));

        Assert.Null(reading.IconAddress);
        var finding = Assert.Single(reading.Findings);
        Assert.Equal((DocumentationRules.MissingPicture.Id, ".kiket/manifest.yaml"), (finding.Id, finding.Path));
    }

    [Fact]
    public async Task Text_that_is_nested_too_deeply_is_shown_as_it_is_written()
    {
        var reading = await ReadAsync(("README.md", string.Concat(Enumerable.Repeat("> ", 1_000)) + "deep"));

        Assert.Equal(DocumentationRules.ShownAsPlainText.Id, Assert.Single(reading.Findings).Id);
        Assert.Contains("deep", reading.Pages[0].PlainText, StringComparison.Ordinal);
        // It scrolls sideways, so the keyboard must reach it.
        Assert.Contains("<pre tabindex=\"0\"", reading.Pages[0].Html.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_GitHub_does_not_give_is_a_finding_and_the_rest_is_read()
    {
        var reading = await ReadAsync(("README.md", "!fail"), ("docs/quickstart.md", "# Start"));

        Assert.Equal(DocumentationRules.NotFetched.Id, Assert.Single(reading.Findings).Id);
        Assert.Equal(DocumentTab.GettingStarted, Assert.Single(reading.Pages).Tab);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\n")]
    public async Task An_empty_file_hides_none_with_text(string empty)
    {
        var reading = await ReadAsync(("docs/README.md", empty), ("README.md", "# Full"), ("docs/CHANGELOG.md", empty), ("CHANGELOG.md", "## 1.0.0\n- a"));

        Assert.Equal(["Full", "1.0.0"], reading.Pages.Select(page => page.Title));
        Assert.Equal(("README.md", "CHANGELOG.md"), (reading.Paths.Overview, reading.Paths.Changelog));
        Assert.Equal([DocumentationRules.EmptyDocument.Id, DocumentationRules.EmptyDocument.Id], reading.Findings.Select(finding => finding.Id));
    }

    [Fact]
    public async Task An_empty_file_alone_is_no_tab_and_a_finding()
    {
        var reading = await ReadAsync(("README.md", "\n"));

        Assert.Empty(reading.Pages);
        Assert.Equal([DocumentationRules.EmptyDocument.Id, DocumentationRules.NoOverview.Id], reading.Findings.Select(finding => finding.Id));
    }

    [Fact]
    public async Task What_is_in_Git_LFS_is_named_so()
    {
        const string Pointer = "version https://git-lfs.github.com/spec/v1\n"
            + "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 2147483648\n";
        var reading = await ReadAsync(("docs/README.md", Pointer), ("README.md", "# Full\n\n![The flow](a.png)"), ("a.png", Pointer));

        Assert.Equal([DocumentationRules.InLargeFileStorage.Id, DocumentationRules.MissingPicture.Id], reading.Findings.Select(finding => finding.Id));
        Assert.All(reading.Findings, finding => Assert.Contains("stored in Git LFS", finding.Message, StringComparison.Ordinal));
        Assert.Equal("Full", Assert.Single(reading.Pages).Title);
    }

    [Fact]
    public async Task An_animation_is_announced()
    {
        var gif = Encoding.Latin1.GetString(TestKit.Pictures.Gif(frames: 2));
        var reading = await ReadAsync(("README.md", "![The flow](a.gif)"), ("a.gif", gif));

        Assert.Equal(DocumentationRules.Animated.Id, Assert.Single(reading.Findings).Id);
    }

    [Fact]
    public async Task A_changelog_shows_everything_in_its_place()
    {
        var reading = await ReadAsync(
            ("README.md", "x"), ("CHANGELOG.md", "A word first.\n\n## 1.0.1 'Hydrogen'\n- b\n\n# Archive\n\nOld.\n\n## 1.0.0\n- a\n\n## 1.0.0\n- again"));

        Assert.Equal(
            [("", null), ("'Hydrogen'", "1.0.1"), ("", null), ("1.0.0", "1.0.0"), ("1.0.0", "1.0.0")],
            reading.Pages.Where(page => page.Tab == DocumentTab.Changelog).Select(page => (page.Title, page.Release?.Version)));
        Assert.All(reading.Findings, finding => Assert.Equal(DocumentationRules.HeadingWithoutVersion.Id, finding.Id));
    }

    [Fact]
    public async Task Three_thousand_versions_in_a_megabyte_are_shown_up_to_the_limit_with_a_finding()
    {
        var changelog = string.Concat(Enumerable.Range(0, 3_000).Select(index => $"## 1.0.{3_000 - index}\n\n- {new string('x', 320)}\n\n"));
        var started = System.Diagnostics.Stopwatch.StartNew();

        var reading = await ReadAsync(("README.md", "x"), ("CHANGELOG.md", changelog));

        Assert.InRange(changelog.Length, 1_000_000, DocumentLimits.ChangelogBytes);
        Assert.Equal(DocumentLimits.ChangelogVersions, reading.Pages.Count(page => page.Tab == DocumentTab.Changelog));
        Assert.Contains("3000 versions", Assert.Single(reading.Findings).Message, StringComparison.Ordinal);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(30), $"{started.Elapsed}");
    }

    [Fact]
    public async Task A_changelog_without_any_version_is_one_text_and_its_open_comment_is_told_once()
    {
        var reading = await ReadAsync(("README.md", "x"), ("CHANGELOG.md", "What changed.\n\n- a\n\n<!-- hidden\n\n- b"));

        Assert.Equal(
            [DocumentationRules.ChangelogWithoutVersions.Id, DocumentationRules.OpenComment.Id], reading.Findings.Select(finding => finding.Id).Order());
        Assert.Contains("What changed.", reading.Pages.Single(page => page.Tab == DocumentTab.Changelog).PlainText, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _foreign.Dispose();
        _workers.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private Task<DocumentationReading> ReadAsync(params (string Path, string Text)[] files) => ReadAsync(icon: null, files);

    private Task<DocumentationReading> ReadAsync(SourceIcon? icon, params (string Path, string Text)[] files)
    {
        var texts = files.ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);
        var source = new DocumentationSource(
            [.. files.Select(file => new SourceFile(file.Path, Encoding.UTF8.GetByteCount(file.Text)))],
            (path, _, _) =>
            {
                _fetched.Add(path);
                return Task.FromResult<Result<byte[]>>(texts[path] == "!fail"
                    ? Error.Unavailable("github_unavailable", "GitHub doesn't respond.")
                    : path.EndsWith(".gif", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(texts[path])
                    : Encoding.UTF8.GetBytes(texts[path]));
            },
            Rendering.Location,
            "dev.kiket.ext.slack",
            new HashSet<string>(StringComparer.Ordinal))
        {
            Icon = icon,
        };
        return new ReadDocumentation(_workers, new DocumentPictures(_pictures, _foreign)).RunAsync(source, CancellationToken.None);
    }
}
