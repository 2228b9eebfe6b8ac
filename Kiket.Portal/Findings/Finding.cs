namespace Kiket.Portal.Findings;

/// <summary>How grave a finding is. An error blocks submitting, a warning and an information do not.</summary>
public enum FindingLevel
{
    Info,
    Warning,
    Error,
}

/// <summary>
/// One problem that a check found: what, where, and how to mend it. Lines and columns are one-based; a
/// finding about a whole file has neither, a finding about the repository has no path.
/// </summary>
/// <param name="Id">Stable id of the rule, such as <c>M101</c>; documented at <c>/docs/findings</c>.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Message">What is wrong, naming the value that is.</param>
/// <param name="Fix">How to mend it, in one sentence.</param>
/// <param name="Path">Path in the repository.</param>
/// <param name="Line">One-based line.</param>
/// <param name="Column">One-based column.</param>
/// <param name="Excerpt">The line itself, bounded to 200 characters, for showing with a caret below the column.</param>
public sealed record Finding(
    string Id,
    FindingLevel Level,
    string Message,
    string Fix,
    string? Path = null,
    int? Line = null,
    int? Column = null,
    string? Excerpt = null)
{
    /// <summary>What an override names: the same for the same problem at other commits. Null where nothing can be overridden.</summary>
    public string? Key { get; init; }
}

/// <summary>A rule that findings come from, as documented for people.</summary>
/// <param name="Id">Stable id: a letter for the family, three digits. Never reused for another meaning.</param>
/// <param name="Level">The level of its findings.</param>
/// <param name="Title">The rule as a short statement.</param>
/// <param name="Why">Why it matters, in a sentence or two.</param>
/// <param name="Fix">How to mend it, in one sentence.</param>
public sealed record FindingRule(string Id, FindingLevel Level, string Title, string Why, string Fix)
{
    /// <summary>A finding of this rule, with the rule's own fix unless a better one is known.</summary>
    public Finding At(string message, string? path = null, int? line = null, int? column = null, string? excerpt = null, string? fix = null) =>
        new(Id, Level, message, fix ?? Fix, path, line, column, Bounded(excerpt));

    private static string? Bounded(string? excerpt) => excerpt is { Length: > 200 } ? excerpt[..200] + "…" : excerpt;
}
