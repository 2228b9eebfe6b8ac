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

    /// <summary>Which parts of the portal this process runs, separated by commas: <c>web</c>, <c>host</c>, or <c>edge</c> alone.</summary>
    public string Role { get; set; } = "web,host";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PortalRoles.Read(Role) is null)
        {
            yield return new ValidationResult("Portal:Role must be web, host, web,host or edge.", [nameof(Role)]);
        }

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

/// <summary>Parts of the portal that one process runs.</summary>
[Flags]
public enum PortalRole
{
    None = 0,

    /// <summary>Pages and API.</summary>
    Web = 1,

    /// <summary>Runs containers. Has no pages unless it is also <see cref="Web"/>.</summary>
    Host = 2,

    /// <summary>The way in and out of containers, always a process of its own.</summary>
    Edge = 4,
}

public static class PortalRoles
{
    public const PortalRole Default = PortalRole.Web | PortalRole.Host;

    /// <summary>Null when the words aren't roles, or when the edge is to share a process.</summary>
    public static PortalRole? Read(string words)
    {
        var roles = PortalRole.None;
        foreach (var word in words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is not ("web" or "host" or "edge"))
            {
                return null;
            }

            roles |= Enum.Parse<PortalRole>(word, ignoreCase: true);
        }

        return roles is PortalRole.None || (roles.HasFlag(PortalRole.Edge) && roles != PortalRole.Edge) ? null : roles;
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
