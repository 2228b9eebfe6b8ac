using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Data;

/// <summary>The <c>Portal:</c> settings.</summary>
public sealed class PortalOptions : IValidatableObject
{
    public const string Section = "Portal";

    /// <summary>
    /// Public address of the portal. Only this builds the links in mail, so mail needs it outside Development. Public pages
    /// use the request's address when it isn't set.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where the SQLite file, keys, uploads and synced pictures are stored. Created at startup.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>E-mail address of the operators, shown where people are asked to contact them. If empty, pages show none.</summary>
    public string SupportContact { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SupportContact.Length > 0 && !new EmailAddressAttribute().IsValid(SupportContact))
        {
            yield return new ValidationResult("Portal:SupportContact must be an e-mail address, such as operators@example.com.", [nameof(SupportContact)]);
        }

        if (PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult("Portal:PublicUrl must be an absolute http or https address.", [nameof(PublicUrl)]);
        }
    }
}

/// <summary>The <c>Database:</c> settings.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;
}

public enum DatabaseProvider
{
    Sqlite,
    PostgreSql,
}
