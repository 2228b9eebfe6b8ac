using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Listings;
using Kiket.Portal.Ratings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;
using Semver;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>What must hold in the database after whatever happened.</summary>
internal static class Invariants
{
    /// <summary>Fails with every broken one.</summary>
    public static async Task AssertAsync(PortalDb db)
    {
        var broken = new List<string>();
        var listings = await db.Set<Listing>().AsNoTracking().ToListAsync();
        var releases = await db.Set<Release>().AsNoTracking().ToListAsync();
        var snapshots = (await db.Set<CommitSnapshot>().Select(snapshot => snapshot.Id).ToListAsync()).ToHashSet();
        var submissions = await db.Set<Submission>().AsNoTracking().Include(submission => submission.Entries).ToDictionaryAsync(submission => submission.Id);

        broken.AddRange(listings
            .Where(listing => !releases.Exists(release => release.Id == listing.ReleaseId
                && release.ExtensionKey == listing.ExtensionKey
                && release.Version == listing.Version))
            .Select(listing => $"{listing.ExtensionId} is listed without its release."));
        broken.AddRange(releases
            .Where(release => listings.TrueForAll(listing => listing.ExtensionKey != release.ExtensionKey))
            .Select(release => $"{release.Version} is released and its extension is not listed."));
        broken.AddRange(releases
            .Where(release => !submissions.TryGetValue(release.SubmissionId, out var submission)
                || submission.State != SubmissionState.Approved
                || submission.Entries.Count(entry => entry.Kind == SubmissionEntryKind.Approved) != 1)
            .Select(release => $"{release.Version} is released without exactly one approval."));
        var offers = (await db.Set<Offer>().AsNoTracking().ToListAsync()).ToLookup(offer => offer.ReleaseId, offer => offer.Number);
        broken.AddRange(releases
            .Where(release => !offers[release.Id].Order().SequenceEqual(Enumerable.Range(1, Math.Max(1, offers[release.Id].Count()))))
            .Select(release => $"{release.Version} has the offers {string.Join(", ", offers[release.Id])}."));
        broken.AddRange(releases.Where(release => !snapshots.Contains(release.SnapshotId)).Select(release => $"{release.Version} has lost its reading."));
        broken.AddRange(submissions.Values
            .Where(submission => submission.State == SubmissionState.Approved && !releases.Exists(release => release.SubmissionId == submission.Id))
            .Select(submission => $"{submission.ExtensionId} {submission.Version} is approved and not released."));
        broken.AddRange(submissions.Values
            .Where(submission => (submission.State == SubmissionState.InReview || submission is { State: SubmissionState.Editing, DeletedAt: null })
                != (submission.OpenVersionKey is not null))
            .Select(submission => $"{submission.Id} is {submission.StateLabel} and its version {submission.OpenVersionKey ?? "is not"} held."));
        broken.AddRange(NotRising(releases));
        var ratings = await db.Set<Rating>().AsNoTracking().Where(rating => rating.State == RatingState.Visible).ToListAsync();
        broken.AddRange(listings
            .Where(listing => listing.Rating != Total(ratings.FindAll(rating => rating.ExtensionKey == listing.ExtensionKey)))
            .Select(listing => $"{listing.ExtensionId} counts {listing.Rating}."));
        var reports = await db.Set<CheckReport>().AsNoTracking().Include(report => report.Runs).ToListAsync();
        broken.AddRange(reports
            .Where(report => (report.State == CheckReportState.Running) != report.LeaseUntil.HasValue)
            .Select(report => $"The checks of {report.Commit} are {report.State} and leased until {report.LeaseUntil}."));
        broken.AddRange(reports
            .Where(report => report.State != CheckReportState.Running && report.Runs.Any(run => run.State == CheckRunState.Running))
            .Select(report => $"A check of {report.Commit} runs for nobody."));
        var uploads = (await db.Set<Upload>().Select(upload => upload.Id).ToListAsync()).ToHashSet();
        broken.AddRange(listings
            .SelectMany(listing => listing.Files.Screenshots.Select(shot => shot.Id)
                .Concat(listing.Files.Documents.Select(document => document.Id))
                .Append(listing.IconId ?? Guid.Empty)
                .Where(id => id != Guid.Empty && !uploads.Contains(id))
                .Select(id => $"{listing.ExtensionId} shows the file {id}, which is gone.")));

        broken.AddRange(await InstallationInvariants.BrokenAsync(db));
        Assert.Empty(broken);
    }

    private static IEnumerable<string> NotRising(List<Release> releases)
    {
        foreach (var versions in releases.GroupBy(release => release.ExtensionKey))
        {
            var ordered = versions.OrderBy(release => release.ReleasedAt).ThenBy(release => release.Semantic, SemVersion.PrecedenceComparer).ToList();
            foreach (var (index, after) in ordered.Index())
            {
                var below = ordered.Take(index).Where(before => after.Semantic.IsPrerelease || !before.Semantic.IsPrerelease);
                foreach (var before in below.Where(before => after.Semantic.ComparePrecedenceTo(before.Semantic) <= 0))
                {
                    yield return $"{after.Version} was released after {before.Version}.";
                }
            }
        }
    }

    private static ListedRating Total(List<Rating> ratings) =>
        new(ratings.Count, ratings.Sum(rating => rating.Stars), ratings.Count(rating => rating.Text.Length > 0));
}
