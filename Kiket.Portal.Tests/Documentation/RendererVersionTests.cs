using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Documentation;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>Notices when the renderer makes something else of a text, because what is stored is only rendered again when its version rises.</summary>
public sealed class RendererVersionTests
{
    /// <summary>The version and what it makes of the samples.</summary>
    private const string Recorded = "3 356ddf885573ede8";

    private static readonly string[] Samples =
    [
        """
        ---
        title: x
        ---
        # Alerts :rocket:

        A **bold** word, `code`, ~~gone~~, a [link](guide.md#part), https://kiket.example and a note[^1].

        | a | b |
        | :- | -: |
        | 1 | `x\|y` |

        - [x] done
        - [ ] open

        > [!WARNING]
        > Careful.

        ```csharp
        var alert = new Alert("risky");
        ```

        ```yaml
        quiet: { from: 22 }
        ```

        ![The flow](img/a.png) and ![gone](none.png)

        <details><summary>More</summary>

        Text with <kbd>Ctrl</kbd> and a <title> field.

        </details>

        Formula $a_b$ and שלום.

        [^1]: A note.
        """,
        "![a](img/a.png#gh-dark-mode-only)\n\n<video src=\"demo.mp4\" controls></video>\n\n<!-- never ends",
    ];

    [Fact]
    public void A_change_of_what_comes_out_raises_the_version()
    {
        var all = new StringBuilder();
        foreach (var sample in Samples)
        {
            var rendered = Rendering.Render(sample, picture: path => path == "docs/img/a.png" ? new ServedPicture("/files/a.png", null) : null);
            all.Append(rendered.Html).Append(rendered.PlainText).AppendJoin('|', rendered.Headings);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples", "Changelogs")).Order(StringComparer.Ordinal))
        {
            foreach (var section in Changelog.Read(File.ReadAllText(file), "CHANGELOG.md").Sections)
            {
                all.Append(section.Words).Append(section.Release?.Version).Append(section.Release?.Date?.DayNumber).Append(section.Release?.IsYanked)
                    .Append(Rendering.Html(section.Markdown));
            }
        }

        var now = $"{RendererVersion.Current} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())))[..16]}";
        Assert.True(
            now == Recorded,
            $"The renderer makes something else of the samples. Raise RendererVersion.Current (unless a sample changed), then record \"{now}\" here.");
    }
}
