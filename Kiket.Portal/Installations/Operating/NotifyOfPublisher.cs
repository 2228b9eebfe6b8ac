using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>
/// Tells the organizations that run an extension who publishes it now, or that it comes from another repository. Their automatic upgrades
/// pause until they acknowledge it, so they must hear of it. Once per installation and publisher.
/// </summary>
public sealed class NotifyOfPublisher(UnitOfWork unit, IDbContextFactory<PortalDb> databases, NotifyPeople notify, InstallationTopic topic)
    : IEventHandler<ExtensionMoved>, IEventHandler<RepositoryChanged>
{
    public const string HandlerName = "notify-of-publisher";

    private const int PartSize = 100;

    public Task RunAsync(ExtensionMoved happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        NotifyAllAsync(happened.ExtensionKey, cancellationToken);

    /// <summary>Most changes of a repository concern no customer; then nobody is found.</summary>
    public async Task RunAsync(RepositoryChanged happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var extension in await ExtensionsAsync(happened.RepositoryId, cancellationToken))
        {
            await NotifyAllAsync(extension, cancellationToken);
        }
    }

    private async Task<List<Guid>> ExtensionsAsync(Guid repositoryId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Extension>()
            .Where(extension => extension.RepositoryId == repositoryId)
            .Select(extension => extension.Id)
            .ToListAsync(cancellationToken);
    }

    private async Task NotifyAllAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        long? after = 0;
        while (after is not null)
        {
            var from = after.Value;
            var part = await unit.RunAsync(work => NotifyAsync(work, extensionKey, from, cancellationToken), cancellationToken);
            after = part.TryGet(out var last, out _) ? last : throw new LostRaceException();
        }
    }

    /// <returns>Where the next part begins; null after the last.</returns>
    private async Task<Result<long?>> NotifyAsync(Work work, Guid extensionKey, long after, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var part = await db.Set<Installation>().AsNoTracking()
            .Where(installation => installation.ExtensionKey == extensionKey && installation.Number > after
                && installation.State != InstallationState.Uninstalled)
            .OrderBy(installation => installation.Number)
            .Take(PartSize)
            .ToListAsync(cancellationToken);
        if (part.Count == 0)
        {
            return Result.Of<long?>(null);
        }

        var facts = await UpgradeFacts.ReadAsync(db, extensionKey, cancellationToken);
        var name = await db.Set<Listing>().Where(listing => listing.ExtensionKey == extensionKey).Select(listing => listing.Name)
            .SingleAsync(cancellationToken);
        foreach (var installation in part.Where(installation => IsOther(facts, installation)))
        {
            await AddAsync(work, facts, name, installation, cancellationToken);
        }

        return part.Count < PartSize ? Result.Of<long?>(null) : part[^1].Number;
    }

    /// <summary>Also while the extension is suspended: who publishes it is news all the same.</summary>
    private static bool IsOther(UpgradeFacts facts, Installation installation) =>
        facts.Repository.ReplacedByGitHubId is not null || facts.Publisher != installation.Publisher;

    private async Task AddAsync(Work work, UpgradeFacts facts, string name, Installation installation, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var ids = new[] { installation.OrganizationId, facts.Extension.OrganizationId, installation.Publisher.OrganizationId };
        var organizations = await db.Set<Organization>().AsNoTracking().Where(one => ids.Contains(one.Id)).ToDictionaryAsync(one => one.Id, cancellationToken);
        var (now, before) = (organizations[facts.Extension.OrganizationId].Name, organizations.GetValueOrDefault(installation.Publisher.OrganizationId)?.Name);
        var (title, body) = facts.Extension.OrganizationId != installation.Publisher.OrganizationId
            ? ($"{name} is published by {now} now", $"When you installed it, {before} published it. No upgrade runs until you acknowledge that.")
            : facts.Repository.ReplacedByGitHubId is not null
                ? ($"Another repository took the place of the one {name} comes from", $"No upgrade runs until {now} has resolved that.")
                : (
                    $"{name} comes from another repository now",
                    $"{now} publishes it from {facts.Repository.FullName}. No upgrade runs until you acknowledge that.");
        var people = await OrganizationQueries.MemberIdsAsync(db, installation.OrganizationId, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "installation.publisher_changed",
                $"{installation.Id}:{facts.Publisher.OrganizationId}:{facts.Publisher.RepositoryGitHubId}:{facts.Repository.ReplacedByGitHubId}",
                title,
                body,
                string.Create(
                    CultureInfo.InvariantCulture, $"/orgs/{organizations[installation.OrganizationId].Slug}/extensions/installed/{installation.Number}")),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
        work.Refresh(() => topic.PublishAsync(installation));
    }
}
