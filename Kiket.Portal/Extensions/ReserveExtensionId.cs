using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>An extension id in its registry, in any spelling.</summary>
public readonly record struct ExtensionName(string Registry, string NormalizedId)
{
    public static ExtensionName Of(string registry, string extensionId) => new(registry, Extension.Normalize(extensionId));
}

/// <summary>An extension id with its owner in a registry.</summary>
/// <param name="IsProven">Whether its organization has proven control over the repository.</param>
public sealed record RegisteredId(Extension Extension, bool IsProven, string Repository);

/// <summary>The applicant for an id, and its repository.</summary>
/// <param name="IsProven">Whether they have proven control over the repository.</param>
/// <param name="Repository">Its <c>owner/name</c> in lower case; empty before one is chosen.</param>
public sealed record IdApplicant(Guid OrganizationId, Guid RepositoryId, bool IsProven, string Repository)
{
    /// <summary>Whether the repository is archived on GitHub, so that nobody can change it.</summary>
    public bool IsArchived { get; init; }

    /// <summary>
    /// Whether an id belongs to the repository: its namespace contains the repository's owner (<c>dev.acme.alerts</c> and
    /// <c>acme/alerts</c>), or the id is reserved for this repository.
    /// </summary>
    public bool IsNamedBy(RegisteredId known)
    {
        var owner = Repository.Split('/')[0];
        return Repository == known.Repository
            || known.Extension.NormalizedId.Split('.', '/') is [.. var space, _] && space.Contains(owner, StringComparer.Ordinal);
    }
}

/// <summary>An extension id that is reserved for the applicant.</summary>
/// <param name="LostBy">The organization that lost its reservation; null when there was none.</param>
public sealed record ReservedId(Extension Extension, Guid? LostBy);

/// <summary>
/// Reserves an extension id for the organization and repository of a submission, for <see cref="Extension.ReservationTime"/>. A
/// release makes it permanent. Until then an unproven reservation is replaced by an organization that proves control over
/// the repository that the id belongs to (<see cref="IdApplicant.IsNamedBy"/>). If two have proven it, the first one keeps
/// it. Runs inside the caller's transaction; the unique index and the row version decide a race.
/// </summary>
public sealed class ReserveExtensionId(TimeProvider clock)
{
    /// <summary>The extension; refused with <c>extension_id_taken</c> when it belongs to another organization.</summary>
    public async Task<Result<ReservedId>> RunAsync(
        PortalDb db, string registry, string extensionId, Guid organizationId, Guid repositoryId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var applicant = await ApplicantAsync(db, organizationId, repositoryId, cancellationToken);
        var id = Extension.Normalize(extensionId);
        var known = await db.Set<Extension>()
            .SingleOrDefaultAsync(extension => extension.Registry == registry && extension.NormalizedId == id, cancellationToken);
        if (known is null)
        {
            var reserved = Extension.Reserve(registry, extensionId, organizationId, repositoryId, now);
            db.Add(reserved);
            return new ReservedId(reserved, LostBy: null);
        }

        var described = Describe(known, await RepositoriesAsync(db, [known.RepositoryId], cancellationToken));
        if (Refusal(described, extensionId, applicant, now) is { } error)
        {
            return error;
        }

        var lostBy = known.OrganizationId == organizationId ? (Guid?)null : known.OrganizationId;
        known.ReserveFor(extensionId, organizationId, repositoryId, now);
        return new ReservedId(known, lostBy);
    }

    /// <summary>Ids with their owners in the registries, to show early; free ids are missing.</summary>
    public static async Task<IReadOnlyDictionary<ExtensionName, RegisteredId>> FindAsync(
        PortalDb db, IReadOnlyCollection<ExtensionName> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return new Dictionary<ExtensionName, RegisteredId>();
        }

        var registries = names.Select(name => name.Registry).ToHashSet(StringComparer.Ordinal);
        var ids = names.Select(name => name.NormalizedId).ToHashSet(StringComparer.Ordinal);
        var known = await db.Set<Extension>().AsNoTracking()
            .Where(extension => registries.Contains(extension.Registry) && ids.Contains(extension.NormalizedId))
            .ToListAsync(cancellationToken);
        var repositories = await RepositoriesAsync(db, known.Select(extension => extension.RepositoryId), cancellationToken);
        return known.ToDictionary(extension => ExtensionName.Of(extension.Registry, extension.ExtensionId), extension => Describe(extension, repositories));
    }

    public static async Task<IdApplicant> ApplicantAsync(PortalDb db, Guid organizationId, Guid? repositoryId, CancellationToken cancellationToken) =>
        (await ApplicantsAsync(db, [(organizationId, repositoryId)], cancellationToken))[(organizationId, repositoryId)];

    /// <summary>Many at once, per applicant and repository.</summary>
    public static async Task<IReadOnlyDictionary<(Guid OrganizationId, Guid? RepositoryId), IdApplicant>> ApplicantsAsync(
        PortalDb db, IReadOnlyCollection<(Guid OrganizationId, Guid? RepositoryId)> asking, CancellationToken cancellationToken)
    {
        var repositories = await RepositoriesAsync(db, asking.Select(one => one.RepositoryId).OfType<Guid>(), cancellationToken);
        return asking.Distinct().ToDictionary(one => one, one =>
        {
            var (name, isProven, isArchived) = one.RepositoryId is { } id ? repositories.GetValueOrDefault(id, NoRepository) : NoRepository;
            return new IdApplicant(one.OrganizationId, one.RepositoryId ?? Guid.Empty, isProven, name) { IsArchived = isArchived };
        });
    }

    /// <summary>Why an organization may not use an id, or null.</summary>
    public static Error? Refusal(RegisteredId? known, string extensionId, IdApplicant applicant, DateTimeOffset now)
    {
        if (known is null || known.Extension.IsFree(now))
        {
            return null;
        }

        if (known.Extension.OrganizationId == applicant.OrganizationId)
        {
            return known.Extension.RepositoryId == applicant.RepositoryId ? null : OtherRepository(extensionId);
        }

        if (known.Extension.ReservedUntil is not { } until)
        {
            return Error.Conflict(
                "extension_id_taken",
                $"The id {extensionId} already belongs to another organization. "
                + "Choose another extension.id in the manifest, or contact support if the id is yours.");
        }

        var isTheirs = applicant.IsNamedBy(known);
        return applicant.IsProven && isTheirs && !known.IsProven ? null : Reserved(extensionId, known.IsProven, isTheirs, until);
    }

    /// <summary>Someone else's submission of the same id was saved first.</summary>
    public static Error TakenMeanwhile(string extensionId) => Error.Conflict(
        "extension_id_taken", $"Another submission of {extensionId} came first. Reload the page to see who has the id now.");

    private static Error OtherRepository(string extensionId) => Error.Conflict(
        "extension_id_other_repository",
        $"Your organization publishes {extensionId} from another repository. Submit from that one, or choose another extension.id.");

    private static Error Reserved(string extensionId, bool isProven, bool isTheirs, DateTimeOffset until) => Error.Conflict(
        "extension_id_taken",
        FormattableString.Invariant(
            $"The id {extensionId} is reserved by another organization's submission until {until.UtcDateTime:d MMM yyyy HH:mm} UTC. ")
        + (isProven, isTheirs) switch
        {
            (true, _) => "They have proven control over its repository. Choose another extension.id in the manifest, or contact support if the id is yours.",
            (false, true) => "Prove control over your repository under Repositories in your organization's settings, and you get the id when you submit. "
                + "Or choose another extension.id.",
            _ => "Choose another extension.id in the manifest, or contact support if the id is yours.",
        });

    private static readonly (string Name, bool IsProven, bool IsArchived) NoRepository = ("", false, false);

    private static RegisteredId Describe(Extension extension, IReadOnlyDictionary<Guid, (string Name, bool IsProven, bool IsArchived)> repositories)
    {
        var (name, isProven, _) = repositories.GetValueOrDefault(extension.RepositoryId, NoRepository);
        return new RegisteredId(extension, isProven, name);
    }

    private static async Task<IReadOnlyDictionary<Guid, (string Name, bool IsProven, bool IsArchived)>> RepositoriesAsync(
        PortalDb db, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.ToHashSet();
        return wanted.Count == 0
            ? []
            : await db.Set<ExtensionRepository>()
                .Where(repository => wanted.Contains(repository.Id))
                .Select(repository => new { repository.Id, repository.NormalizedName, repository.Verification, repository.IsArchived })
                .ToDictionaryAsync(
                    found => found.Id,
                    found => (found.NormalizedName, found.Verification != VerificationMethod.None, found.IsArchived),
                    cancellationToken);
    }
}
