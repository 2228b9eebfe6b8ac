namespace Kiket.Portal.Checks.Scanning;

/// <summary>Counts names in an untrusted file: each is shortened, and the number of different ones is limited.</summary>
internal sealed class ScanTally
{
    private const int MaxLength = 80;

    /// <summary>A million different licenses aren't useful. The ones above the limit are counted together.</summary>
    private const int MostDifferent = 500;

    private const string Others = "other";

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string name)
    {
        var key = _counts.ContainsKey(name) || _counts.Count < MostDifferent ? name : Others;
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>The names that occur, in the order of <paramref name="names"/>.</summary>
    public IReadOnlyList<ScanCount> InOrder(IEnumerable<string> names) =>
        [.. names.Where(_counts.ContainsKey).Select(name => new ScanCount(name, _counts[name]))];

    /// <summary>The most frequent names.</summary>
    public IReadOnlyList<ScanCount> Most() =>
        [.. _counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
            .Take(ScanFileSummary.MostNames)
            .Select(count => new ScanCount(count.Key, count.Value))];

    /// <summary>
    /// A text of the file for display: without control and direction characters, and shortened; null when nothing is
    /// left.
    /// </summary>
    public static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var head = text.Length > MaxLength * 4 ? text[..(MaxLength * 4)] : text;
        var clean = string.Concat(head.Where(character => !char.IsControl(character)
            && char.GetUnicodeCategory(character)
                is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Surrogate))).Trim();
        return clean.Length == 0 ? null : clean.Length > MaxLength ? clean[..MaxLength] + "…" : clean;
    }
}
