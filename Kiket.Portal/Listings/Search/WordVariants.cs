using System.Text;

namespace Kiket.Portal.Listings.Search;

/// <summary>Further words that the index has for a text, so that it is found however its words are written together or apart.</summary>
internal static class WordVariants
{
    /// <summary>A name has a few words; of an endless one the first are enough.</summary>
    private const int MostPieces = 12;

    /// <summary>Enough for the longest word that people search for; a longer query matches the whole run.</summary>
    private const int MostLetters = 16;

    /// <summary>Names are shorter than that.</summary>
    private const int MostOnStack = 256;

    /// <summary>Of a long document in such a script, the beginning is searched inside its words.</summary>
    private const int MostBeginnings = 20_000;

    /// <summary>
    /// Further words by which a name is found: the parts of "TimeTracker", and "nodejs" for "Node.js" as for "Node js".
    /// </summary>
    public static string Of(string name)
    {
        var variants = new List<string>();
        var usual = SearchTerms.Usual(name);
        foreach (var piece in usual.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostPieces))
        {
            var parts = SearchTerms.Split(piece);
            if (parts.Count > 1)
            {
                variants.Add(string.Concat(parts));
            }

            var inner = Capitals(piece);
            if (inner.Count > 1)
            {
                variants.AddRange(inner);
            }
        }

        var words = SearchTerms.Split(usual);
        variants.AddRange(words.Zip(words.Skip(1), (first, second) => first + second).Take(MostPieces));
        return string.Join(' ', variants.Distinct(StringComparer.Ordinal));
    }

    /// <summary>
    /// Whether the variants of a name can have a word. All of them are runs of the name's letters and digits, whatever stands between
    /// them, so most names are ruled out without making their variants.
    /// </summary>
    /// <param name="folded">The name in lower case, as <see cref="FoldedText"/> makes it.</param>
    public static bool MayHave(string folded, string word)
    {
        Span<char> run = folded.Length <= MostOnStack ? stackalloc char[MostOnStack] : new char[folded.Length];
        var length = 0;
        foreach (var rune in folded.EnumerateRunes())
        {
            length += Rune.IsLetterOrDigit(rune) ? rune.EncodeToUtf16(run[length..]) : 0;
        }

        return MemoryExtensions.Contains(run[..length], word, StringComparison.Ordinal);
    }

    /// <summary>The parts of a word with capitals inside: <c>Time</c> and <c>Tracker</c>, <c>API</c> and <c>Gateway</c>.</summary>
    private static List<string> Capitals(string word)
    {
        var parts = new List<string>();
        var start = 0;
        for (var index = 1; index < word.Length; index++)
        {
            var begins = char.IsUpper(word[index])
                && (char.IsLower(word[index - 1]) || (index + 1 < word.Length && char.IsUpper(word[index - 1]) && char.IsLower(word[index + 1])));
            if (begins)
            {
                parts.Add(word[start..index]);
                start = index;
            }
        }

        parts.Add(word[start..]);
        return parts;
    }

    /// <summary>
    /// Scripts that write no spaces between words are searched inside a run of letters: every place of it is a beginning, so 扩展
    /// finds 中文扩展管理器.
    /// </summary>
    public static string Inside(string text)
    {
        if (Ascii.IsValid(text))
        {
            return "";
        }

        var beginnings = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in SearchTerms.Split(text))
        {
            for (var at = 1; at < word.Length && seen.Count < MostBeginnings; at++)
            {
                if (IsWithoutSpaces(word[at]) && IsWithoutSpaces(word[at - 1]) && seen.Add(word[at..Math.Min(word.Length, at + MostLetters)]))
                {
                    beginnings.Append(word, at, Math.Min(word.Length - at, MostLetters)).Append(' ');
                }
            }
        }

        return beginnings.ToString();
    }

    /// <summary>Han, kana, Thai, Lao, Tibetan, Burmese and Khmer. The rarer Han letters outside the first plane aren't cut.</summary>
    public static bool IsWithoutSpaces(char letter) => letter is (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF')
        or (>= '\uF900' and <= '\uFAFF') or (>= '\u0E00' and <= '\u0FFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF');
}
