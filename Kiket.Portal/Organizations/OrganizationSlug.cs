using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>The rule for an organization's name in addresses.</summary>
public static class OrganizationSlug
{
    public const int MinLength = 2;
    public const int MaxLength = 39;

    /// <summary>Words that are addresses of the portal itself; what would pass for the platform is <see cref="ReservedNames"/>.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "account", "api", "app", "assets", "demo", "docs", "extensions", "github", "health", "help", "login", "marketplace", "new",
        "operations", "orgs", "preview", "registry", "review", "reviewer", "settings", "static", "status", "webhook", "www",
    };

    /// <summary>Null when the slug may be used, else what is wrong with it.</summary>
    /// <param name="isPlatform">The platform's own people may use the platform's own names.</param>
    public static Error? Problem(string slug, bool isPlatform = false)
    {
        if (slug.Length is < MinLength or > MaxLength
            || slug[0] == '-' || slug[^1] == '-'
            || slug.Contains("--", StringComparison.Ordinal)
            || slug.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            return Error.Field(
                "slug",
                "organization_slug_invalid",
                $"Use {MinLength} to {MaxLength} lower-case letters, digits and single hyphens, not at the ends.");
        }

        // An all-hexadecimal id in the place of a slug must never find somebody else's organization.
        if (Guid.TryParse(slug, out _))
        {
            return Error.Field("slug", "organization_slug_invalid", "This looks like an id. Choose a name people can read.");
        }

        return Reserved.Contains(slug) || (!isPlatform && ReservedNames.Problem(slug) is not null)
            ? Error.Field("slug", "organization_slug_reserved", $"\"{slug}\" is reserved for the marketplace itself. Choose another name.")
            : null;
    }

    /// <summary>A proposal from a name: "Acme Inc." becomes "acme-inc".</summary>
    public static string Suggest(string name)
    {
        var words = new string([.. name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')])
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words);
        return slug.Length > MaxLength ? slug[..MaxLength].TrimEnd('-') : slug;
    }
}
