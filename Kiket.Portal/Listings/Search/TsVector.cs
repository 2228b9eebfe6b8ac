using System.Text;

namespace Kiket.Portal.Listings.Search;

/// <summary>
/// Words for PostgreSQL's full-text index, already split and folded. Its own parser would keep accents, and would keep
/// "slack-bot" and "acme.example/docs" in one piece, so it would find less than SQLite's index.
/// </summary>
internal static class TsVector
{
    /// <summary>The weight of words in the name and in the tags.</summary>
    public const string Title = "A";

    /// <summary>
    /// PostgreSQL's limit is 2 KB per word. A search has at most <see cref="SearchTerms.MaxQueryLength"/> letters.
    /// </summary>
    private const int MaxWordLength = SearchTerms.MaxQueryLength;

    /// <summary>
    /// PostgreSQL's limit is 1 MB, and a word takes its bytes and 12 more. The rest of a longer document is left out.
    /// </summary>
    private const int MaxBytes = 900 * 1024;

    /// <summary>The words of a listing, as a literal such as <c>'slack':1A 'digest':1D</c>.</summary>
    public static string Of(string title, string text)
    {
        var vector = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0;
        Add(title, Title);
        Add(text, "D");
        return vector.ToString();

        void Add(string part, string weight)
        {
            foreach (var word in Split(part).Select(Short).Where(seen.Add))
            {
                bytes += Encoding.UTF8.GetByteCount(word) + 12;
                if (bytes > MaxBytes)
                {
                    return;
                }

                vector.Append('\'').Append(word).Append("':1").Append(weight).Append(' ');
            }
        }
    }

    /// <summary>A query for every word as it is.</summary>
    /// <param name="weight">Null for words of any weight.</param>
    public static string Words(SearchTerms terms, string? weight = null) => Query(terms.Words, weight is null ? "" : ":" + weight);

    /// <summary>A query for the beginning of every word, as <see cref="SearchTerms.ToFts5"/>.</summary>
    public static string Beginnings(SearchTerms terms, string? weight = null) => Query(terms.Words.Select(WordStem.Of), ":*" + weight);

    private static string Query(IEnumerable<string> words, string suffix) =>
        string.Join(" & ", words.SelectMany(Split).Select(word => $"'{Short(word)}'{suffix}"));

    /// <summary>Only letters and digits, so no query syntax of PostgreSQL gets through.</summary>
    private static IReadOnlyList<string> Split(string text) => SearchTerms.Split(FoldedText.Of(text).Normalize(NormalizationForm.FormKC));

    private static string Short(string word) => word.Length <= MaxWordLength ? word : SearchTerms.Split(word[..MaxWordLength])[0];
}
