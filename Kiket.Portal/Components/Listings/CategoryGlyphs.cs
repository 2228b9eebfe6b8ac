using System.Collections.Frozen;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Listings.Categories;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Listings;

/// <summary>The icons of categories, in the same style as <see cref="Glyphs"/>.</summary>
public static class CategoryGlyphs
{
    private static readonly FrozenDictionary<CategoryIcon, RenderFragment> All =
        Enum.GetValues<CategoryIcon>().ToFrozenDictionary(icon => icon, icon => Glyphs.Draw(Path(icon)));

    /// <summary>Used as <c>@CategoryGlyphs.Of(category.Icon)</c>.</summary>
    public static RenderFragment Of(CategoryIcon icon) => All[icon];

    private static string Path(CategoryIcon icon) => icon switch
    {
        CategoryIcon.Chat => "M5 5h14v10H11l-4.5 4V15H5z",
        CategoryIcon.Lifebuoy =>
            "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM6 6l3.5 3.5M18 6l-3.5 3.5M6 18l3.5-3.5M18 18l-3.5-3.5",
        CategoryIcon.People => "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19a6 6 0 0 1 12 0M15.5 5.3a3 3 0 0 1 0 5.4M17 13.5a6 6 0 0 1 4 5.5",
        CategoryIcon.Code => "M8.5 7.5 4 12l4.5 4.5M15.5 7.5 20 12l-4.5 4.5M13.5 5l-3 14",
        CategoryIcon.Board => "M4 5h16v14H4zM9.3 5v14M14.7 5v14",
        CategoryIcon.Clock => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
        CategoryIcon.Check => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 12l2.5 2.5 4.5-5",
        CategoryIcon.Chart => "M4 20h16M6.5 20v-6M11 20V9M15.5 20v-8M20 20V5",
        CategoryIcon.Shield => "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z",
        CategoryIcon.Bolt => "M13 3.5 5.5 13.5H11l-1 7 7.5-10H12z",
        CategoryIcon.Star => "M12 4l2.5 5.2 5.6.8-4.05 4 .95 5.6L12 16.9 7 19.6l.95-5.6-4.05-4 5.6-.8z",
        CategoryIcon.Globe =>
            "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c2.5 2.5 3.5 5.5 3.5 8.5s-1 6-3.5 8.5c-2.5-2.5-3.5-5.5-3.5-8.5s1-6 3.5-8.5z",
        CategoryIcon.Card => "M3.5 6h17v12h-17zM3.5 10h17M7 14.5h4",
        CategoryIcon.Document => "M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 15.5h6",
        CategoryIcon.Mail => "M3.5 6h17v12h-17zM3.5 7l8.5 6.5L20.5 7",
        _ => "M5 5h6v6H5zM13 5h6v6h-6zM5 13h6v6H5zM16 13v6M13 16h6",
    };
}
