using MudBlazor;

namespace Kiket.Portal.Components.Layout;

/// <summary>
/// The MudBlazor side of the look: type scale, radii, no shadows. Colours are the tokens of
/// <c>wwwroot/portal.css</c>, which also override the palette in the browser so that the chosen theme
/// applies before the first paint. A test checks that both have the same colours.
/// </summary>
public static class PortalTheme
{
    private static readonly string[] Sans = ["Geist", "ui-sans-serif", "system-ui", "sans-serif"];

    /// <summary>The theme every interactive page uses.</summary>
    public static MudTheme Instance { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#4f46e5",
            PrimaryContrastText = "#ffffff",
            Background = "#f8fafc",
            Surface = "#ffffff",
            TextPrimary = "#0f172a",
            TextSecondary = "#526077",
            Divider = "#e2e8f0",
            LinesInputs = "#8492a8",
            Error = "#b91c1c",
            Warning = "#92400e",
            Success = "#166534",
            Info = "#075985",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#a5b4fc",
            PrimaryContrastText = "#14183a",
            Background = "#0b1120",
            Surface = "#111a2e",
            TextPrimary = "#e8edf5",
            TextSecondary = "#9aa8bd",
            Divider = "#233047",
            LinesInputs = "#64748b",
            Error = "#fca5a5",
            Warning = "#fcd34d",
            Success = "#86efac",
            Info = "#7dd3fc",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px" },
        Shadows = new Shadow { Elevation = [.. Enumerable.Repeat("none", 26)] },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "1rem", LineHeight = "1.6", LetterSpacing = "normal" },
            H4 = new H4Typography
            {
                FontFamily = Sans,
                FontSize = "clamp(1.75rem, 1.4rem + 1.6vw, 2.375rem)",
                FontWeight = "600",
                LineHeight = "1.2",
                LetterSpacing = "-.035em",
            },
            H5 = new H5Typography { FontFamily = Sans, FontSize = "1.375rem", FontWeight = "600", LineHeight = "1.25", LetterSpacing = "-.022em" },
            H6 = new H6Typography { FontFamily = Sans, FontSize = "1.0625rem", FontWeight = "600", LineHeight = "1.3", LetterSpacing = "-.012em" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "1rem", LineHeight = "1.6", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = ".9375rem", LineHeight = "1.55", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = ".9375rem", FontWeight = "500", LetterSpacing = "normal", TextTransform = "none" },
            Overline = new OverlineTypography
            {
                FontFamily = Sans,
                FontSize = ".75rem",
                FontWeight = "600",
                LetterSpacing = ".08em",
                TextTransform = "uppercase",
            },
        },
    };
}
