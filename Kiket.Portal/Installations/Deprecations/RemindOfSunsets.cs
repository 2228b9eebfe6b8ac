using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Deprecations;

/// <summary>
/// Reminds people of the sunsets of what their organizations run. One person is one change: it stores what it sent together with the
/// notifications, so a kill or a second node sends nothing twice.
/// </summary>
public sealed class RemindOfSunsets(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, NotifyOfDeprecation announce, NotifyPeople notify, TimeProvider clock) : IRegularWork
{
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(ReminderRule.DaysBefore.Max() + 1);

    public string Name => "notify-of-sunsets";

    /// <summary>A quarter of an hour is nothing beside a day.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var deprecation in await UnannouncedAsync(cancellationToken))
        {
            await announce.AnnounceAsync(deprecation, cancellationToken);
        }

        foreach (var person in await PeopleAsync(cancellationToken))
        {
            // One that loses again and again is reminded at the next run.
            _ = await unit.RunAsync(work => RemindAsync(work, person, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Deprecations with installations whose people don't know of them: installed since, or inside the range since a release.</summary>
    private async Task<List<Guid>> UnannouncedAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from release in db.Set<Release>()
            where release.DeprecationId != null
            join installation in db.Set<Installation>() on release.Id equals installation.ReleaseId
            where installation.InstalledAt != null
                && installation.State != InstallationState.Uninstalled
                && installation.State != InstallationState.Uninstalling
                && !db.Set<DeprecationNotice>().Any(notice =>
                    notice.DeprecationId == release.DeprecationId
                    && notice.InstallationId == installation.Id
                    && notice.DaysBefore == DeprecationNotice.Announcement)
            select release.DeprecationId!.Value).Distinct().ToListAsync(cancellationToken);
    }

    private async Task<List<Guid>> PeopleAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Rows(db, clock.GetUtcNow());
        return await rows.Select(row => row.UserId).Distinct().ToListAsync(cancellationToken);
    }

    private async Task<Result> RemindAsync(Work work, Guid person, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var rows = await Rows(db, now).Where(row => row.UserId == person).ToListAsync(cancellationToken);
        var sent = await SentAsync(db, person, cancellationToken);
        var due = rows.ConvertAll(row => Judge(row, sent[(row.Deprecation.Id, row.Installation.Id)].ToHashSet(), now));
        var reached = due.Where(one => one.Due.Count > 0).ToList();
        if (reached.Count == 0)
        {
            work.Discard();
            return Result.Success();
        }

        var today = due.Where(one => one.Due.Count > 0 || one.Later is not null).OrderBy(one => one.Row.Deprecation.SunsetAt).ToList();
        if (today.Count > ReminderRule.MostSingle)
        {
            await DigestAsync(work, person, today, cancellationToken);
        }
        else
        {
            foreach (var one in reached)
            {
                await SingleAsync(work, person, one, cancellationToken);
            }
        }

        work.Refresh(() => notify.PublishAsync([person]));
        return Result.Success();
    }

    private static Reminder Judge(Row row, HashSet<int> sent, DateTimeOffset now)
    {
        var (sunset, since) = (row.Deprecation.SunsetAt!.Value, ReminderRule.Since(row.Deprecation, row.Installation));
        return new Reminder(row, ReminderRule.Due(sunset, since, sent, now), ReminderRule.LaterToday(sunset, since, sent, now));
    }

    private async Task SingleAsync(Work work, Guid person, Reminder one, CancellationToken cancellationToken)
    {
        var (row, days) = (one.Row, one.Due[^1]);
        var text = DeprecationTexts.Reminder(row.Name, row.Release.Version, days, row.Deprecation, await TargetAsync(work, row, cancellationToken));
        var draft = new NotificationDraft(
            NotificationKind.Release,
            "installation.sunset",
            string.Create(CultureInfo.InvariantCulture, $"{row.Deprecation.Id}:{row.Installation.Id}:{days}"),
            text.Title,
            text.Body,
            string.Create(CultureInfo.InvariantCulture, $"/orgs/{row.Slug}/extensions/installed/{row.Installation.Number}"));
        await notify.AddAsync(work.Db, [person], draft, cancellationToken);
        Note(work, person, one, Notification.KeyOf(draft), later: null);
    }

    private async Task DigestAsync(Work work, Guid person, List<Reminder> today, CancellationToken cancellationToken)
    {
        var ofSeveral = today.DistinctBy(one => one.Row.Slug).Skip(1).Any();
        var text = DeprecationTexts.Digest([.. today.Select(one => one.Row).Select(row =>
            $"{row.Name} {row.Release.Version}{(ofSeveral ? $" of {row.Slug}" : "")}: {SunsetInstant.Text(row.Deprecation.SunsetAt!.Value)}")]);
        var draft = new NotificationDraft(
            NotificationKind.Release,
            "installation.sunsets",
            work.Now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            text.Title,
            text.Body,
            $"/orgs/{today[0].Row.Slug}/extensions");
        var key = Notification.KeyOf(draft);
        if (await work.Db.Set<Notification>().AnyAsync(one => one.UserId == person && one.Key == key, cancellationToken))
        {
            // Today's digest was already sent, so send what was announced since then one by one.
            foreach (var one in today.Where(one => one.Due.Count > 0))
            {
                await SingleAsync(work, person, one, cancellationToken);
            }

            return;
        }

        await notify.AddAsync(work.Db, [person], draft, cancellationToken);
        foreach (var one in today)
        {
            Note(work, person, one, key, one.Later);
        }
    }

    /// <param name="later">What comes later on the same day and is said now; null for nothing.</param>
    private static void Note(Work work, Guid person, Reminder one, string key, int? later)
    {
        var row = one.Row;
        // The text says less before the last of them than at it.
        var last = later ?? one.Due[^1];
        work.Db.AddRange(one.Due.Append(last).Distinct().Select(days => DeprecationNotice.Of(
            row.Deprecation.Id, row.Installation.Id, person, days, row.Release.Id, days == last ? key : "", work.Now)));
    }

    private static async Task<string?> TargetAsync(Work work, Row row, CancellationToken cancellationToken)
    {
        var releases = await work.Db.Set<Release>().AsNoTracking()
            .Where(release => release.ExtensionKey == row.Installation.ExtensionKey)
            .ToListAsync(cancellationToken);
        return RecommendedVersion.Of(row.Release.Semantic, row.Deprecation.RecommendedVersion, releases.Select(ReleaseTarget.Of), work.Now)?.Version.ToString();
    }

    private static async Task<ILookup<(Guid Deprecation, Guid Installation), int>> SentAsync(PortalDb db, Guid person, CancellationToken cancellationToken)
    {
        var notices = await db.Set<DeprecationNotice>()
            .Where(notice => notice.UserId == person && notice.DaysBefore != DeprecationNotice.Announcement)
            .Select(notice => new { notice.DeprecationId, notice.InstallationId, notice.DaysBefore })
            .ToListAsync(cancellationToken);
        return notices.ToLookup(notice => (notice.DeprecationId, notice.InstallationId), notice => notice.DaysBefore);
    }

    /// <summary>Owners and Admins beside what their organizations run that ends within the next month.</summary>
    private static IQueryable<Row> Rows(PortalDb db, DateTimeOffset now)
    {
        var until = now + Horizon;
        List<OrganizationRole> able = [.. Enum.GetValues<OrganizationRole>().Where(role => role >= OrganizationRole.Admin)];
        return
            from deprecation in db.Set<Deprecation>().AsNoTracking()
            where deprecation.WithdrawnAt == null && deprecation.SunsetAt > now && deprecation.SunsetAt <= until
            join release in db.Set<Release>().AsNoTracking() on deprecation.Id equals release.DeprecationId
            join installation in db.Set<Installation>().AsNoTracking() on release.Id equals installation.ReleaseId
            where installation.InstalledAt != null
                && installation.State != InstallationState.Uninstalled
                && installation.State != InstallationState.Uninstalling
            join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
            join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
            join membership in db.Set<Membership>() on installation.OrganizationId equals membership.OrganizationId
            where able.Contains(membership.Role)
            select new Row
            {
                UserId = membership.UserId,
                Deprecation = deprecation,
                Release = release,
                Installation = installation,
                Slug = organization.Slug,
                Name = listing.Name,
            };
    }

    private sealed record Row
    {
        public required Guid UserId { get; init; }

        public required Deprecation Deprecation { get; init; }

        public required Release Release { get; init; }

        public required Installation Installation { get; init; }

        public required string Slug { get; init; }

        public required string Name { get; init; }
    }

    /// <param name="Due">In days before the sunset; the last one is sent.</param>
    /// <param name="Later">Due on the same day, but not yet.</param>
    private sealed record Reminder(Row Row, IReadOnlyList<int> Due, int? Later);
}
