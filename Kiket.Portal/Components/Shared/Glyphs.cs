using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// The portal's icons, in the colour of the text beside them and hidden from screen readers. They are markup and not
/// components: a page has dozens of them, and each component on a live page costs memory.
/// </summary>
public static class Glyphs
{
    private static readonly FrozenDictionary<GlyphKind, RenderFragment> All =
        Enum.GetValues<GlyphKind>().ToFrozenDictionary(kind => kind, kind => Draw(Path(kind)));

    /// <summary>Write it as <c>@Glyphs.Of(GlyphKind.Search)</c>.</summary>
    public static RenderFragment Of(GlyphKind kind) => All[kind];

    /// <param name="path">An SVG path on a 24 by 24 grid, one of our constants.</param>
    internal static RenderFragment Draw(string path)
    {
        var markup = $"<svg class=\"kp-glyph\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\"><path d=\"{path}\" /></svg>";
        return builder => builder.AddMarkupContent(0, markup);
    }

    private static string Path(GlyphKind kind) => kind switch
    {
        GlyphKind.Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20",
        GlyphKind.Menu => "M4 7h16M4 12h16M4 17h16",
        GlyphKind.Sun => "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2"
            + "M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
        GlyphKind.Moon => "M20 14.2A8 8 0 0 1 9.8 4 8 8 0 1 0 20 14.2z",
        GlyphKind.Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20a7.5 7.5 0 0 1 15 0",
        GlyphKind.Bell => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
        GlyphKind.Exit => "M14 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H14M10 12h10M16.5 8.5 20 12l-3.5 3.5",
        GlyphKind.Error => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 9l6 6M15 9l-6 6",
        GlyphKind.Warning => "M12 4.5 21 19.5H3zM12 10v4.5M12 17v.1",
        GlyphKind.Info => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5M12 8v.1",
        GlyphKind.Check => "M5 12.5 10 17.5 19.5 7",
        GlyphKind.Copy => "M9 9h9.5A1.5 1.5 0 0 1 20 10.5V18.5A1.5 1.5 0 0 1 18.5 20H10.5A1.5 1.5 0 0 1 9 18.5z"
            + "M5.5 15A1.5 1.5 0 0 1 4 13.5V5.5A1.5 1.5 0 0 1 5.5 4H13.5A1.5 1.5 0 0 1 15 5.5",
        GlyphKind.Verified => "M12 3l2.3 1.8 2.9-.3 1 2.8 2.5 1.6-.8 2.8.8 2.8-2.5 1.6-1 2.8-2.9-.3L12 20.4"
            + "l-2.3-1.8-2.9.3-1-2.8-2.5-1.6.8-2.8-.8-2.8 2.5-1.6 1-2.8 2.9.3zM8.5 12l2.5 2.5 4.5-5",
        GlyphKind.Star => "M12 4l2.5 5.2 5.6.8-4.05 4 .95 5.6L12 16.9 7 19.6l.95-5.6-4.05-4 5.6-.8z",
        GlyphKind.Download => "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 20h14",
        GlyphKind.Clock => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
        GlyphKind.Refresh => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5",
        GlyphKind.Left => "M14.5 6 8.5 12l6 6",
        GlyphKind.Right => "M9.5 6l6 6-6 6",
        GlyphKind.Compass => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM15.5 8.5l-2 5-5 2 2-5z",
        GlyphKind.Shield => "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z",
        GlyphKind.Eye => "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
        _ => "M5 5h6v6H5zM13 5h6v6h-6zM5 13h6v6H5zM16 13v6M13 16h6",
    };
}
