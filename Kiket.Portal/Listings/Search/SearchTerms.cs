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

    private readonly IReadOnlyList<string> _words;

    private SearchTerms(IReadOnlyList<string> words) => _words = words;

    public bool IsEmpty => _words.Count == 0;

    public IReadOnlyList<string> Words => _words;

    public static SearchTerms Of(string? query) =>
        new([.. Split(query is { Length: > MaxQueryLength } ? query[..MaxQueryLength] : query ?? "").Take(MaxWords)]);

    /// <summary>The words of a text: runs of letters and digits, in lower case and in their usual form (ＡＣＭＥ is acme).</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Usual(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
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
    internal static string Usual(string text) => Ascii.IsValid(text) ? text : Whole(text).Normalize(NormalizationForm.FormKC);

    /// <summary>What can't be normalised becomes the replacement character, which isn't a letter.</summary>
    internal static string Whole(string text) => PlainText.WellFormed(text);

    /// <summary>Every word's stem as a quoted prefix, all of them required: <c>"slack"* "mess"*</c>.</summary>
    internal string ToFts5() => string.Join(' ', _words.Select(word => $"\"{WordStem.Of(word)}\"*"));

    /// <summary>The same with whole words only: <c>"slack" "mess"</c>.</summary>
    internal string ToFts5Words() => string.Join(' ', _words.Select(word => $"\"{word}\""));
}
