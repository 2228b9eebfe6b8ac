using Kiket.Portal.Data;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>Whose details and files a release shows: those of the last edit of its listing that is live, or the ones it was submitted with.</summary>
public static class ShownDetails
{
    /// <returns>The id of that submission.</returns>
    public static async Task<Guid> SubmissionIdAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken) =>
        await EditAsync(db, releaseId, cancellationToken)
        ?? await db.Set<Release>().Where(release => release.Id == releaseId).Select(release => release.SubmissionId).SingleAsync(cancellationToken);

    /// <inheritdoc cref="SubmissionIdAsync(PortalDb, Guid, CancellationToken)"/>
    /// <param name="release">It may not be stored yet.</param>
    public static async Task<Guid> SubmissionIdAsync(PortalDb db, Release release, CancellationToken cancellationToken) =>
        await EditAsync(db, release.Id, cancellationToken) ?? release.SubmissionId;

    public static async Task<ListingDetails> OfAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken)
    {
        var submission = await SubmissionIdAsync(db, releaseId, cancellationToken);
        var details = await db.Set<Submission>().AsNoTracking()
            .Where(candidate => candidate.Id == submission)
            .Select(candidate => candidate.Details)
            .SingleAsync(cancellationToken);
        // A price that was approved later is in the offer alone.
        var offered = (await OfferQueries.CurrentAsync(db, releaseId, cancellationToken)).Terms.Pricing;
        return details.Pricing.Charged().IsSame(offered) ? details : details with { Pricing = offered };
    }

    private static Task<Guid?> EditAsync(PortalDb db, Guid releaseId, CancellationToken cancellationToken) => db.Set<Submission>()
        .Where(edit => edit.EditedReleaseId == releaseId && edit.State == SubmissionState.Edited)
        .OrderByDescending(edit => edit.DecidedAt).ThenByDescending(edit => edit.Id)
        .Select(edit => (Guid?)edit.Id)
        .FirstOrDefaultAsync(cancellationToken);
}
