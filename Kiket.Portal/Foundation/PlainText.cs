using System.Globalization;
using System.Text;

namespace Kiket.Portal.Foundation;

/// <summary>
/// Finds characters that don't belong in text for other people: invisible ones, and ones that change how the rest reads.
/// The same rule applies to typed text, listings and manifests.
/// </summary>
public static class PlainText
{
    /// <summary>The flags of England, Scotland and Wales are this one followed by invisible tags.</summary>
    private const int Flag = 0x1F3F4;

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

    /// <summary>
    /// The invisible characters of a document, by the same list. In running text some of them have a purpose: joiners where
    /// they join, the tags of a flag, direction marks beside right-to-left letters, breaks between words of scripts without
    /// spaces, the blank in Braille.
    /// </summary>
    public static IEnumerable<(int Index, Rune Rune)> HiddenIn(string text)
    {
        Rune? before = null;
        var isFlag = false;
        var isRightToLeft = new Lazy<bool>(() => text.EnumerateRunes().Any(IsRightToLeft));
        var isBraille = new Lazy<bool>(() => text.AsSpan().ContainsAnyInRange('\u2801', '\u28FF'));
        for (var index = 0; index < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length);
            isFlag = rune.Value == Flag || (isFlag && rune.Value is >= 0xE0020 and <= 0xE007F);
            var hasPurpose = rune.Value switch
            {
                '\f' => true, // white space like any other
                >= 0xE0020 and <= 0xE007F => isFlag,
                0x200E or 0x200F or 0x61C => isRightToLeft.Value,
                0x200B => before is { } letter && HasNoSpaces(letter),
                0x2800 => isBraille.Value,
                _ => false,
            };
            if ((IsHidden(rune, hasLines: true) && !hasPurpose) || (IsJoiner(rune) && !MayJoin(before)))
            {
                yield return (index, rune);
            }

            before = rune;
            index += length;
        }
    }

    /// <summary>
    /// The same text with the replacement character instead of each half of a surrogate pair and each code point that
    /// Unicode calls no character: normalizing throws for them, and XML can't hold them.
    /// </summary>
    public static string WellFormed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uFFFF'))
        {
            return text;
        }

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append((IsNoCharacter(rune) ? Rune.ReplacementChar : rune).ToString());
        }

        return whole.ToString();
    }

    /// <summary>The 66 code points that Unicode never assigns (U+FFFE, U+FDD0 and the like).</summary>
    public static bool IsNoCharacter(Rune rune) => rune.Value is >= 0xFDD0 and <= 0xFDEF || (rune.Value & 0xFFFE) == 0xFFFE;

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
        _ when IsNoCharacter(rune) => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control,
    };

    /// <summary>Whether a letter or mark is of a script that runs from right to left.</summary>
    public static bool IsRightToLeft(Rune rune) =>
        rune.Value is >= 0x590 and <= 0x8FF and not 0x61C or >= 0xFB1D and <= 0xFDCF or >= 0xFDF0 and <= 0xFDFF or >= 0xFE70 and <= 0xFEFC
            or >= 0x10800 and <= 0x10FFF or >= 0x1E800 and <= 0x1EFFF;

    /// <summary>Thai, Lao, Tibetan, Myanmar, Khmer, and Chinese, Japanese and Korean with their marks.</summary>
    private static bool HasNoSpaces(Rune rune) =>
        rune.Value is >= 0xE00 and <= 0x109F or >= 0x1780 and <= 0x17FF or >= 0x2E80 and <= 0x9FFF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
            or >= 0xFF00 and <= 0xFFEF or >= 0x20000 and <= 0x3FFFF;

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    /// <summary>A joiner at the start, or after a letter that never joins, is invisible and makes a second name that looks the same.</summary>
    private static bool MayJoin(Rune? before) => before is { IsAscii: false } letter && Lookalikes.AlphabetOf(letter) == Alphabet.Other;
}
