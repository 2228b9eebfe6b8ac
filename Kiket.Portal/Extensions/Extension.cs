using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Extensions;

/// <summary>
/// The owner of a manifest's <c>extension.id</c>. The id is unique in a registry. A submission reserves it for one
/// organization and one repository, and the first release makes it permanent.
/// </summary>
public sealed class Extension : VersionedEntity
{
    /// <summary>The public registry; every other one has an organization's slug as its name and is private to it.</summary>
    public const string Marketplace = "marketplace";

    /// <summary>How long a submission reserves an id before the first release.</summary>
    public static readonly TimeSpan ReservationTime = TimeSpan.FromDays(14);

    private Extension()
    {
    }

    public Guid Id { get; private set; }

    public string Registry { get; private set; } = Marketplace;

    /// <summary>The manifest's <c>extension.id</c>.</summary>
    public string ExtensionId { get; private set; } = "";

    /// <summary>The id in lower case: ids that only differ in case would have the same address, so they are the same id.</summary>
    public string NormalizedId { get; private set; } = "";

    public Guid OrganizationId { get; private set; }

    public Guid RepositoryId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Only loaded when needed; a query reads it without loading.</summary>
    public ExtensionNumber? Numbered { get; private set; }

    /// <summary>Until when the id is reserved; null once a release has made it permanent.</summary>
    public DateTimeOffset? ReservedUntil { get; private set; }

    /// <summary>Whether a release has made the id permanent.</summary>
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
        Numbered = new ExtensionNumber(),
    };

    /// <summary>Whether the reservation has ended, so that anyone can claim the id.</summary>
    public bool IsFree(DateTimeOffset now) => ReservedUntil <= now;

    /// <summary>Renews the reservation, for its organization or another one. An id with releases doesn't change.</summary>
    internal void ReserveFor(string extensionId, Guid organizationId, Guid repositoryId, DateTimeOffset now)
    {
        if (IsOwned)
        {
            return;
        }

        (ExtensionId, OrganizationId, RepositoryId, ReservedUntil) = (extensionId, organizationId, repositoryId, now + ReservationTime);
    }

    /// <summary>The first release makes the reservation permanent.</summary>
    public void Own() => ReservedUntil = null;

    /// <summary>Ends the reservation, so that anyone's next submission can claim the id.</summary>
    public Result Free(DateTimeOffset now)
    {
        if (IsOwned)
        {
            return Error.Conflict("extension_id_owned", $"{ExtensionId} has releases, so it can't be freed. Move it to another organization instead.");
        }

        ReservedUntil = ReservedUntil < now ? ReservedUntil : now;
        return Result.Success();
    }

    /// <summary>Moves it to another organization, with its releases. A reservation starts again.</summary>
    public Result MoveTo(Guid organizationId, Guid repositoryId, DateTimeOffset now)
    {
        if (OrganizationId == organizationId && RepositoryId == repositoryId && !IsFree(now))
        {
            return Error.Conflict("extension_id_there", $"{ExtensionId} already belongs to this organization and repository.");
        }

        (OrganizationId, RepositoryId) = (organizationId, repositoryId);
        ReservedUntil = IsOwned ? null : now + ReservationTime;
        return Result.Success();
    }

    public static string Normalize(string extensionId) => extensionId.ToLowerInvariant();
}
