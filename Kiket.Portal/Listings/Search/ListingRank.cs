namespace Kiket.Portal.Listings.Search;

/// <summary>A matching listing, with the values for its rank.</summary>
/// <param name="Title">
/// What its name and tags contain: 3 when its id is what was typed, 2 for every word, 1 for the beginning of every word, 0 for not all of them.
/// </param>
public sealed record ListingCandidate(long Id, string Facets, string Name, long ReleasedAt, string Summary, string Publisher, int Title)
{
    public int RatingScore { get; init; }
}

/// <summary>
/// How well a listing matches a search. What counts is where each word occurs: the name counts most, and a whole word
/// counts more than a beginning. Equal matches are shown with the newest release first.
/// </summary>
public static class ListingRank
{
    /// <summary>The name is exactly what was typed.</summary>
    private const int NameItself = 40;

    /// <summary>The id is exactly what was typed: above everything else.</summary>
    private const int IdItself = 10_000;

    /// <summary>The score of a word that only occurs in the documentation.</summary>
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
                .Select(ranked => new ListingHit(ranked.Candidate.Id, ranked.Candidate.Facets, ranked.Candidate.Name, ranked.Candidate.ReleasedAt)
                {
                    RatingScore = ranked.Candidate.RatingScore,
                }),
        ];
    }

    private static int Score(ListingCandidate candidate, List<string> words, string typed)
    {
        var own = FoldedText.Of(SearchTerms.Usual(candidate.Name));
        // Few names need them, and making them takes longer than everything else here.
        string? variants = null;
        var (summary, publisher) = (FoldedText.Of(SearchTerms.Usual(candidate.Summary)), FoldedText.Of(SearchTerms.Usual(candidate.Publisher)));
        // A word that is in the title but not in the name is a tag.
        var tag = candidate.Title switch { >= 2 => 10, 1 => 6, _ => Mentioned };
        var score = (own == typed ? NameItself : 0) + (candidate.Title == 3 ? IdItself : 0);
        foreach (var word in words)
        {
            var standing = Form(own, word, whole: 20, begun: 12);
            if (standing < 20 && WordVariants.MayHave(own, WordStem.Of(word)))
            {
                variants ??= FoldedText.Of(WordVariants.Of(candidate.Name));
                standing = Math.Max(standing, Form(variants, word, whole: 20, begun: 12));
            }

            score += standing > 0 ? standing : Math.Max(tag, Math.Max(Form(summary, word, whole: 8, begun: 5), Form(publisher, word, whole: 6, begun: 4)));
        }

        return score;
    }

    /// <summary>
    /// Like <see cref="Standing"/>, but another form of the word ("exporter" for "exporting") counts as its beginning.
    /// </summary>
    private static int Form(string text, string word, int whole, int begun) =>
        Standing(text, word, whole, begun) is > 0 and var standing ? standing
        : WordStem.Of(word) is var stem && stem.Length < word.Length ? Standing(text, stem, begun, begun)
        : 0;

    /// <summary>
    /// The score of a word that occurs in a text as a whole word or as the beginning of one; 0 when it doesn't occur.
    /// </summary>
    private static int Standing(string text, string word, int whole, int begun)
    {
        var found = 0;
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            {
                found = WordVariants.IsWithoutSpaces(text[at - 1]) && WordVariants.IsWithoutSpaces(text[at]) ? begun : found;
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
