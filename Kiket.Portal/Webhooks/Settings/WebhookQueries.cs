using System.IO.Compression;
using System.Text;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Settings;

/// <summary>A repository with its webhook, as its organization sees it. Never contains a secret.</summary>
/// <param name="Sync">Null before the first push, sync or release.</param>
/// <param name="LastPush">The last push, to any branch, that GitHub delivered.</param>
public sealed record FollowedRepository(
    ExtensionRepository Repository,
    bool IsSecretReadable,
    IReadOnlyList<string> ExtensionIds,
    RepositorySync? Sync,
    LastDelivery? LastPush,
    DateTimeOffset? LastPing);

/// <param name="Commit">The commit that it names.</param>
public sealed record LastDelivery(DateTimeOffset At, string? Commit);

/// <summary>A delivery in the log.</summary>
public sealed record DeliveryRow(WebhookDelivery Delivery, string Repository);

/// <summary>A reading in the history.</summary>
public sealed record ValidationRow(RepositoryValidation Validation, string Repository);

/// <param name="RepositoryId">Null for all.</param>
/// <param name="Event">Null for all.</param>
/// <param name="State">Null for all.</param>
public sealed record DeliveryFilter(Guid? RepositoryId = null, string? Event = null, WebhookDeliveryState? State = null);

/// <summary>An extension of an organization with its repository, for the API.</summary>
public sealed record WebhookOfExtension(
    Guid OrganizationId, Guid RepositoryId, string? SecretLastFour, DateTimeOffset? SecretAt, DateTimeOffset? PreviousUntil);

/// <summary>Reads of webhooks, for the Owners and Admins of the repositories' organization.</summary>
public sealed class WebhookQueries(IDbContextFactory<PortalDb> databases, RepositoryWebhooks webhooks, TimeProvider clock)
{
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<Page<FollowedRepository>>> RepositoriesAsync(
        string organization, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var all = db.Set<ExtensionRepository>().AsNoTracking().Where(repository => repository.OrganizationId == member.OrganizationId);
        var total = await all.CountAsync(cancellationToken);
        var shown = await all.OrderBy(repository => repository.Owner).ThenBy(repository => repository.Name).ThenBy(repository => repository.Id)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new Page<FollowedRepository>(await FollowedAsync(db, shown, cancellationToken), page, total);
    }

    /// <summary>The log, newest first.</summary>
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<Page<DeliveryRow>>> DeliveriesAsync(
        string organization, DeliveryFilter filter, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var rows =
            from delivery in db.Set<WebhookDelivery>().AsNoTracking()
            join repository in db.Set<ExtensionRepository>() on delivery.RepositoryId equals repository.Id
            where repository.OrganizationId == member.OrganizationId
                && (filter.RepositoryId == null || delivery.RepositoryId == filter.RepositoryId)
                && (filter.Event == null || delivery.Event == filter.Event)
                && (filter.State == null || delivery.State == filter.State)
            select new { Delivery = delivery, repository.Owner, repository.Name };
        var total = await rows.CountAsync(cancellationToken);
        var shown = await rows.OrderByDescending(row => row.Delivery.ReceivedAt).ThenByDescending(row => row.Delivery.Id)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new Page<DeliveryRow>([.. shown.Select(row => new DeliveryRow(row.Delivery, $"{row.Owner}/{row.Name}"))], page, total);
    }

    /// <summary>What was read, newest first: by a push, by the schedule, or because somebody asked.</summary>
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<Page<ValidationRow>>> ValidationsAsync(string organization, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var rows =
            from validation in db.Set<RepositoryValidation>().AsNoTracking()
            join repository in db.Set<ExtensionRepository>() on validation.RepositoryId equals repository.Id
            where repository.OrganizationId == member.OrganizationId
            select new { Validation = validation, repository.Owner, repository.Name };
        var total = await rows.CountAsync(cancellationToken);
        var shown = await rows.OrderByDescending(row => row.Validation.At).ThenByDescending(row => row.Validation.Id)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new Page<ValidationRow>([.. shown.Select(row => new ValidationRow(row.Validation, $"{row.Owner}/{row.Name}"))], page, total);
    }

    /// <summary>The body of a delivery as GitHub sent it; refused when it was deleted.</summary>
    /// <param name="organization">Slug or id.</param>
    /// <param name="maxCharacters">A longer one is cut.</param>
    public async Task<Result<string>> PayloadAsync(
        string organization, Guid deliveryId, int maxCharacters, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var body = await (
            from payload in db.Set<WebhookPayload>()
            join delivery in db.Set<WebhookDelivery>() on payload.Id equals delivery.Id
            join repository in db.Set<ExtensionRepository>() on delivery.RepositoryId equals repository.Id
            where payload.Id == deliveryId && repository.OrganizationId == member.OrganizationId
            select payload.Body).SingleOrDefaultAsync(cancellationToken);
        return body is null
            ? Error.NotFound("payload_gone", "The payload of this delivery was deleted: payloads are kept for 30 days.")
            : await TextAsync(body, maxCharacters, cancellationToken);
    }

    /// <summary>An extension of the caller's organization; null when there is none, or it is someone else's.</summary>
    public async Task<WebhookOfExtension?> OfExtensionAsync(
        Guid organizationId, string registry, string extensionId, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(extensionId);
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from extension in db.Set<Extension>()
            join repository in db.Set<ExtensionRepository>() on extension.RepositoryId equals repository.Id
            where extension.OrganizationId == organizationId && extension.Registry == registry && extension.NormalizedId == id
            select new WebhookOfExtension(
                organizationId,
                repository.Id,
                repository.WebhookSecretLastFour,
                repository.WebhookSecretAt,
                repository.PreviousWebhookSecretUntil > now ? repository.PreviousWebhookSecretUntil : null))
            .SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<FollowedRepository>> FollowedAsync(
        PortalDb db, IReadOnlyList<ExtensionRepository> repositories, CancellationToken cancellationToken)
    {
        var ids = repositories.Select(repository => repository.Id).ToList();
        var now = clock.GetUtcNow();
        var extensions = (await db.Set<Extension>().AsNoTracking()
            .Where(extension => ids.Contains(extension.RepositoryId) && (extension.ReservedUntil == null || extension.ReservedUntil > now))
            .OrderBy(extension => extension.ExtensionId)
            .Select(extension => new { extension.RepositoryId, extension.ExtensionId })
            .ToListAsync(cancellationToken))
            .ToLookup(extension => extension.RepositoryId, extension => extension.ExtensionId);
        var syncs = await db.Set<RepositorySync>().AsNoTracking()
            .Where(sync => ids.Contains(sync.RepositoryId))
            .ToDictionaryAsync(sync => sync.RepositoryId, cancellationToken);
        var rows = new List<FollowedRepository>();
        foreach (var repository in repositories)
        {
            var deliveries = db.Set<WebhookDelivery>().AsNoTracking()
                .Where(delivery => delivery.RepositoryId == repository.Id)
                .OrderByDescending(delivery => delivery.ReceivedAt);
            rows.Add(new FollowedRepository(
                repository,
                webhooks.Reveal(repository) is not null,
                [.. extensions[repository.Id].Distinct(StringComparer.Ordinal)],
                syncs.GetValueOrDefault(repository.Id),
                await deliveries.Where(delivery => delivery.Event == "push")
                    .Select(delivery => new LastDelivery(delivery.ReceivedAt, delivery.Commit))
                    .FirstOrDefaultAsync(cancellationToken),
                await deliveries.Where(delivery => delivery.Event == "ping")
                    .Select(delivery => (DateTimeOffset?)delivery.ReceivedAt)
                    .FirstOrDefaultAsync(cancellationToken)));
        }

        return rows;
    }

    private static async Task<string> TextAsync(byte[] body, int maxCharacters, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        var buffer = new char[maxCharacters];
        var read = await reader.ReadBlockAsync(buffer, cancellationToken);
        return new string(buffer, 0, read) + (reader.Peek() >= 0 ? "\n…" : "");
    }
}
