using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>The rule for an organization's name in addresses.</summary>
public static class OrganizationSlug
{
    public const int MinLength = 2;
    public const int MaxLength = 39;

    /// <summary>Words in the portal's own addresses. For names that look like the platform, see <see cref="ReservedNames"/>.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "account", "api", "app", "assets", "demo", "docs", "extensions", "github", "health", "help", "login", "marketplace", "new",
        "operations", "orgs", "preview", "registry", "review", "reviewer", "settings", "static", "status", "webhook", "www",
    };

    /// <summary>Null when the slug is allowed, otherwise the problem.</summary>
    /// <param name="isPlatform">Whether the platform's own names are allowed, for its own people.</param>
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
                $"Use {MinLength} to {MaxLength} lower-case letters, digits and single hyphens, with no hyphen at the start or end.");
        }

        // A hexadecimal id in place of a slug must never find someone else's organization.
        if (Guid.TryParse(slug, out _))
        {
            return Error.Field("slug", "organization_slug_invalid", "This looks like an id. Choose a name that people can read.");
        }

        return Reserved.Contains(slug) || (!isPlatform && ReservedNames.Problem(slug) is not null)
            ? Error.Field("slug", "organization_slug_reserved", $"\"{slug}\" is reserved for the marketplace itself. Choose another name.")
            : null;
    }

    /// <summary>A suggestion from a name: "Acme Inc." becomes "acme-inc".</summary>
    public static string Suggest(string name)
    {
        var words = new string([.. name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')])
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words);
        return slug.Length > MaxLength ? slug[..MaxLength].TrimEnd('-') : slug;
    }
}
