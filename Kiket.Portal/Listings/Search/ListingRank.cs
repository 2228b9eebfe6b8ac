namespace Kiket.Portal.Listings.Search;

/// <summary>A listing that matches, with what its rank is made of.</summary>
/// <param name="Title">What its name and tags hold: 2 every word, 1 the beginning of every word, 0 not all of them.</param>
public sealed record ListingCandidate(long Id, string Facets, string Name, long ReleasedAt, string Summary, string Publisher, int Title);

/// <summary>
/// How well a listing answers a search: where each word stands counts, most of all in the name, and a whole word more
/// than a beginning. What matches equally well is shown newest release first.
/// </summary>
public static class ListingRank
{
    /// <summary>The name is what was typed, to the letter.</summary>
    private const int NameItself = 40;

    /// <summary>What a word counts that stands in the documentation alone.</summary>
    private const int Mentioned = 1;

    /// <summary>Best first, at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<ListingHit> Best(SearchTerms terms, IReadOnlyList<ListingCandidate> candidates, int most)
    {
        var words = terms.Words.Select(FoldedText.Of).ToList();
        var typed = string.Join(' ', words);
        return
        [
            .. candidates
                .Select(candidate => (Candidate: candidate, Score: Score(candidate, words, typed)))
                .OrderByDescending(ranked => ranked.Score)
                .ThenByDescending(ranked => ranked.Candidate.ReleasedAt)
                .ThenByDescending(ranked => ranked.Candidate.Id)
                .Take(most)
                .Select(ranked => new ListingHit(ranked.Candidate.Id, ranked.Candidate.Facets, ranked.Candidate.Name, ranked.Candidate.ReleasedAt)),
        ];
    }

    private static int Score(ListingCandidate candidate, List<string> words, string typed)
    {
        var (name, summary, publisher) = (FoldedText.Of(candidate.Name), FoldedText.Of(candidate.Summary), FoldedText.Of(candidate.Publisher));
        // What the title holds and the name does not is a tag.
        var tag = candidate.Title switch { 2 => 10, 1 => 6, _ => Mentioned };
        var score = name == typed ? NameItself : 0;
        foreach (var word in words)
        {
            var standing = Form(name, word, whole: 20, begun: 12);
            score += standing > 0 ? standing : Math.Max(tag, Math.Max(Form(summary, word, whole: 8, begun: 5), Form(publisher, word, whole: 6, begun: 4)));
        }

        return score;
    }

    /// <summary>As <see cref="Standing"/>; another form of the word ("exporter" for "exporting") counts as its beginning.</summary>
    private static int Form(string text, string word, int whole, int begun) =>
        Standing(text, word, whole, begun) is > 0 and var standing ? standing
        : WordStem.Of(word) is var stem && stem.Length < word.Length ? Standing(text, stem, begun, begun)
        : 0;

    /// <summary>What a word counts for standing in a text as a word, or as the beginning of one; 0 when it does not.</summary>
    private static int Standing(string text, string word, int whole, int begun)
    {
        var found = 0;
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            {
                continue;
            }

            var end = at + word.Length;
            if (end == text.Length || !char.IsLetterOrDigit(text[end]))
            {
                return whole;
            }

            found = begun;
        }

        return found;
    }
}
