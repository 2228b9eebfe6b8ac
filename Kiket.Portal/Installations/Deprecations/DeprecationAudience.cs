using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Deprecations;

/// <summary>How many run what a deprecation covers.</summary>
public sealed record AffectedCount(int Installations, int Organizations);

public enum AudienceState
{
    /// <summary>Nobody there has read the notice.</summary>
    Unread,

    /// <summary>Somebody has read it, and the version still runs.</summary>
    Read,

    /// <summary>It runs a version that isn't covered.</summary>
    Upgraded,

    Uninstalled,
}

/// <summary>One customer of a deprecated version.</summary>
/// <param name="From">What ran when it was notified.</param>
/// <param name="Now">What runs now; null after it was uninstalled.</param>
public sealed record AudienceRow(string Organization, string From, string? Now, DateTimeOffset NotifiedAt, AudienceState State);

/// <summary>Who was notified of a deprecation, and what they did.</summary>
/// <param name="Rows">Those who have still to act first.</param>
public sealed record Audience(IReadOnlyList<AudienceRow> Rows)
{
    public int Acted => Rows.Count(row => row.State is AudienceState.Upgraded or AudienceState.Uninstalled);

    public int Read => Rows.Count(row => row.State == AudienceState.Read);

    public int Unread => Rows.Count(row => row.State == AudienceState.Unread);
}

/// <summary>Counts and follows the customers of deprecated versions, for their publisher. The caller must check the publisher's role.</summary>
public sealed class DeprecationAudience(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Who runs any of some versions now.</summary>
    public async Task<AffectedCount> CountAsync(Guid extensionKey, IReadOnlyCollection<string> versions, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var running =
            from installation in db.Set<Installation>()
            where installation.ExtensionKey == extensionKey && installation.InstalledAt != null && installation.State != InstallationState.Uninstalled
            join release in db.Set<Release>() on installation.ReleaseId equals release.Id
            where versions.Contains(release.Version)
            select installation.OrganizationId;
        return new AffectedCount(await running.CountAsync(cancellationToken), await running.Distinct().CountAsync(cancellationToken));
    }

    public async Task<Audience> FollowAsync(Deprecation deprecation, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from notice in db.Set<DeprecationNotice>()
            where notice.DeprecationId == deprecation.Id && notice.DaysBefore == DeprecationNotice.Announcement
            join installation in db.Set<Installation>() on notice.InstallationId equals installation.Id
            join organization in db.Set<Organization>() on installation.OrganizationId equals organization.Id
            join sent in db.Set<Notification>()
                on new { notice.UserId, Key = notice.NotificationKey } equals new { sent.UserId, sent.Key } into notifications
            from notification in notifications.DefaultIfEmpty()
            select new
            {
                installation.Number,
                organization.Name,
                From = notice.ReleaseId,
                Now = installation.ReleaseId,
                installation.State,
                notice.SentAt,
                ReadAt = (DateTimeOffset?)notification.ReadAt,
            }).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return new Audience([]);
        }

        var releases = await db.Set<Release>().AsNoTracking()
            .Where(release => release.ExtensionKey == deprecation.ExtensionKey)
            .ToDictionaryAsync(release => release.Id, cancellationToken);
        return new Audience(
        [
            .. rows.GroupBy(row => row.Number).Select(same =>
            {
                var one = same.First();
                return new AudienceRow(
                    one.Name,
                    releases[one.From].Version,
                    one.State == InstallationState.Uninstalled ? null : releases[one.Now].Version,
                    same.Min(row => row.SentAt),
                    one.State == InstallationState.Uninstalled ? AudienceState.Uninstalled
                        : !deprecation.Covers(releases[one.Now].Semantic) ? AudienceState.Upgraded
                        : same.Any(row => row.ReadAt is not null) ? AudienceState.Read
                        : AudienceState.Unread);
            }).OrderBy(row => row.State).ThenBy(row => row.Organization, StringComparer.OrdinalIgnoreCase),
        ]);
    }
}
