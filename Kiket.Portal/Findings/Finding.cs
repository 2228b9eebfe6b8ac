namespace Kiket.Portal.Findings;

/// <summary>The severity of a finding. Only an error blocks submitting.</summary>
public enum FindingLevel
{
    Info,
    Warning,
    Error,
}

/// <summary>
/// One problem that a check found: what, where, and how to fix it. Lines and columns are one-based; a
/// finding about a whole file has neither, a finding about the repository has no path.
/// </summary>
/// <param name="Id">Stable id of the rule, such as <c>M101</c>; documented at <c>/docs/findings</c>.</param>
/// <param name="Level">Its severity.</param>
/// <param name="Message">What is wrong, with the value that caused it.</param>
/// <param name="Fix">How to fix it, in one sentence.</param>
/// <param name="Path">Path in the repository.</param>
/// <param name="Line">One-based line.</param>
/// <param name="Column">One-based column.</param>
/// <param name="Excerpt">The line itself, cut to 200 characters, to show with a caret below the column.</param>
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
    /// <summary>Identifies the problem in an override; the same for the same problem at other commits. Null if it can't be overridden.</summary>
    public string? Key { get; init; }
}

/// <summary>A rule that findings come from, as documented for people.</summary>
/// <param name="Id">Stable id: a letter for the family, three digits. Never reused for another meaning.</param>
/// <param name="Level">The level of its findings.</param>
/// <param name="Title">The rule as a short statement.</param>
/// <param name="Why">Why it matters, in a sentence or two.</param>
/// <param name="Fix">How to fix it, in one sentence.</param>
public sealed record FindingRule(string Id, FindingLevel Level, string Title, string Why, string Fix)
{
    /// <summary>A finding of this rule, with the rule's own fix unless the caller has a better one.</summary>
    public Finding At(string message, string? path = null, int? line = null, int? column = null, string? excerpt = null, string? fix = null) =>
        new(Id, Level, message, fix ?? Fix, path, line, column, Bounded(excerpt));

    private static string? Bounded(string? excerpt) => excerpt is { Length: > 200 } ? excerpt[..200] + "…" : excerpt;
}
