using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Manifests;

/// <summary>
/// Text from a publisher's file. Its direction is isolated from the text around it, hidden characters are shown as
/// code points, and long text scrolls in place. Nothing is left out.
/// </summary>
public sealed partial class ForeignText
{
    /// <summary>About six lines. Longer text scrolls, so that one value cannot push everything else away.</summary>
    private const int LongFrom = 400;

    private const int ZeroWidthJoiner = 0x200D;

    [Parameter, EditorRequired] public string? Text { get; set; }

    /// <summary>Uses the code font, for names, values and addresses that machines read.</summary>
    [Parameter] public bool IsCode { get; set; }

    /// <summary>Null for short texts, because a manifest page has hundreds of them.</summary>
    private string? Classes => Text is { Length: > LongFrom } ? "kp-foreign-long" : null;

    /// <summary>A scrolling element must be reachable by keyboard.</summary>
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

    // A joiner combines several emoji into one and does not change the meaning.
    private static bool IsHidden(Rune rune) => rune.Value != ZeroWidthJoiner && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Control => rune.Value is not ('\n' or '\r' or '\t'),
        _ => false,
    };
}
