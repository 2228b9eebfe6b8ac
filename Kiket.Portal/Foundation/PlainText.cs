using System.Globalization;
using System.Text;

namespace Kiket.Portal.Foundation;

/// <summary>
/// What a text that other people read must not hold: characters that nobody sees, or that change how the rest reads.
/// One rule for what is typed, what a listing says and what a manifest holds.
/// </summary>
public static class PlainText
{
    /// <summary>Whether a text holds a character that nobody sees or that changes its direction.</summary>
    /// <param name="hasLines">Line ends and tabs are fine.</param>
    public static bool HasHidden(string text, bool hasLines = false) => FirstHidden(text, hasLines) is not null;

    /// <summary>The first such character, or null when there is none.</summary>
    /// <param name="hasLines">Line ends and tabs are fine.</param>
    public static Rune? FirstHidden(string text, bool hasLines = false)
    {
        Rune? before = null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune, hasLines) || (IsJoiner(rune) && !MayJoin(before)))
            {
                return rune;
            }

            before = rune;
        }

        return null;
    }

    /// <summary>Whether nobody sees a character, wherever it stands.</summary>
    public static bool IsInvisible(Rune rune) => IsHidden(rune, hasLines: true) || IsJoiner(rune);

    /// <summary>A text on one line: line ends and tabs become a space, what nobody sees is left out.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || rune.Value is '\n' or '\r' or '\t')
            {
                line.Append(' ');
            }
            else if (!IsHidden(rune, hasLines: false))
            {
                line.Append(rune.ToString());
            }
        }

        return line.ToString().Trim();
    }

    /// <summary>Why a text of several lines that people write cannot be taken; null when it can.</summary>
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

        return HasHidden(text, hasLines: true)
            ? Error.Field(field, $"{field}_characters", $"{what} contains invisible or control characters. Type it again as plain text.")
            : null;
    }

    // Soft hyphen, direction marks, zero-width space, separators of lines and paragraphs, embeddings, overrides and
    // isolates ("Trojan Source", CVE-2021-42574), invisible operators, annotations, and tags, which hide whole
    // sentences; letters that are drawn as nothing (Hangul fillers and the like), of which whole names were made. The two
    // joiners (U+200C, U+200D) stay where they join: emoji, Persian and several Indic scripts are written with them.
    private static bool IsHidden(Rune rune, bool hasLines) => rune.Value switch
    {
        '\n' or '\r' or '\t' => !hasLines,
        0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x180E or 0x200B or 0x200E or 0x200F or 0x2800 or 0x3164 or 0xFEFF or 0xFFA0 => true,
        >= 0x2028 and <= 0x202E or >= 0x2060 and <= 0x2069 => true,
        >= 0xFFF9 and <= 0xFFFB or >= 0xE0000 and <= 0xE0FFF => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control,
    };

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>A joiner at the start, or after a letter that never joins, is there to hide: it makes one name into two.</summary>
    private static bool MayJoin(Rune? before) => before is { IsAscii: false } letter && Lookalikes.AlphabetOf(letter) == Alphabet.Other;
}
