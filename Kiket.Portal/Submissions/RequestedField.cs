namespace Kiket.Portal.Submissions;

/// <summary>
/// The parts of the form that a requested change can be about. A reviewer names one at the start of a line, as in
/// <c>Summary: say who it is for</c>, and the publisher finds the request beside that field.
/// </summary>
public static class RequestedField
{
    /// <summary>As reviewers write them, and as the API names them.</summary>
    private static readonly (string Word, string Field)[] Fields =
    [
        ("Name", "listing.name"),
        ("Summary", "listing.summary"),
        ("Categories", "listing.categories"),
        ("Icon", "listing.icon"),
        ("Screenshots", "listing.screenshots"),
        ("Price", "listing.pricing"),
        ("Base URL", "listing.base_url"),
        ("Permissions", "listing.justifications"),
        ("Support", "listing.support"),
        ("Coverage hours", "listing.support.coverage"),
        ("Support hours", "listing.support.hours"),
        ("Documentation", "listing.links.documentation"),
        ("Privacy policy", "listing.links.privacy"),
        ("Terms", "listing.links.terms"),
        ("License", "listing.links.license"),
        ("Documents", "listing.documents"),
        ("Notes", "listing.reviewer_notes"),
    ];

    /// <summary>A line of a reviewer, with the field that it begins with.</summary>
    public static NewChangeRequest Read(string line) => new(
        line,
        line.IndexOf(':', StringComparison.Ordinal) is > 0 and var end
            ? Fields.FirstOrDefault(field => field.Word.Equals(line[..end].Trim(), StringComparison.OrdinalIgnoreCase)).Field
            : null);

    /// <summary>The field's name for people; null for one that has none.</summary>
    public static string? Title(string? field) => Fields.FirstOrDefault(one => one.Field == field).Word;
}
