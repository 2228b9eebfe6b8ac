using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Data;

/// <summary>The <c>Portal:</c> settings.</summary>
public sealed class PortalOptions : IValidatableObject
{
    public const string Section = "Portal";

    /// <summary>Public address of the portal, for callback URLs and mail; the request's own when not set.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where the SQLite file, keys, uploads and synced pictures live. Made at start.</summary>
    public string DataDirectory { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
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
