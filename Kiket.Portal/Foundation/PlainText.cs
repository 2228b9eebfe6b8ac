using System.Globalization;
using System.Text;

namespace Kiket.Portal.Foundation;

/// <summary>
/// Finds characters that don't belong in text for other people: invisible ones, and ones that change how the rest reads.
/// The same rule applies to typed text, listings and manifests.
/// </summary>
public static class PlainText
{
    private const char NoCharacter = '\uFFFE';

    /// <summary>Whether a text contains an invisible character or one that changes its direction.</summary>
    /// <param name="hasLines">Allows line ends and tabs.</param>
    public static bool HasHidden(string text, bool hasLines = false) => FirstHidden(text, hasLines) is not null;

    /// <summary>The first such character, or null when there is none.</summary>
    /// <param name="hasLines">Allows line ends and tabs.</param>
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

    /// <summary>Whether a character is invisible wherever it appears.</summary>
    public static bool IsInvisible(Rune rune) => IsHidden(rune, hasLines: true) || IsJoiner(rune);

    /// <summary>A text on one line: line ends and tabs become a space, invisible characters are removed.</summary>
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

    /// <summary>
    /// A text that can be normalized: half of a surrogate pair and U+FFFE, which isn't a character, become the replacement
    /// character. The runtime's normalization throws on them, so every text from outside goes through here first.
    /// </summary>
    public static string Normalizable(string text)
    {
        if (text.All(letter => letter != NoCharacter && !char.IsSurrogate(letter)))
        {
            return text;
        }

        return string.Concat(text.EnumerateRunes().Select(rune => rune.Value == NoCharacter ? Rune.ReplacementChar.ToString() : rune.ToString()));
    }

    /// <summary>Why a text of several lines isn't allowed; null when it is.</summary>
    /// <param name="text">Trimmed.</param>
    /// <param name="field">The field that shows the message.</param>
    /// <param name="what">What the text is, with a capital: <c>The message</c>.</param>
    /// <param name="empty">The message for an empty text; null when it may be empty.</param>
    public static Error? Problem(string text, string field, string what, int maxLength, string? empty)
    {
        if (text.Length == 0 && empty is not null)
        {
            return Error.Field(field, $"{field}_length", empty);
        }

        if (text.Length > maxLength)
        {
            return Error.Field(field, $"{field}_length", $"{what} has {text.Length} characters; the limit is {maxLength}.");
        }

        return HasHidden(text, hasLines: true)
            ? Error.Field(field, $"{field}_characters", $"{what} contains invisible or control characters. Type it again as plain text.")
            : null;
    }

    // Soft hyphen, direction marks, zero-width space, separators of lines and paragraphs, embeddings, overrides and
    // isolates ("Trojan Source", CVE-2021-42574), invisible operators, annotations, and tags, which can hide whole
    // sentences; letters without a glyph (Hangul fillers and the like), which can make up a whole invisible name; code points
    // that Unicode calls no characters (U+FFFE and the last two of every plane), which some functions refuse. The two
    // joiners (U+200C, U+200D) stay where they join: emoji, Persian and several Indic scripts need them.
    private static bool IsHidden(Rune rune, bool hasLines) => rune.Value switch
    {
        '\n' or '\r' or '\t' => !hasLines,
        0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x180E or 0x200B or 0x200E or 0x200F or 0x2800 or 0x3164 or 0xFEFF or 0xFFA0 => true,
        >= 0x2028 and <= 0x202E or >= 0x2060 and <= 0x2069 => true,
        >= 0xFFF9 and <= 0xFFFB or >= 0xE0000 and <= 0xE0FFF => true,
        >= 0xFDD0 and <= 0xFDEF => true,
        _ when (rune.Value & 0xFFFE) == 0xFFFE => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control,
    };

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>A joiner at the start, or after a letter that never joins, is invisible and makes a second name that looks the same.</summary>
    private static bool MayJoin(Rune? before) => before is { IsAscii: false } letter && Lookalikes.AlphabetOf(letter) == Alphabet.Other;
}
