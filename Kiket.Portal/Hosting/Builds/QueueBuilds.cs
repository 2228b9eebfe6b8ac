using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>
/// A submitted version of a managed extension is built from its commit. A build that no longer counts is deleted, which also ends it where it runs.
/// </summary>
public sealed class QueueBuilds(UnitOfWork unit, BuildTopic topic) : IEventHandler<SubmissionSubmitted>, IEventHandler<SubmissionWithdrawn>
{
    /// <summary>The stored name of its progress through the events.</summary>
    public const string HandlerName = "image-builds";

    public async Task RunAsync(SubmissionSubmitted happened, DateTimeOffset at, CancellationToken cancellationToken) => Check(await unit.RunAsync(
        async work =>
        {
            var found = await (
                from submission in work.Db.Set<Submission>().AsNoTracking()
                join snapshot in work.Db.Set<CommitSnapshot>().AsNoTracking() on submission.SnapshotId equals snapshot.Id
                where submission.Id == happened.SubmissionId && submission.EditedReleaseId == null
                select new { submission.Commit, submission.ExtensionKey, submission.State, snapshot.Manifest }).SingleOrDefaultAsync(cancellationToken);
            // A newer commit has an event of its own.
            if (found is not { ExtensionKey: { } extension, State: SubmissionState.InReview or SubmissionState.Approved } || found.Commit != happened.Commit)
            {
                return Result.Success();
            }

            var builds = await OpenAsync(work, happened.SubmissionId, cancellationToken);
            Remove(work, builds.Where(build => build.Commit != happened.Commit && !build.IsOver));
            if (found.Manifest?.Hosting is not { Managed: true })
            {
                return Result.Success();
            }

            var current = builds.Find(build => build.Commit == happened.Commit);
            if (current is null)
            {
                current = ImageBuild.Queue(happened.SubmissionId, extension, happened.Commit, at);
                work.Db.Add(current);
                work.Db.Add(ImageBuildLog.Of(current.Id));
            }
            else if (current is { IsOver: true, CanRun: false } && current.EndedAt < at && current.Again(at) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Refresh(() => topic.PublishAsync(current));
            return Result.Success();
        },
        cancellationToken));

    public async Task RunAsync(SubmissionWithdrawn happened, DateTimeOffset at, CancellationToken cancellationToken) => Check(await unit.RunAsync(
        async work =>
        {
            Remove(work, (await OpenAsync(work, happened.SubmissionId, cancellationToken)).Where(build => !build.IsOver));
            return Result.Success();
        },
        cancellationToken));

    private static Task<List<ImageBuild>> OpenAsync(Work work, Guid submissionId, CancellationToken cancellationToken) =>
        work.Db.Set<ImageBuild>().Where(build => build.SubmissionId == submissionId).ToListAsync(cancellationToken);

    private void Remove(Work work, IEnumerable<ImageBuild> builds)
    {
        foreach (var build in builds)
        {
            work.Db.Remove(build);
            work.Refresh(() => topic.PublishAsync(build));
        }
    }

    /// <summary>The next attempt sees what another change did.</summary>
    private static void Check(Result result)
    {
        if (!result.Succeeded)
        {
            throw new LostRaceException();
        }
    }
}
