using System.Diagnostics;
using Kiket.Portal.Documentation;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>Whatever is written, the caller gets a result soon, the memory is limited and the process stays up.</summary>
public sealed class HostileMarkdownTests
{
    [Theory]
    [InlineData("[ (](")]
    [InlineData("[a](b")]
    [InlineData("<b a=")]
    [InlineData("<b>")]
    [InlineData("<div>")]
    [InlineData("> ")]
    [InlineData("- ")]
    [InlineData("**a ")]
    [InlineData("`a ``")]
    [InlineData("| a ")]
    [InlineData("[^1]")]
    [InlineData("![")]
    [InlineData("&#0;")]
    [InlineData("<a href=x>")]
    [Asvs("V1.3.5")]
    public async Task Repeated_marks_are_rendered_in_time(string piece)
    {
        using var workers = new RenderingWorkers();
        var markdown = string.Concat(Enumerable.Repeat(piece, 64 * 1024 / piece.Length));
        var started = Stopwatch.StartNew();

        await workers.RunAsync(() => Render(markdown), DocumentLimits.RenderTime, CancellationToken.None);

        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Formatting_that_is_never_closed_does_not_multiply(bool inComment)
    {
        var open = string.Concat(Enumerable.Range(0, 5_000).Select(index => inComment ? $"<b id={index}><!-- </b> -->" : $"<b id={index}>"));
        var html = "<div>" + open + string.Concat(Enumerable.Repeat("<p>x", 10_000));

        Assert.False(HtmlShape.IsReasonable(html));
    }

    [Theory]
    [InlineData("<p><b>a</b> <i>b</i></p>", 10_000)]
    [InlineData("<p>a<br><img src=x>", 10_000)]
    [InlineData("<ul><li>a<li>b</ul>", 5_000)]
    [InlineData("<table><tr><td><code>a</code></td></tr></table>", 3_000)]
    public void Long_ordinary_pages_are_reasonable(string piece, int count) =>
        Assert.True(HtmlShape.IsReasonable(string.Concat(Enumerable.Repeat(piece, count))));

    [Fact]
    public async Task A_runaway_text_holds_neither_its_caller_nor_a_third_slot()
    {
        using var workers = new RenderingWorkers();
        using var release = new ManualResetEventSlim();
        var running = 0;
        var runaway = Enumerable.Range(0, 2)
            .Select(_ => workers.RunAsync(
                () => { Interlocked.Increment(ref running); release.Wait(TimeSpan.FromSeconds(30)); return 1; },
                TimeSpan.FromMilliseconds(100),
                CancellationToken.None))
            .ToList();

        Assert.All(await Task.WhenAll(runaway), result => Assert.Equal(RenderingWorkers.Timeout, result.Error!.Code));
        var waiting = workers.RunAsync(() => 2, TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.Equal(2, running);
        Assert.False(waiting.IsCompleted);

        release.Set();
        Assert.Equal(2, (await waiting).Value);
    }

    [Fact]
    public async Task What_throws_is_a_refusal()
    {
        using var workers = new RenderingWorkers();

        var result = await workers.RunAsync<int>(() => throw new ArgumentException("too deep"), TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.Equal("render_failed", result.Error!.Code);
    }

    [Theory]
    [InlineData("# A\n\n<!-- hidden\n\n## Next\n\nMore", 3, "A")]
    [InlineData("---\ntitle: x\n---\n# A\n\n<!-- hidden\n\n## Next", 6, "A")]
    [InlineData("# A\n\n> <!-- hidden\n\n## Next\n\nMore", 3, "A Next More")]
    [InlineData("# A\n\n- one\n\n  <!-- hidden\n\n## Next", 5, "A one Next")]
    [InlineData("# A\n\n<!-->\n\n## Next\n\n<!-- hidden --\n>\n", 7, "A Next")]
    public void A_comment_that_never_ends_is_a_finding_at_its_line_and_hides_no_more_than_on_GitHub(string markdown, int line, string text)
    {
        var page = Render(markdown);

        var finding = Assert.Single(page.Findings);
        Assert.Equal((DocumentationRules.OpenComment.Id, "docs/README.md", line), (finding.Id, finding.Path, finding.Line));
        Assert.Equal(text, page.PlainText);
    }

    [Theory]
    [InlineData("# A\n\n<!-- hidden\n\n## Not shown\n-->\n\nMore", "A More")]
    [InlineData("# A\n\nText <!-- hidden", "A Text <!-- hidden")]
    [InlineData("`<!--` begins a comment.\n\n    <!-- code", "<!-- begins a comment. <!-- code")]
    public void A_comment_that_ends_or_is_none_is_no_finding(string markdown, string text)
    {
        var page = Render(markdown);

        Assert.Empty(page.Findings);
        Assert.Equal(text, page.PlainText);
    }

    [Theory]
    [InlineData("<!-- {0}\n\n", 10_000)]
    [InlineData("> <!-- {0}\n\n", 8_000)]
    [InlineData("<!--{0}", 12_000)]
    [InlineData("<!-- {0} --> ", 8_000)]
    public async Task Comments_without_number_are_rendered_in_time(string piece, int count)
    {
        using var workers = new RenderingWorkers();
        var markdown = string.Concat(Enumerable.Range(0, count).Select(number => piece.Replace("{0}", $"{number}", StringComparison.Ordinal)));
        var started = Stopwatch.StartNew();

        var page = markdown[..Math.Min(markdown.Length, DocumentLimits.PageBytes)];
        await workers.RunAsync(() => Render(page), DocumentLimits.RenderTime, CancellationToken.None);

        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
    }

    [Fact]
    public void A_heading_of_ten_thousand_characters_stays_and_has_an_anchor()
    {
        var page = Render($"# {new string('x', 10_000)}\n\n## {string.Concat(Enumerable.Repeat("[a](b) ", 1_500))}\n\nMore");

        Assert.Equal(2, page.Headings.Count);
        Assert.EndsWith(" More", page.PlainText, StringComparison.Ordinal);
    }
}
