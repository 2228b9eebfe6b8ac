using System.Text.Json;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Search;

/// <summary>
/// The words of names, tags and publishers, stored to correct typing errors in searches. Documentation is left out,
/// because it would suggest words that no one searches for.
/// </summary>
public sealed class ListingVocabulary
{
    /// <summary>
    /// In shorter words, a wrong letter leaves nothing to recognise. In words of this length, only swapped letters are
    /// recognised.
    /// </summary>
    private const int MinLength = 3;
    private const int MaxLength = 30;

    /// <summary>How many words that share three letters with the typed one are compared with it.</summary>
    private const int MaxCandidates = 200;

    /// <summary>Adds the words of one listing. Call inside the transaction that saves the listing.</summary>
    public async Task AddAsync(PortalDb db, ListingText text, CancellationToken cancellationToken)
    {
        var words = JsonSerializer.Serialize(SearchTerms.Split($"{text.Name} {text.Tags} {text.Publisher}")
            .Where(word => word.Length is >= MinLength and <= MaxLength)
            .Distinct(StringComparer.Ordinal));
        if (db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO ListingWordIndex (word) SELECT value FROM json_each({words}) WHERE value NOT IN (SELECT Word FROM ListingVocabulary)",
                cancellationToken);
            await db.Database.ExecuteSqlAsync($"INSERT OR IGNORE INTO ListingVocabulary (Word) SELECT value FROM json_each({words})", cancellationToken);
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "ListingVocabulary" ("Word", "Trigrams")
            SELECT word, array_to_tsvector(ARRAY(SELECT DISTINCT substr(word, start, 3) FROM generate_series(1, length(word) - 2) AS start))
            FROM jsonb_array_elements_text({words}::jsonb) AS word ON CONFLICT DO NOTHING
            """,
            cancellationToken);
    }

    /// <summary>The terms, with known words in place of those that are similar to one; null when none is.</summary>
    public async Task<SearchTerms?> FixAsync(PortalDb db, SearchTerms terms, CancellationToken cancellationToken)
    {
        var fixedIn = new List<string>();
        foreach (var word in terms.Words)
        {
            fixedIn.Add(word.Length is >= MinLength and <= MaxLength
                ? await ClosestAsync(db, word, cancellationToken) ?? await ApartAsync(db, word, cancellationToken) ?? word
                : word);
        }

        return fixedIn.SequenceEqual(terms.Words, StringComparer.Ordinal) ? null : SearchTerms.Of(string.Join(' ', fixedIn));
    }

    private static async Task<string?> ClosestAsync(PortalDb db, string word, CancellationToken cancellationToken)
    {
        var candidates = await CandidatesAsync(db, word, cancellationToken);
        var closest = candidates
            .Select(candidate => (Word: candidate, Distance: EditDistance.OfPrefix(word, candidate, MostErrors(word))))
            .Where(candidate => candidate.Distance <= MostErrors(word))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => Math.Abs(candidate.Word.Length - word.Length))
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();
        // A word that is the beginning of a known one is found anyway.
        return closest?.StartsWith(word, StringComparison.Ordinal) == true ? null : closest;
    }

    /// <summary>Two known words that were typed as one: <c>acmealerts</c>. The longest first word wins.</summary>
    private static async Task<string?> ApartAsync(PortalDb db, string word, CancellationToken cancellationToken)
    {
        var cuts = Enumerable.Range(MinLength, Math.Max(0, word.Length + 1 - (2 * MinLength)))
            .Select(at => (Left: word[..at], Right: word[at..]))
            .Reverse()
            .ToList();
        if (cuts.Count == 0)
        {
            return null;
        }

        var parts = JsonSerializer.Serialize(cuts.SelectMany(cut => new[] { cut.Left, cut.Right }));
        var known = await (db.Database.IsSqlite()
            ? db.Database.SqlQuery<string>($"SELECT Word AS Value FROM ListingVocabulary WHERE Word IN (SELECT value FROM json_each({parts}))")
            : db.Database.SqlQuery<string>(
                $"""SELECT "Word" AS "Value" FROM "ListingVocabulary" WHERE "Word" IN (SELECT jsonb_array_elements_text({parts}::jsonb))"""))
            .ToListAsync(cancellationToken);
        return cuts.Where(cut => known.Contains(cut.Left) && known.Contains(cut.Right)).Select(cut => $"{cut.Left} {cut.Right}").FirstOrDefault();
    }

    private static int MostErrors(string word) => word.Length < 6 ? 1 : 2;

    private static async Task<List<string>> CandidatesAsync(PortalDb db, string word, CancellationToken cancellationToken)
    {
        var trigrams = Trigrams(word).ToList();
        if (db.Database.IsSqlite())
        {
            var match = string.Join(" OR ", trigrams.Select(trigram => $"\"{trigram}\""));
            return await db.Database.SqlQuery<string>(
                $"SELECT word AS Value FROM ListingWordIndex WHERE ListingWordIndex MATCH {match} ORDER BY rank LIMIT {MaxCandidates}")
                .ToListAsync(cancellationToken);
        }

        // Without PostgreSQL's trigram extension, which only a superuser can install.
        var (any, all) = (string.Join(" | ", trigrams.Select(trigram => $"'{trigram}'")), JsonSerializer.Serialize(trigrams));
        return await db.Database.SqlQuery<string>(
            $"""
            SELECT "Word" AS "Value" FROM "ListingVocabulary" WHERE "Trigrams" @@ {any}::tsquery
            ORDER BY cardinality(ARRAY(SELECT unnest(tsvector_to_array("Trigrams")) INTERSECT SELECT jsonb_array_elements_text({all}::jsonb))) DESC, "Word"
            LIMIT {MaxCandidates}
            """).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Three letters in a row, also with two neighbours swapped. "lsack" has only "ack" in common with "slack", and
    /// shorter words may have nothing in common.
    /// </summary>
    private static IEnumerable<string> Trigrams(string word)
    {
        var spellings = Enumerable.Range(0, word.Length - 1).Select(at => word[..at] + word[at + 1] + word[at] + word[(at + 2)..]).Prepend(word);
        return spellings
            .SelectMany(spelling => Enumerable.Range(0, spelling.Length - 2).Select(at => spelling.Substring(at, 3)))
            // A database doesn't accept half of a surrogate pair.
            .Where(trigram => !trigram.Any(char.IsSurrogate))
            .Distinct(StringComparer.Ordinal)
            .Take(60);
    }
}
