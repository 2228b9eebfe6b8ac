using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <summary>
/// Notifies the operators of a report, or the reviewers if there is no operator. Every security report is a separate
/// notification. Other reports about a listing are bundled: while a notification is unread, or for an hour, it is
/// updated instead of adding another one.
/// </summary>
public sealed class NotifyOfReport(NotifyPeople notify, TimeProvider clock)
{
    private const string Event = "listing.reported";

    private static readonly TimeSpan BundledFor = TimeSpan.FromHours(1);

    /// <summary>Adds to the caller's unit of work. Returns the people to refresh after the commit.</summary>
    internal async Task<IReadOnlyList<Guid>> AddAsync(PortalDb db, ListingReport report, CancellationToken cancellationToken)
    {
        var operators = await PlatformAccess.WithRoleAsync(db, PlatformRoles.Operator, cancellationToken);
        var people = operators.Count > 0 ? operators : await PlatformAccess.WithRoleAsync(db, PlatformRoles.Reviewer, cancellationToken);
        var link = operators.Count > 0 ? "/operations/reports" : "/marketplace/" + Uri.EscapeDataString(report.ExtensionId);
        var reason = ReportListing.Words(report.Reason);
        var single = Draft(report, $"Report on {report.ListingName}: {reason}", link);
        if (report.Reason == ReportReason.Security)
        {
            await notify.AddAsync(db, people, single, cancellationToken);
            return people;
        }

        var alone = new List<Guid>();
        foreach (var person in people)
        {
            if (await BundleAsync(db, report, person, cancellationToken) is not { } bundle)
            {
                alone.Add(person);
                continue;
            }

            var isSameReason = bundle.Key.StartsWith(Prefix(report) + report.Reason, StringComparison.Ordinal);
            var count = 1 + await db.Set<ListingReport>().CountAsync(
                other => other.NormalizedId == report.NormalizedId && other.HandledAt == null
                    && (isSameReason ? other.Reason == report.Reason : other.Reason != ReportReason.Security), cancellationToken);
            bundle.BringUpToDate(Draft(report, $"{count} open reports on {report.ListingName}{(isSameReason ? $": {reason}" : "")}", link));
        }

        await notify.AddAsync(db, alone, single, cancellationToken);
        return people;
    }

    private async Task<Notification?> BundleAsync(PortalDb db, ListingReport report, Guid person, CancellationToken cancellationToken)
    {
        var (prefix, security, since) = (Prefix(report), $"{Prefix(report)}{ReportReason.Security}:", clock.GetUtcNow() - BundledFor);
        return await db.Set<Notification>()
            .Where(known => known.UserId == person
                && known.Key.StartsWith(prefix)
                && !known.Key.StartsWith(security)
                && (known.ReadAt == null || known.CreatedAt > since))
            .OrderByDescending(known => known.Key.StartsWith(prefix + report.Reason))
            .ThenByDescending(known => known.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private static string Prefix(ListingReport report) => $"{Event}:{report.NormalizedId}:";

    private static NotificationDraft Draft(ListingReport report, string title, string link) => new(
        NotificationKind.Support,
        Event,
        $"{report.NormalizedId}:{report.Reason}:{report.Id}",
        title,
        report.Text + (report.Contact.Length > 0 ? $"\n\nReply to: {report.Contact}" : "\n\nThe sender doesn't want a reply."),
        link);
}
