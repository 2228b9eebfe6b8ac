using System.Globalization;
using System.Text.RegularExpressions;
using Kiket.Portal.Components.Layout;
using MudBlazor;

namespace Kiket.Portal.Tests.Components.Layout;

public sealed partial class PortalThemeTests
{
    private static readonly string Styles = File.ReadAllText(PathOf("wwwroot/portal.css"));
    private static readonly Dictionary<string, string> Light = Tokens(":root {");
    private static readonly Dictionary<string, string> Dark = Tokens("[data-theme=\"dark\"] {");

    public static TheoryData<string, string> Pairs => new()
    {
        { "text", "surface" }, { "text", "surface-raised" }, { "text", "surface-sunken" }, { "text", "code-bg" },
        { "text-muted", "surface" }, { "text-muted", "surface-raised" }, { "text-muted", "surface-sunken" }, { "text-muted", "accent-soft" },
        { "accent", "surface" }, { "accent", "surface-raised" }, { "accent", "accent-soft" }, { "accent-contrast", "accent" },
        { "accent-contrast", "accent-hover" }, { "danger", "danger-soft" }, { "danger", "surface-raised" }, { "warning", "warning-soft" },
        { "warning", "surface-raised" }, { "success", "success-soft" }, { "success", "surface-raised" }, { "info", "info-soft" },
        { "text", "danger-soft" }, { "text", "warning-soft" }, { "text", "success-soft" }, { "text", "info-soft" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Text_reaches_the_contrast_of_AA_in_both_themes(string text, string ground)
    {
        Assert.True(Contrast(Light[text], Light[ground]) >= 4.5, $"light: {text} on {ground}");
        Assert.True(Contrast(Dark[text], Dark[ground]) >= 4.5, $"dark: {text} on {ground}");
    }

    [Fact]
    public void Borders_of_fields_can_be_seen_in_both_themes()
    {
        Assert.True(Contrast(Light["border-strong"], Light["surface-raised"]) >= 3);
        Assert.True(Contrast(Dark["border-strong"], Dark["surface-raised"]) >= 3);
    }

    [Fact]
    public void The_system_preference_gives_the_same_dark_as_the_choice() =>
        Assert.Equal(Dark, Tokens(":root:not([data-theme]) {"));

    [Fact]
    public void The_library_theme_speaks_the_same_colours_as_the_stylesheet()
    {
        Assert.All(Shown(PortalTheme.Instance.PaletteLight), pair => Assert.Equal(Light[pair.Token], pair.Colour));
        Assert.All(Shown(PortalTheme.Instance.PaletteDark), pair => Assert.Equal(Dark[pair.Token], pair.Colour));
    }

    private static IEnumerable<(string Token, string Colour)> Shown(Palette palette) =>
    [
        ("accent", Hex(palette.Primary)), ("accent-contrast", Hex(palette.PrimaryContrastText)), ("surface", Hex(palette.Background)),
        ("surface-raised", Hex(palette.Surface)), ("text", Hex(palette.TextPrimary)), ("text-muted", Hex(palette.TextSecondary)),
        ("border", Hex(palette.Divider)), ("danger", Hex(palette.Error)), ("warning", Hex(palette.Warning)),
        ("success", Hex(palette.Success)), ("info", Hex(palette.Info)),
    ];

    private static string Hex(MudBlazor.Utilities.MudColor colour) => colour.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex).ToLowerInvariant();

    private static Dictionary<string, string> Tokens(string block)
    {
        var start = Styles.IndexOf("\n" + block, StringComparison.Ordinal);
        start = start < 0 ? Styles.IndexOf(block, StringComparison.Ordinal) : start;
        var body = Styles[start..Styles.IndexOf('}', start)];
        return Token().Matches(body).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
    }

    /// <summary>WCAG 2.2, relative luminance.</summary>
    private static double Contrast(string left, string right)
    {
        var (a, b) = (Luminance(left), Luminance(right));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Channel(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    private static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Kiket.Portal.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, file);
    }

    [GeneratedRegex("--kp-(?<name>[a-z-]+): (?<value>#[0-9a-f]{6});", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
