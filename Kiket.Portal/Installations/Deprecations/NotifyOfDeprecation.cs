using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Deprecations;

/// <summary>
/// Notifies the Owners and Admins who run a deprecated version: when it is announced, when it changes, and when it is withdrawn. Each once, however
/// often it runs.
/// </summary>
public sealed class NotifyOfDeprecation(UnitOfWork unit, NotifyPeople notify)
    : IEventHandler<DeprecationAnnounced>, IEventHandler<DeprecationChanged>, IEventHandler<DeprecationWithdrawn>
{
    public const string HandlerName = "notify-of-deprecation";

    private const int PartSize = 100;

    public Task RunAsync(DeprecationAnnounced happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AnnounceAsync(happened.DeprecationId, cancellationToken);

    public Task RunAsync(DeprecationChanged happened, DateTimeOffset at, CancellationToken cancellationToken) => InPartsAsync(
        happened.DeprecationId,
        (work, deprecation, one) => !deprecation.IsActive
            ? null
            : new Draft(
                "installation.deprecation_changed",
                $"{deprecation.Id}:{one.Installation.Id}:{happened.Number}",
                DeprecationTexts.Changed(one.Name, one.Version, deprecation.Reason, happened.SunsetBefore, happened.SunsetAt, one.Target)),
        isNew: false,
        cancellationToken);

    public Task RunAsync(DeprecationWithdrawn happened, DateTimeOffset at, CancellationToken cancellationToken) => InPartsAsync(
        happened.DeprecationId,
        (_, deprecation, one) => new Draft(
            "installation.deprecation_withdrawn", $"{deprecation.Id}:{one.Installation.Id}", DeprecationTexts.Withdrawn(one.Name, one.Version)),
        isNew: false,
        cancellationToken);

    /// <summary>Notifies those who weren't notified yet: also those who install a covered version later.</summary>
    public Task AnnounceAsync(Guid deprecationId, CancellationToken cancellationToken) => InPartsAsync(
        deprecationId,
        (_, deprecation, one) => !deprecation.IsActive
            ? null
            : new Draft(
                "installation.deprecated",
                $"{deprecation.Id}:{one.Installation.Id}",
                DeprecationTexts.Announced(one.Name, one.Version, deprecation.Reason, deprecation.SunsetAt, one.Target)),
        isNew: true,
        cancellationToken);

    private async Task InPartsAsync(
        Guid deprecationId, Func<Work, Deprecation, Affected, Draft?> write, bool isNew, CancellationToken cancellationToken)
    {
        long? after = 0;
        while (after is not null)
        {
            var from = after.Value;
            var part = await unit.RunAsync(work => NotifyAsync(work, deprecationId, write, isNew, from, cancellationToken), cancellationToken);
            after = part.TryGet(out var last, out _) ? last : throw new LostRaceException();
        }
    }

    /// <param name="isNew">Only those who weren't notified of it yet, and it is noted; otherwise only those who were.</param>
    private async Task<Result<long?>> NotifyAsync(
        Work work, Guid deprecationId, Func<Work, Deprecation, Affected, Draft?> write, bool isNew, long after, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var deprecation = await db.Set<Deprecation>().AsNoTracking().SingleAsync(found => found.Id == deprecationId, cancellationToken);
        var part = await ReadAsync(db, deprecation, isNew, after, work.Now, cancellationToken);
        foreach (var one in part)
        {
            if (write(work, deprecation, one) is not { } draft)
            {
                return Result.Of<long?>(null);
            }

            var people = await OrganizationQueries.MemberIdsAsync(db, one.Installation.OrganizationId, OrganizationRole.Admin, cancellationToken);
            var notice = new NotificationDraft(NotificationKind.Release, draft.Event, draft.Subject, draft.Text.Title, draft.Text.Body, one.Address);
            await notify.AddAsync(db, people, notice, cancellationToken);
            if (isNew)
            {
                await NoteAsync(db, deprecation, one, people, Notification.KeyOf(notice), work.Now, cancellationToken);
            }

            work.Refresh(() => notify.PublishAsync(people));
        }

        return part.Count < PartSize ? Result.Of<long?>(null) : part[^1].Installation.Number;
    }

    private static async Task NoteAsync(
        PortalDb db,
        Deprecation deprecation,
        Affected one,
        IReadOnlyList<Guid> people,
        string key,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var noted = await db.Set<DeprecationNotice>()
            .Where(notice => notice.DeprecationId == deprecation.Id
                && notice.InstallationId == one.Installation.Id
                && notice.DaysBefore == DeprecationNotice.Announcement)
            .Select(notice => notice.UserId)
            .ToListAsync(cancellationToken);
        db.AddRange(people.Except(noted).Select(person => DeprecationNotice.Of(
            deprecation.Id, one.Installation.Id, person, DeprecationNotice.Announcement, one.Installation.ReleaseId, key, now)));
    }

    private static async Task<List<Affected>> ReadAsync(
        PortalDb db, Deprecation deprecation, bool isNew, long after, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var covered = await CoverReleases.CoveredAsync(db, deprecation, cancellationToken);
        var rows = await (
            from installation in db.Set<Installation>().AsNoTracking()
            where covered.Contains(installation.ReleaseId)
                && installation.Number > after
                && installation.State != InstallationState.Uninstalled
                && installation.State != InstallationState.Uninstalling
                && installation.State != InstallationState.Failed
                && installation.InstalledAt != null
                && db.Set<DeprecationNotice>().Any(notice =>
                    notice.DeprecationId == deprecation.Id
                    && notice.InstallationId == installation.Id
                    && notice.DaysBefore == DeprecationNotice.Announcement) != isNew
            join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
            join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
            orderby installation.Number
            select new { Installation = installation, organization.Slug, listing.Name })
            .Take(PartSize)
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return [];
        }

        var releases = await db.Set<Release>().AsNoTracking()
            .Where(release => release.ExtensionKey == deprecation.ExtensionKey)
            .ToDictionaryAsync(release => release.Id, cancellationToken);
        var targets = releases.Values.Select(ReleaseTarget.Of).ToList();
        return rows.ConvertAll(row =>
        {
            var runs = releases[row.Installation.ReleaseId];
            return new Affected(
                row.Installation,
                row.Name,
                runs.Version,
                RecommendedVersion.Of(runs.Semantic, deprecation.RecommendedVersion, targets, now)?.Version.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"/orgs/{row.Slug}/extensions/installed/{row.Installation.Number}"));
        });
    }

    private sealed record Draft(string Event, string Subject, NoticeText Text);

    /// <param name="Version">What it runs.</param>
    /// <param name="Target">What to upgrade to; null for nothing yet.</param>
    private sealed record Affected(Installation Installation, string Name, string Version, string? Target, string Address);
}
