using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Turns media into what a document may contain: films and sounds into links, pictures for a theme into one picture for each
/// theme. Runs before unknown elements are removed, so that none of them disappears.
/// </summary>
internal static class DocumentMedia
{
    public const string Dark = "theme-dark";
    public const string Light = "theme-light";

    public static void Replace(IHtmlDocument document)
    {
        foreach (var medium in document.Body!.QuerySelectorAll("video, audio, embed, object").ToList())
        {
            Link(medium, document);
        }

        foreach (var picture in document.Body.QuerySelectorAll("picture").ToList())
        {
            ChooseByTheme(picture);
        }

        foreach (var picture in document.Body.QuerySelectorAll("img[src*='#gh-']"))
        {
            var source = picture.GetAttribute("src")!.TrimEnd();
            if (source.EndsWith("#gh-dark-mode-only", StringComparison.OrdinalIgnoreCase))
            {
                picture.ClassName = Dark;
            }
            else if (source.EndsWith("#gh-light-mode-only", StringComparison.OrdinalIgnoreCase))
            {
                picture.ClassName = Light;
            }
        }
    }

    /// <summary>A link in front of what the medium contains: an end tag may be missing, so that may be the rest of the page.</summary>
    private static void Link(IElement medium, IHtmlDocument document)
    {
        var address = medium.GetAttribute("src") ?? medium.GetAttribute("data") ?? medium.QuerySelector("source[src]")?.GetAttribute("src");
        if (address is not { Length: > 0 } || medium.Parent is not { } parent)
        {
            return;
        }

        var link = document.CreateElement("a");
        link.SetAttribute("href", address);
        var path = address.Split('?', '#')[0].TrimEnd('/');
        var words = medium.GetAttribute("title") ?? medium.GetAttribute("aria-label") ?? medium.GetAttribute("alt") ?? path[(path.LastIndexOf('/') + 1)..];
        if (medium.GetAttribute("poster") is { Length: > 0 } poster)
        {
            var still = document.CreateElement("img");
            still.SetAttribute("src", poster);
            still.SetAttribute("alt", words);
            link.AppendChild(still);
        }
        else
        {
            link.TextContent = words.Length > 0 ? words : medium.LocalName;
        }

        parent.InsertBefore(link, medium);
    }

    private static void ChooseByTheme(IElement picture)
    {
        var (dark, light) = (Source(picture, "dark"), Source(picture, "light"));
        if (picture.QuerySelector("img") is not { } usual || (dark is null && light is null))
        {
            return;
        }

        // Without a picture for one theme, that theme has the usual one.
        var other = (IElement)usual.Clone(deep: false);
        other.RemoveAttribute("id");
        usual.Parent!.InsertBefore(other, usual);
        other.SetAttribute("src", dark ?? light!);
        other.ClassName = dark is null ? Light : Dark;
        usual.ClassName = dark is null ? Dark : Light;
        if (dark is not null && light is not null)
        {
            usual.SetAttribute("src", light);
        }
    }

    private static string? Source(IElement picture, string theme) => picture.QuerySelectorAll("source")
        .Where(source => source.GetAttribute("media") is { } media
            && media.Contains("prefers-color-scheme", StringComparison.OrdinalIgnoreCase)
            && media.Contains(theme, StringComparison.OrdinalIgnoreCase))
        .Select(source => source.GetAttribute("srcset") is { } set ? set.Trim().Split([' ', '\t', '\n'], 2)[0].TrimEnd(',') : null)
        .FirstOrDefault(address => address is { Length: > 0 });
}
