using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Extensions;

/// <summary>
/// What a manifest's <c>extension.id</c> names: unique in a registry, reserved for one organization and one repository
/// by a submission, and theirs for good from the first release on.
/// </summary>
public sealed class Extension : VersionedEntity
{
    /// <summary>The public registry; every other one is named by an organization's slug and private to it.</summary>
    public const string Marketplace = "marketplace";

    /// <summary>How long a submission keeps an id that no release has made anybody's.</summary>
    public static readonly TimeSpan ReservationTime = TimeSpan.FromDays(14);

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

    /// <summary>Until when the id is reserved; null once a release made it the organization's for good.</summary>
    public DateTimeOffset? ReservedUntil { get; private set; }

    /// <summary>A release made it the organization's for good.</summary>
    public bool IsOwned => ReservedUntil is null;

    public static Extension Reserve(string registry, string extensionId, Guid organizationId, Guid repositoryId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Registry = registry,
        ExtensionId = extensionId,
        NormalizedId = Normalize(extensionId),
        OrganizationId = organizationId,
        RepositoryId = repositoryId,
        CreatedAt = now,
        ReservedUntil = now + ReservationTime,
    };

    /// <summary>The reservation ended, and anybody may have the id.</summary>
    public bool IsFree(DateTimeOffset now) => ReservedUntil <= now;

    /// <summary>Reserves it anew, for its organization or another one; one with releases stays as it is.</summary>
    internal void ReserveFor(string extensionId, Guid organizationId, Guid repositoryId, DateTimeOffset now)
    {
        if (IsOwned)
        {
            return;
        }

        (ExtensionId, OrganizationId, RepositoryId, ReservedUntil) = (extensionId, organizationId, repositoryId, now + ReservationTime);
    }

    /// <summary>The first release makes it its organization's for good.</summary>
    public void Own() => ReservedUntil = null;

    /// <summary>Ends the reservation, so that the next submission of anybody can have it.</summary>
    public Result Free(DateTimeOffset now)
    {
        if (IsOwned)
        {
            return Error.Conflict("extension_id_owned", $"{ExtensionId} has releases, so it cannot be freed. Move it to another organization instead.");
        }

        ReservedUntil = ReservedUntil < now ? ReservedUntil : now;
        return Result.Success();
    }

    /// <summary>Gives it to another organization, with what it has; a reservation begins anew.</summary>
    public Result MoveTo(Guid organizationId, Guid repositoryId, DateTimeOffset now)
    {
        if (OrganizationId == organizationId && RepositoryId == repositoryId && !IsFree(now))
        {
            return Error.Conflict("extension_id_there", $"{ExtensionId} belongs to this organization and repository already.");
        }

        (OrganizationId, RepositoryId) = (organizationId, repositoryId);
        ReservedUntil = IsOwned ? null : now + ReservationTime;
        return Result.Success();
    }

    public static string Normalize(string extensionId) => extensionId.ToLowerInvariant();
}
