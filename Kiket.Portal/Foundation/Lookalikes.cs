using System.Globalization;
using System.Text;

namespace Kiket.Portal.Foundation;

/// <summary>Alphabets with letters that look alike.</summary>
public enum Alphabet
{
    /// <summary>Digits, signs, and every other script.</summary>
    Other,
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Cherokee,
}

/// <summary>
/// Names that look like another name (UTS #39, Unicode Security Mechanisms). Only the part that matters here: letters that
/// look like Latin ones, because that is how a name imitates one that people trust.
/// </summary>
public static class Lookalikes
{
    /// <summary>
    /// Letters grouped by the Latin letter they look like, from Unicode's <c>confusables.txt</c>
    /// (https://www.unicode.org/Public/security/latest/confusables.txt), without the ones that compatibility
    /// normalization already turns into Latin ones (full width, mathematical, circled, accented).
    /// </summary>
    private static readonly Dictionary<int, char> Latin = Read(
        "aАаΑαɑ", "bВЬвЬЪΒβ", "cСсϹϲᏟ", "dԀԁđᎠ",
        "eЕеЁЭэΕεᴇᎬҽ", "fϝƒ", "gԌԍɡցᏀ", "hНнҺһΗհᎻ",
        "iІіӀӏΙιıɩɪɨᎥ", "jЈјϳյᎫ", "kКкҚқКΚκƙĸᴋᏦҡ",
        "lłᏞ", "mМмΜᴍᎷ", "nПпΝηոռИи", "oОоӨөΟοσօøᴏ",
        "pРрΡρᏢᴘ", "qԚԛզգ", "rГгʀᖇᎡ", "sЅѕՏᏚꜱ",
        "tТтΤτŧᴛᎢ", "uυսᴜՍ", "vѴѵΝνᴠᏙ",
        "wԜԝωшᴡᎳ", "xХхΧχ", "yУуҮүΥγʏ", "zΖᴢᏃ");

    private static readonly Dictionary<char, char> Signs = new()
    {
        ['0'] = 'o',
        ['1'] = 'i',
        ['l'] = 'i',
        ['|'] = 'i',
        ['!'] = 'i',
        ['3'] = 'e',
        ['4'] = 'a',
        ['@'] = 'a',
        ['5'] = 's',
        ['$'] = 's',
        ['7'] = 't',
        ['8'] = 'b',
    };

    /// <summary>Whether a word mixes two alphabets with letters that look alike, such as <c>Kіket</c> with a Cyrillic і.</summary>
    public static bool MixesAlphabets(string text)
    {
        var word = Alphabet.Other;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune))
            {
                // Marks and digits are part of the word around them.
                word = Rune.IsDigit(rune) || IsMark(rune) ? word : Alphabet.Other;
                continue;
            }

            var alphabet = AlphabetOf(rune);
            if (alphabet != Alphabet.Other && word != Alphabet.Other && alphabet != word)
            {
                return true;
            }

            word = alphabet == Alphabet.Other ? word : alphabet;
        }

        return false;
    }

    /// <summary>
    /// What a text looks like: two texts with the same skeleton look alike. Letters that look like a Latin one become
    /// that letter in lower case; accents and invisible characters are removed; spaces and signs stay.
    /// </summary>
    public static string Skeleton(string text)
    {
        var skeleton = new StringBuilder(text.Length);
        foreach (var rune in PlainText.Normalizable(text).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (IsMark(rune) || PlainText.IsInvisible(rune))
            {
                continue;
            }

            var plain = Latin.TryGetValue(rune.Value, out var letter) ? new Rune(letter) : Rune.ToLowerInvariant(rune);
            skeleton.Append(plain.IsBmp && Signs.TryGetValue((char)plain.Value, out var sign) ? sign.ToString() : plain.ToString());
        }

        return skeleton.ToString();
    }

    /// <summary>The alphabet of a letter, as far as it matters here.</summary>
    public static Alphabet AlphabetOf(Rune letter) => letter.Value switch
    {
        0xB5 => Alphabet.Other, // the micro sign: "µm" isn't a Greek word
        (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= 0xC0 and <= 0x2AF) or (>= 0x1D00 and <= 0x1D7F) or (>= 0x1E00 and <= 0x1EFF)
            or (>= 0x2C60 and <= 0x2C7F)
            or (>= 0xA722 and <= 0xA7FF) or (>= 0xFF21 and <= 0xFF5A) => Alphabet.Latin,
        (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF) => Alphabet.Greek,
        (>= 0x400 and <= 0x52F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x2DE0 and <= 0x2DFF) or (>= 0xA640 and <= 0xA69F) => Alphabet.Cyrillic,
        >= 0x531 and <= 0x58F => Alphabet.Armenian,
        (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF) => Alphabet.Cherokee,
        _ => Alphabet.Other,
    };

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Each entry: the Latin letter, then what looks like it.</summary>
    private static Dictionary<int, char> Read(params ReadOnlySpan<string> entries)
    {
        var letters = new Dictionary<int, char>();
        foreach (var entry in entries)
        {
            foreach (var rune in entry.EnumerateRunes().Skip(1))
            {
                letters.TryAdd(rune.Value, entry[0]);
            }
        }

        return letters;
    }
}
