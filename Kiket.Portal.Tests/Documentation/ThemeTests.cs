using System.Globalization;
using System.Text.RegularExpressions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Documentation;

/// <summary>The colours of code can be read: 4.5 to 1 against the code background, light and dark (WCAG 2.2, 1.4.3).</summary>
public sealed class ThemeTests
{
    private const double Readable = 4.5;

    [Theory]
    [InlineData(":root {")]
    [InlineData("[data-theme=\"dark\"] {")]
    [InlineData(":root:not([data-theme]) {")]
    public void Every_colour_of_code_can_be_read(string theme)
    {
        var background = Colours("portal.css", theme, "--kp-code-bg").Single().Value;
        var colours = Colours("documentation.css", theme, "--hl-[a-z]+");

        Assert.True(colours.Count >= 14);
        Assert.All(colours, colour => Assert.True(Contrast(colour.Value, background) >= Readable, $"{colour.Key}: {Contrast(colour.Value, background):0.00}"));
    }

    private static Dictionary<string, string> Colours(string file, string theme, string name)
    {
        var css = File.ReadAllText(Path.Combine(Places.Checkout, "wwwroot", file));
        var start = css.IndexOf(theme, StringComparison.Ordinal);
        var block = css[start..css.IndexOf('}', start)];
        return Regex.Matches(block, $"(?<name>{name}): (?<colour>#[0-9a-f]{{6}});", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["colour"].Value, StringComparer.Ordinal);
    }

    private static double Contrast(string one, string other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = new[] { 1, 3, 5 }.Select(index =>
        {
            var value = int.Parse(colour.AsSpan(index, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }
}
