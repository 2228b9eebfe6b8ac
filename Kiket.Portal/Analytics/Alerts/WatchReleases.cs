using System.Globalization;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Jobs;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Semver;

namespace Kiket.Portal.Analytics.Alerts;

/// <summary>The portal has warned of a release, which it does once.</summary>
public sealed class ReleaseAlert
{
    private ReleaseAlert()
    {
    }

    public Guid ReleaseId { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>What was seen, as a sentence.</summary>
    public string Reason { get; private set; } = "";

    public static ReleaseAlert Of(Release release, string reason, DateTimeOffset now) =>
        new() { ReleaseId = release.Id, ExtensionKey = release.ExtensionKey, At = now, Reason = reason };
}

internal sealed class ReleaseAlertTable : IEntityTypeConfiguration<ReleaseAlert>
{
    public void Configure(EntityTypeBuilder<ReleaseAlert> builder)
    {
        builder.ToTable("ReleaseAlerts");
        builder.HasKey(alert => alert.ReleaseId);
        builder.Property(alert => alert.ReleaseId).ValueGeneratedNever();
        builder.Property(alert => alert.Reason).HasMaxLength(500);
        builder.HasIndex(alert => alert.ExtensionKey);
        builder.HasOne<Release>().WithOne().HasForeignKey<ReleaseAlert>(alert => alert.ReleaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>
/// Compares each new release with the versions before it for three days. When it clearly fails more often, its publisher is notified once and its
/// rollout stops. Only telemetry with a token counts.
/// </summary>
public sealed class WatchReleases(
    IDbContextFactory<PortalDb> databases, ReadTelemetryRows rows, UnitOfWork unit, HaltRollout halt, NotifyPeople notify, TimeProvider clock) : IRegularWork
{
    private static readonly TimeSpan Watched = TimeSpan.FromHours(72);
    private static readonly TimeSpan Before = TimeSpan.FromDays(7);

    public string Name => "watch-releases";

    public TimeSpan Interval => TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<Release> watched;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var since = now - Watched;
            watched = await db.Set<Release>().AsNoTracking()
                .Where(release => release.ReleasedAt > since && release.ReleasedAt <= now && release.YankedAt == null && release.BlockedAt == null)
                .Where(release => !db.Set<ReleaseAlert>().Any(alert => alert.ReleaseId == release.Id))
                .OrderBy(release => release.Id)
                .ToListAsync(cancellationToken);
        }

        foreach (var release in watched)
        {
            await WatchAsync(release, now, cancellationToken);
        }
    }

    private async Task WatchAsync(Release release, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = Slot.Of(now) + 1;
        var since = await rows.ByReleaseAsync(release.ExtensionKey, new SlotRange(Slot.Of(release.ReleasedAt), until), cancellationToken);
        if (!since.TryGetValue(release.Version, out var own))
        {
            return;
        }

        var week = await rows.ByReleaseAsync(release.ExtensionKey, new SlotRange(Slot.Of(now - Before), until), cancellationToken);
        var before = week
            .Where(one => SemVersion.TryParse(one.Key, SemVersionStyles.Strict, out var version, VersionPolicy.MaxLength)
                && SemVersion.ComparePrecedence(version, release.Semantic) < 0)
            .Aggregate(default(ErrorCount), (sum, one) => sum + one.Value);
        if (AlertRule.IsWorse(own, before))
        {
            var warned = await unit.RunAsync(work => WarnAsync(work, release, own, before, cancellationToken), cancellationToken);
            warned.ThrowIfRefused();
        }
    }

    private async Task<Result> WarnAsync(Work work, Release release, ErrorCount own, ErrorCount before, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (await db.Set<ReleaseAlert>().AnyAsync(alert => alert.ReleaseId == release.Id, cancellationToken))
        {
            return Result.Success();
        }

        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{own.Percent:0.##} % of {own.Calls:N0} calls failed since it is out, and {before.Percent:0.##} % of {before.Calls:N0} with the versions before.");
        db.Add(ReleaseAlert.Of(release, reason, work.Now));
        var isHalted = await halt.RunAsync(work, release.Id, reason, cancellationToken);
        var extension = await db.Set<Extension>().SingleAsync(one => one.Id == release.ExtensionKey, cancellationToken);
        var slug = await db.Set<Organization>().Where(one => one.Id == extension.OrganizationId).Select(one => one.Slug).SingleAsync(cancellationToken);
        var people = await OrganizationQueries.MemberIdsAsync(db, extension.OrganizationId, OrganizationRole.Admin, cancellationToken);
        var next = isHalted
            ? " Its rollout is stopped: nobody is upgraded to it by a policy any more. Look at the errors, then resume it with a reason, or yank the version."
            : " Look at the errors.";
        await notify.AddAsync(
            db,
            people,
            new NotificationDraft(
                NotificationKind.Release,
                "telemetry.release_fails",
                $"{release.Id}",
                $"{extension.ExtensionId} {release.Version} fails more often than before",
                reason + next,
                $"/orgs/{slug}/extensions/published/{extension.ExtensionId}/analytics#errors"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
        return Result.Success();
    }
}
