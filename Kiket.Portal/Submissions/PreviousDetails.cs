using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Finds the details and files that a new submission starts with: those of the last one that was withdrawn or rejected, if no version was
/// released since; otherwise those that the listing shows.
/// </summary>
internal static class PreviousDetails
{
    /// <summary>No organization closes so many submissions between two versions.</summary>
    private const int MostClosed = 100;

    /// <returns>The closed submission; null when the listing, if there is one, is newer.</returns>
    public static async Task<Guid?> ClosedAsync(PortalDb db, Submission submission, string extensionId, CancellationToken cancellationToken)
    {
        var normalized = Extension.Normalize(extensionId);
        var closed = await db.Set<Submission>().AsNoTracking()
            .Where(other => other.OrganizationId == submission.OrganizationId
                && other.Registry == submission.Registry
                && other.Id != submission.Id
                && other.DeletedAt == null
                && (other.State == SubmissionState.Withdrawn || other.State == SubmissionState.Rejected))
            .OrderByDescending(other => other.ChangedAt).ThenByDescending(other => other.Id)
            .Take(MostClosed)
            .Select(other => new { other.Id, other.ExtensionId, other.ChangedAt })
            .ToListAsync(cancellationToken);
        if (closed.Find(other => other.ExtensionId is { } id && Extension.Normalize(id) == normalized) is not { } last)
        {
            return null;
        }

        var released = await db.Set<Listing>()
            .Where(listing => listing.Registry == submission.Registry
                && listing.NormalizedId == normalized
                && listing.OrganizationId == submission.OrganizationId)
            .Select(listing => (DateTimeOffset?)listing.ReleasedAt)
            .SingleOrDefaultAsync(cancellationToken);
        return released > last.ChangedAt ? null : last.Id;
    }
}
