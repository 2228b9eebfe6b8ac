namespace Kiket.Portal.Listings.Search;

/// <summary>
/// The beginning that an English word shares with its other forms, so that a search for "exports" or "exporting" also
/// finds the exporter. It is always a beginning of the word itself, so the word is found in any language. Only queries
/// use it; the index contains the words as they are written.
/// </summary>
internal static class WordStem
{
    /// <summary>Endings, longest first, and how many letters must come before them.</summary>
    private static readonly (string Ending, int Before)[] Endings =
    [
        ("ings", 4), ("ing", 4), ("ies", 3), ("ches", 2), ("shes", 2), ("sses", 2), ("xes", 2), ("ed", 4), ("s", 3),
    ];

    /// <summary>The stem of a word in lower case; the word itself when it has no such ending.</summary>
    public static string Of(string word)
    {
        foreach (var (ending, before) in Endings)
        {
            if (word.Length >= ending.Length + before && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return ending switch
                {
                    "s" => word[^2] is 's' or 'u' or 'i' ? word : word[..^1],
                    "ies" => word[..^3],
                    "ings" or "ing" or "ed" => Single(word[..^ending.Length]),
                    _ => word[..^2],
                };
            }
        }

        return word;
    }

    /// <summary>"mapping" comes from "map"; "billing" and "passing" keep their two letters.</summary>
    private static string Single(string stem) => stem[^1] == stem[^2] && stem[^1] is not ('l' or 's') ? stem[..^1] : stem;
}
