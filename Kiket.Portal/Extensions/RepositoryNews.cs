using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.GitHub;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>
/// What GitHub tells about a connected repository's identity: followed or noted, logged, and told to those it
/// concerns. Works inside the caller's transaction; <see cref="PublishAsync"/> after its commit.
/// </summary>
public sealed class RepositoryNews(NotifyPeople notify, PlatformAccess platform, IEnumerable<IFollowRepositories> followers)
{
    /// <summary>Follows a rename, a move, another default branch. Returns whom it told.</summary>
    internal async Task<IReadOnlyList<Guid>> FollowAsync(
        PortalDb db, ExtensionRepository repository, RepositoryInfo info, Actor? actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = repository.FullName;
        repository.Follow(info);
        if (string.Equals(before, info.FullName, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        RecordAudit.Add(
            db, actor, "repository.renamed", new AuditSubject("repository", info.FullName), now, repository.OrganizationId, before: new { fullName = before }, after: new { info.FullName, gitHubId = info.Id });
        var owners = await OrganizationQueries.MemberIdsAsync(db, repository.OrganizationId, OrganizationRole.Owner, cancellationToken);
        await notify.AddAsync(db, owners, Renamed(repository, before, await SlugAsync(db, repository, cancellationToken)), cancellationToken);
        return owners;
    }

    /// <summary>Notes that another repository has taken the name. Returns whom it told; nobody when that was known.</summary>
    internal async Task<IReadOnlyList<Guid>> ReplacedAsync(
        PortalDb db, ExtensionRepository repository, RepositoryInfo stranger, Actor? actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!repository.SeeReplaced(stranger.Id, now))
        {
            return [];
        }

        RecordAudit.Add(
            db, actor, "repository.replaced", new AuditSubject("repository", repository.FullName), now, repository.OrganizationId, before: new { gitHubId = repository.GitHubId }, after: new { gitHubId = stranger.Id });
        var owners = await OrganizationQueries.MemberIdsAsync(db, repository.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(db, owners, Replaced(repository, stranger.Id, $"/orgs/{await SlugAsync(db, repository, cancellationToken)}/settings/repositories"), cancellationToken);
        if (!await db.Set<Extension>().AnyAsync(extension => extension.RepositoryId == repository.Id, cancellationToken))
        {
            return owners;
        }

        var reviewers = await platform.WithRoleAsync(PlatformRoles.Reviewer, cancellationToken);
        await notify.AddAsync(db, reviewers, Replaced(repository, stranger.Id, "/review"), cancellationToken);
        return [.. owners.Union(reviewers)];
    }

    internal async Task PublishAsync(IEnumerable<Guid> people, ExtensionRepository repository, CancellationToken cancellationToken)
    {
        await notify.PublishAsync(people);
        foreach (var follower in followers)
        {
            await follower.RepositoryKnownAsync(repository.Id, repository.Verification != VerificationMethod.None, cancellationToken);
        }
    }

    private static Task<string> SlugAsync(PortalDb db, ExtensionRepository repository, CancellationToken cancellationToken) =>
        db.Set<Organization>().Where(organization => organization.Id == repository.OrganizationId).Select(organization => organization.Slug).SingleAsync(cancellationToken);

    private static NotificationDraft Renamed(ExtensionRepository repository, string before, string slug) => new(
        NotificationKind.Repository,
        "repository.renamed",
        $"{repository.Id}:{repository.FullName}",
        $"{before} is now {repository.FullName}",
        "The repository was renamed or moved on GitHub. It is the same one, so everything goes on; check that the move was meant.",
        $"/orgs/{slug}/settings/repositories");

    private static NotificationDraft Replaced(ExtensionRepository repository, long stranger, string link) => new(
        NotificationKind.Repository,
        "repository.replaced",
        $"{repository.Id}:{stranger}",
        $"{repository.FullName} is another repository now",
        "A different repository was created under a name that publishes extensions. Nothing is read from it until its owner proves to control it.",
        link);
}
