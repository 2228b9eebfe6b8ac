namespace Kiket.Portal.Submissions;

/// <summary>Which fields of a listing are terms, which customers agreed to and reviewers approved.</summary>
public static class EditedFields
{
    /// <summary>An edit proposes another price, which a reviewer approves.</summary>
    public const string Price = "pricing";

    /// <summary>An edit leaves it as it is.</summary>
    /// <param name="field">As in <see cref="Listings.DetailsChange.Field"/>.</param>
    public static bool IsTerm(string field) =>
        field is "baseUrl" or "isSecurityFix" || field.StartsWith("justifications", StringComparison.Ordinal);
}
