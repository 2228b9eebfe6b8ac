using System.Globalization;
using System.Text;

namespace Kiket.Portal.Foundation;

/// <summary>What a text that other people read must not hold: characters that nobody sees and that change how the rest reads.</summary>
public static class PlainText
{
    /// <summary>
    /// Whether a message holds control or direction-changing characters. Line breaks and tabs are fine, and so are
    /// the joiners that emoji and several scripts are written with.
    /// </summary>
    public static bool IsTampered(string text) => text.EnumerateRunes().Any(IsTampering);

    private static bool IsTampering(Rune rune) => rune.Value switch
    {
        '\n' or '\r' or '\t' => false,
        0x200B or 0xFEFF => true,
        >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 => true,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control,
    };

    /// <summary>Why a text that people write cannot be taken; null when it can.</summary>
    /// <param name="text">Trimmed.</param>
    /// <param name="field">Name of the field the message appears at.</param>
    /// <param name="what">What the text is, with a capital: <c>The message</c>.</param>
    /// <param name="empty">What to say when nothing was written; null when that is fine.</param>
    public static Error? Problem(string text, string field, string what, int maxLength, string? empty)
    {
        if (text.Length == 0 && empty is not null)
        {
            return Error.Field(field, $"{field}_length", empty);
        }

        if (text.Length > maxLength)
        {
            return Error.Field(field, $"{field}_length", $"{what} has {text.Length} characters; keep it to {maxLength}.");
        }

        return IsTampered(text)
            ? Error.Field(field, $"{field}_characters", $"{what} holds invisible or control characters. Type it again as plain text.")
            : null;
    }
}
