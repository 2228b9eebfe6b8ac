using Kiket.Portal.Data;

namespace Kiket.Portal.Extensions;

/// <summary>
/// What a manifest's <c>extension.id</c> names: unique in a registry, held by one organization and one repository
/// from its first submission on.
/// </summary>
public sealed class Extension : VersionedEntity
{
    /// <summary>The public registry; every other one is named by an organization's slug and private to it.</summary>
    public const string Marketplace = "marketplace";

    private Extension()
    {
    }

    public Guid Id { get; private set; }

    public string Registry { get; private set; } = Marketplace;

    /// <summary>The manifest's <c>extension.id</c>.</summary>
    public string ExtensionId { get; private set; } = "";

    /// <summary>The id in lower case: ids that differ in case alone would be one address, so they are one id.</summary>
    public string NormalizedId { get; private set; } = "";

    public Guid OrganizationId { get; private set; }

    public Guid RepositoryId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Extension Hold(string registry, string extensionId, Guid organizationId, Guid repositoryId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Registry = registry,
        ExtensionId = extensionId,
        NormalizedId = Normalize(extensionId),
        OrganizationId = organizationId,
        RepositoryId = repositoryId,
        CreatedAt = now,
    };

    public static string Normalize(string extensionId) => extensionId.ToLowerInvariant();
}
