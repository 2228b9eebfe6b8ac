namespace Kiket.Portal.Submissions;

/// <summary>Which fields of a listing are terms, which customers agreed to and reviewers approved. An edit leaves them as they are.</summary>
public static class EditedFields
{
    /// <param name="field">As in <see cref="Listings.DetailsChange.Field"/>.</param>
    public static bool IsTerm(string field) =>
        field is "pricing" or "baseUrl" or "isSecurityFix" || field.StartsWith("justifications", StringComparison.Ordinal);
}
