using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Manifests;

/// <summary>
/// Text from somebody else's file: isolated from the direction of what surrounds it, with hidden characters shown by
/// their number instead of acting, and scrolling in place when it is long. Nothing of it is left out.
/// </summary>
public sealed partial class ForeignText
{
    /// <summary>About six lines; what is longer scrolls, so that one value cannot push everything else away.</summary>
    private const int LongFrom = 400;

    private const int ZeroWidthJoiner = 0x200D;

    [Parameter, EditorRequired] public string? Text { get; set; }

    /// <summary>Set in the font of code: names, values and addresses that machines read.</summary>
    [Parameter] public bool IsCode { get; set; }

    /// <summary>None on the many short ones: a page of a manifest has hundreds.</summary>
    private string? Classes => Text is { Length: > LongFrom } ? "kp-foreign-long" : null;

    /// <summary>What scrolls must be reachable by keyboard.</summary>
    private string? Focus => Text is { Length: > LongFrom } ? "0" : null;

    /// <summary>Runs of visible text, and each hidden character as <c>U+202E</c>.</summary>
    internal static IEnumerable<(string Text, bool IsHidden)> Split(string text)
    {
        var run = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsHidden(rune))
            {
                run.Append(rune.ToString());
                continue;
            }

            if (run.Length > 0)
            {
                yield return (run.ToString(), false);
                run.Clear();
            }

            yield return (string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}"), true);
        }

        if (run.Length > 0)
        {
            yield return (run.ToString(), false);
        }
    }

    // A joiner makes one picture of several emoji and changes no meaning.
    private static bool IsHidden(Rune rune) => rune.Value != ZeroWidthJoiner && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Control => rune.Value is not ('\n' or '\r' or '\t'),
        _ => false,
    };
}
