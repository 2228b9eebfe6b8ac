using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>Turns an approved submission into a release and shows it in its listing, inside the decision's transaction.</summary>
public sealed class ReleaseSubmission(PublishRelease publish, ListRelease list, StartRollout startRollout)
{
    public async Task<Result> RunAsync(Work work, Submission submission, string approvedBy, bool isSecurityFix, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var snapshot = await db.Set<CommitSnapshot>().AsNoTracking().SingleAsync(candidate => candidate.Id == submission.SnapshotId, cancellationToken);
        var extension = await db.Set<Extension>().SingleAsync(candidate => candidate.Id == submission.ExtensionKey, cancellationToken);
        if (extension.OrganizationId != submission.OrganizationId || extension.RepositoryId != submission.RepositoryId)
        {
            return Error.Conflict(
                "extension_id_taken",
                $"{submission.ExtensionId} now belongs to another organization or repository. Ask the publisher to choose another extension.id.");
        }

        if (await PublishingBan.ProblemAsync(db, submission.OrganizationId, extension.Id, cancellationToken) is { } banned)
        {
            return banned;
        }

        extension.Own();
        var terms = MakeTerms.Of(snapshot.Manifest!, submission.Details.Terms);
        var request = new NewRelease(extension.Id, submission.Version!, snapshot.Commit, snapshot.Id, submission.Id, approvedBy, terms)
        {
            IsSecurityFix = isSecurityFix,
        };
        if (!(await publish.RunAsync(db, request, cancellationToken)).TryGet(out var published, out var error))
        {
            return error;
        }

        var release = published.Release;
        await startRollout.AddAsync(db, release, cancellationToken);
        await list.RunAsync(db, extension, release, published.Offer, replaces: false, cancellationToken);
        await PublishFiles.RunAsync(db, submission, release.ReleasedAt, cancellationToken);
        work.Raise(new ReleasePublished(release.Id, extension.Id, release.Version, extension.RepositoryId, release.Commit));
        work.Raise(new ListingShown(extension.Id, release.Version));
        return Result.Success();
    }
}
