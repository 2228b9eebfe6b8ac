using System.Globalization;
using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>A file's bytes as text with <c>\n</c> line ends.</summary>
/// <param name="Problem">The problem with the encoding, as a sentence, or null.</param>
public sealed record TextFile(string Text, string? Problem)
{
    /// <summary>
    /// Reads UTF-8 with or without a byte-order mark, and UTF-16. Invalid bytes become the replacement
    /// character and a problem. Never throws.
    /// </summary>
    public static TextFile Decode(ReadOnlySpan<byte> bytes)
    {
        var (text, problem) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Utf8(bytes[3..]),
            [0xFF, 0xFE, ..] => (Encoding.Unicode.GetString(bytes[2..]), "The file is UTF-16."),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode.GetString(bytes[2..]), "The file is UTF-16."),
            [not 0, 0, not 0, 0, ..] => (Encoding.Unicode.GetString(bytes), "The file is UTF-16 without a byte-order mark."),
            [0, not 0, 0, not 0, ..] => (Encoding.BigEndianUnicode.GetString(bytes), "The file is UTF-16 without a byte-order mark."),
            _ => Utf8(bytes),
        };
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            text = text.Replace('\0', '\uFFFD');
            problem ??= "The file contains NUL bytes.";
        }

        // They stay, and a page shows each by its number.
        if (text.EnumerateRunes().FirstOrDefault(PlainText.IsNoCharacter) is { Value: > 0 and var number })
        {
            problem ??= string.Create(CultureInfo.InvariantCulture, $"The file contains U+{number:X4}, which Unicode calls no character.");
        }

        return new TextFile(text.ReplaceLineEndings("\n"), problem);
    }

    private static (string Text, string? Problem) Utf8(ReadOnlySpan<byte> bytes) =>
        (Encoding.UTF8.GetString(bytes), System.Text.Unicode.Utf8.IsValid(bytes) ? null : "The file isn't valid UTF-8.");
}
