using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.GitHub;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Extensions;

/// <summary>
/// Processes GitHub's data about a connected repository's identity: applies or records it, logs it, and notifies the
/// affected people, inside the caller's unit of work.
/// </summary>
public sealed class RepositoryNews(NotifyPeople notify)
{
    /// <summary>Applies a rename, a move or another default branch.</summary>
    internal async Task FollowAsync(Work work, ExtensionRepository repository, RepositoryInfo info, Actor? actor, CancellationToken cancellationToken)
    {
        var (before, wasShown) = (repository.FullName, (repository.IsPrivate, repository.IsArchived));
        repository.Follow(info);
        if (wasShown != (repository.IsPrivate, repository.IsArchived))
        {
            work.Raise(new RepositoryChanged(repository.Id));
        }

        if (string.Equals(before, info.FullName, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        work.Audit(
            actor,
            "repository.renamed",
            new AuditSubject("repository", info.FullName),
            repository.OrganizationId,
            before: new { fullName = before },
            after: new { info.FullName, gitHubId = info.Id });
        work.Raise(new RepositoryChanged(repository.Id));
        var owners = await OrganizationQueries.MemberIdsAsync(work.Db, repository.OrganizationId, OrganizationRole.Owner, cancellationToken);
        await notify.AddAsync(work.Db, owners, Renamed(repository, before, await SlugAsync(work.Db, repository, cancellationToken)), cancellationToken);
        work.Refresh(() => notify.PublishAsync(owners));
    }

    /// <summary>Records that another repository has taken the name. Does nothing when that was known.</summary>
    internal async Task ReplacedAsync(Work work, ExtensionRepository repository, RepositoryInfo stranger, Actor? actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!repository.SeeReplaced(stranger.Id, work.Now))
        {
            return;
        }

        work.Audit(
            actor,
            "repository.replaced",
            new AuditSubject("repository", repository.FullName),
            repository.OrganizationId,
            before: new { gitHubId = repository.GitHubId },
            after: new { gitHubId = stranger.Id });
        work.Raise(new RepositoryChanged(repository.Id));
        var owners = await OrganizationQueries.MemberIdsAsync(db, repository.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var link = $"/orgs/{await SlugAsync(db, repository, cancellationToken)}/settings/repositories";
        await notify.AddAsync(db, owners, Replaced(repository, stranger.Id, link), cancellationToken);
        work.Refresh(() => notify.PublishAsync(owners));
        if (!await db.Set<Extension>().AnyAsync(
            extension => extension.RepositoryId == repository.Id && extension.Registry == Extension.Marketplace, cancellationToken))
        {
            return;
        }

        var reviewers = await PlatformAccess.WithRoleAsync(db, PlatformRoles.Reviewer, cancellationToken);
        await notify.AddAsync(db, reviewers, Replaced(repository, stranger.Id, "/review"), cancellationToken);
        work.Refresh(() => notify.PublishAsync(reviewers));
    }

    private static Task<string> SlugAsync(PortalDb db, ExtensionRepository repository, CancellationToken cancellationToken) =>
        db.Set<Organization>()
            .Where(organization => organization.Id == repository.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);

    private static NotificationDraft Renamed(ExtensionRepository repository, string before, string slug) => new(
        NotificationKind.Repository,
        "repository.renamed",
        $"{repository.Id}:{repository.FullName}",
        $"{before} is now {repository.FullName}",
        "The repository was renamed or moved on GitHub. It is the same one, so everything continues. Check that this was intended.",
        $"/orgs/{slug}/settings/repositories");

    private static NotificationDraft Replaced(ExtensionRepository repository, long stranger, string link) => new(
        NotificationKind.Repository,
        "repository.replaced",
        $"{repository.Id}:{stranger}",
        $"{repository.FullName} is now another repository",
        "A different repository now has a name that publishes extensions. Nothing is read from it until its owner proves control over it.",
        link);
}
