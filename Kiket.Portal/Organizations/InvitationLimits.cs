using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>
/// Limits the number of invitations, because each is a mail to someone who didn't ask for it. Counts the stored rows,
/// including withdrawn and replaced ones, so it works across processes and restarts.
/// </summary>
internal static class InvitationLimits
{
    /// <summary>Enough for a new team, but not for forty strangers at once.</summary>
    public const int PerInviterAndHour = 20;
    public const int PerInviterAndDay = 50;
    public const int PerOrganizationAndDay = 50;

    /// <summary>One, one that got lost, and one more. Across all organizations, because the mailbox is the same.</summary>
    public const int PerReceiverAndDay = 3;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Null when one more may be sent, otherwise the limit that was reached and when it ends.</summary>
    public static async Task<Error?> ProblemAsync(
        PortalDb db, OrganizationMember inviter, string address, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sent = db.Set<Invitation>();
        var own = sent.Where(invitation => invitation.InvitedBy == inviter.UserId);
        var receiver = EmailAddress.ReceiverOf(address);
        var same = sent.Where(invitation => invitation.Receiver == receiver);
        var organization = sent.Where(invitation => invitation.OrganizationId == inviter.OrganizationId);

        return await Refuse(
                same, PerReceiverAndDay, Day, $"{address} can't be invited again today. The limit is {PerReceiverAndDay} invitations per address and day.")
            ?? await Refuse(own, PerInviterAndHour, Hour, $"You sent {PerInviterAndHour} invitations within an hour, which is the limit.")
            ?? await Refuse(own, PerInviterAndDay, Day, $"You sent {PerInviterAndDay} invitations within a day, which is the limit.")
            ?? await Refuse(
                organization, PerOrganizationAndDay, Day, $"{inviter.Name} sent {PerOrganizationAndDay} invitations within a day, which is the limit.");

        async Task<Error?> Refuse(IQueryable<Invitation> invitations, int most, TimeSpan window, string reached)
        {
            var oldest = await invitations
                .OrderByDescending(invitation => invitation.CreatedAt)
                .Skip(most - 1)
                .Select(invitation => (DateTimeOffset?)invitation.CreatedAt)
                .FirstOrDefaultAsync(cancellationToken);
            return oldest + window is { } free && free > now
                ? Error.TooMany("invitation_limit", $"{reached} {Again(free, now)}", free - now)
                : null;
        }
    }

    private static string Again(DateTimeOffset free, DateTimeOffset now)
    {
        var wait = free - now;
        var left = wait >= Hour
            ? $"{Math.Ceiling(wait.TotalHours).ToString(CultureInfo.InvariantCulture)} h"
            : $"{Math.Ceiling(wait.TotalMinutes).ToString(CultureInfo.InvariantCulture)} min";
        return $"Try again at {free.UtcDateTime.ToString("HH:mm 'UTC on' d MMMM", CultureInfo.InvariantCulture)}, in {left}.";
    }
}
