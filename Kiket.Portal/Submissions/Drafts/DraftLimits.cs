using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Limits the open drafts of an organization, and how fast one person starts new ones. Deleted drafts count as started.</summary>
public sealed class DraftLimits(IOptions<LimitsOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Null when the person may start one more.</summary>
    internal async Task<Error?> RefuseNewAsync(PortalDb db, OrganizationMember member, Guid person, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - Hour;
        var most = options.Value.DraftsPerHour;
        // The last of these is the oldest draft that counts: room appears when its hour ends.
        var started = await db.Set<Submission>().AsNoTracking()
            .Where(submission => submission.CreatedBy == person && submission.CreatedAt > since)
            .OrderByDescending(submission => submission.CreatedAt)
            .Select(submission => submission.CreatedAt)
            .Take(most)
            .ToListAsync(cancellationToken);
        if (started.Count < most)
        {
            return await RefuseOpenAsync(db, member.OrganizationId, cancellationToken);
        }

        var minutes = Math.Max(1, (int)Math.Ceiling((started[^1] - since).TotalMinutes));
        return Error.TooMany(
            "too_many_new_drafts",
            $"You started {most} drafts within an hour. "
                + $"Continue with one of them, or start the next one in {(minutes == 1 ? "a minute" : $"{minutes} minutes")}.",
            TimeSpan.FromMinutes(minutes));
    }

    /// <summary>Null when the organization has room for one more open draft.</summary>
    internal async Task<Error?> RefuseOpenAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var open = await db.Set<Submission>().CountAsync(
            submission => submission.OrganizationId == organizationId
                && submission.State == SubmissionState.Draft
                && submission.DeletedAt == null,
            cancellationToken);
        return open < options.Value.OpenDrafts
            ? null
            : Error.Conflict("too_many_drafts", $"Your organization has {open} open drafts. Submit or delete one of them under Submissions, then try again.");
    }
}
