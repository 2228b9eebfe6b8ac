using System.Text;

namespace Kiket.Portal.Listings.Search;

/// <summary>
/// Words for PostgreSQL's full-text index, already split and folded. Its own parser would keep accents, and would keep
/// "slack-bot" and "acme.example/docs" in one piece, so it would find less than SQLite's index.
/// </summary>
internal static class TsVector
{
    /// <summary>
    /// PostgreSQL's limit is 2 KB per word. A search has at most <see cref="SearchTerms.MaxQueryLength"/> letters.
    /// </summary>
    private const int MaxWordLength = SearchTerms.MaxQueryLength;

    /// <summary>
    /// PostgreSQL's limit is 1 MB, and a word takes its bytes and 12 more. The rest of a longer document is left out.
    /// </summary>
    private const int MaxBytes = 900 * 1024;

    /// <summary>The words of a listing, as a literal such as <c>'slack' 'digest'</c>.</summary>
    /// <param name="filters">From <see cref="FilterWords"/>.</param>
    public static string Of(string text, IReadOnlyList<string> filters)
    {
        var vector = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var word in filters.Concat(Split(text).Select(Short)).Where(seen.Add))
        {
            bytes += Encoding.UTF8.GetByteCount(word) + 12;
            if (bytes > MaxBytes)
            {
                break;
            }

            vector.Append('\'').Append(word).Append("' ");
        }

        return vector.ToString();
    }

    /// <summary>A query for every word as it is.</summary>
    public static string Words(SearchScope scope, SearchTerms terms) => Query(scope, terms, terms.Words, "");

    /// <summary>A query for the beginning of every word, as <see cref="SearchTerms.ToFts5"/>.</summary>
    public static string Beginnings(SearchScope scope, SearchTerms terms) => Query(scope, terms, terms.Words.Select(WordStem.Of), ":*");

    private static string Query(SearchScope scope, SearchTerms terms, IEnumerable<string> words, string suffix)
    {
        var wanted = words.SelectMany(Split).Select(word => $"'{Short(word)}'{suffix}").ToList();
        // Without a word, nothing is found, as no listing has this one.
        return wanted.Count == 0 ? $"'{FilterWords.Mark}'" : $"{scope.ToTsQuery()} & ({string.Join(terms.IsAny ? " | " : " & ", wanted)})";
    }

    /// <summary>Only letters and digits, so no query syntax of PostgreSQL gets through.</summary>
    private static IReadOnlyList<string> Split(string text) => SearchTerms.Split(FoldedText.Of(text).Normalize(NormalizationForm.FormKC));

    private static string Short(string word) => word.Length <= MaxWordLength ? word : SearchTerms.Split(word[..MaxWordLength])[0];
}
