using System.Globalization;
using System.Text;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Listings.Search;

/// <summary>
/// The words of a query. Whatever a person types becomes words of letters and digits, each matched from its beginning.
/// Operators, quotes and wildcards never reach the index.
/// </summary>
public sealed class SearchTerms
{
    public const int MaxQueryLength = 200;
    private const int MaxWords = 12;

    /// <summary>Names of which the usual split leaves one letter, and how they are written in words.</summary>
    private static readonly (string Sign, string Word)[] Signs = [("c++", "cplusplus"), ("c#", "csharp"), ("f#", "fsharp"), ("g++", "gplusplus")];

    private readonly IReadOnlyList<string> _words;

    private string Operator => IsAny ? " OR " : " AND ";

    private SearchTerms(IReadOnlyList<string> words, string typed, bool isAny = false) => (_words, Typed, IsAny) = (words, typed, isAny);

    /// <summary>What was typed, trimmed and in lower case: an id is compared with it as it is.</summary>
    public string Typed { get; }

    /// <summary>What was typed, as a name is stored to sort by.</summary>
    public string TypedName => FoldedText.Of(Typed);

    /// <summary>One of the words is enough. Otherwise all of them are required.</summary>
    public bool IsAny { get; }

    public bool IsEmpty => _words.Count == 0;

    public IReadOnlyList<string> Words => _words;

    public static SearchTerms Of(string? query) =>
        Of(query, [.. Split(Bounded(query)).Take(MaxWords)]);

    /// <summary>The same query with other words: without filler words, or with corrected ones.</summary>
    public SearchTerms With(IReadOnlyList<string> words) => new(words, Typed);

    /// <summary>A query that one of these words is enough for.</summary>
    public SearchTerms Any(IReadOnlyList<string> words) => new(words, Typed, isAny: true);

    private static SearchTerms Of(string? query, IReadOnlyList<string> words) =>
        new(words, PlainText.OneLine(PlainText.WellFormed(Bounded(query))).ToLowerInvariant());

    private static string Bounded(string? query) => query is { Length: > MaxQueryLength } ? query[..MaxQueryLength] : query ?? "";

    /// <summary>The words of a text: runs of letters and digits, in lower case and in their usual form (ＡＣＭＥ is acme).</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Usual(text).EnumerateRunes())
        {
            // A mark belongs to the letter before it. By itself it is nothing that the index has.
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark))
            {
                word.Append(rune.ToString());
            }
            else
            {
                Flush();
            }
        }

        Flush();
        return words;

        void Flush()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString().ToLowerInvariant());
                word.Clear();
            }
        }
    }

    /// <summary>Every letter in its usual form: full-width letters, ligatures and the like become plain letters.</summary>
    internal static string Usual(string text) => Spelled(Ascii.IsValid(text)
        ? text
        : PlainText.WellFormed(text).Normalize(NormalizationForm.FormKC)
            .Replace("ß", "ss", StringComparison.Ordinal)
            .Replace("ẞ", "SS", StringComparison.Ordinal));

    /// <summary>
    /// Names with signs as words of their own, the same in queries and in the index: "C++ Linter" is found by "C++", and
    /// "C# Helper" isn't.
    /// </summary>
    private static string Spelled(string text)
    {
        if (text.AsSpan().IndexOfAny('+', '#') < 0)
        {
            return text;
        }

        foreach (var (sign, word) in Signs)
        {
            for (var at = text.IndexOf(sign, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(sign, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                if (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                {
                    text = $"{text[..at]}{word}{text[(at + sign.Length)..]}";
                }
            }
        }

        return text;
    }

    /// <summary>Every word's stem as a quoted prefix: <c>"slack"* AND "mess"*</c>.</summary>
    internal string ToFts5() => string.Join(Operator, _words.Select(word => $"\"{WordStem.Of(word)}\"*"));

    /// <summary>The same with whole words only: <c>"slack" AND "mess"</c>.</summary>
    internal string ToFts5Words() => string.Join(Operator, _words.Select(word => $"\"{word}\""));
}
