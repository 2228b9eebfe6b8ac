using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>The build of a submission's commit, as its publisher and its reviewers see it.</summary>
/// <param name="IsOn">Whether hosting is on: a build that waits is otherwise not tried.</param>
/// <param name="Build">Null before it is queued.</param>
public sealed record SubmissionBuild(bool IsOn, ImageBuild? Build, string Log);

/// <summary>A build in a list.</summary>
public sealed record BuildRow(ImageBuild Build, string? Version, string? Name, string ExtensionId);

/// <summary>The builds of an extension.</summary>
public sealed record ExtensionBuilds(bool IsOn, Guid ExtensionKey, Page<BuildRow> Builds);

public sealed class BuildQueries(IDbContextFactory<PortalDb> databases, PlatformAccess platform)
{
    /// <summary>For the publisher's page; null when the extension isn't managed.</summary>
    public async Task<Result<SubmissionBuild?>> OfPublisherAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await SubmissionAccess.ReadAsync(db, submissionId, actor, cancellationToken)).TryGet(out var found, out var error)
            ? await FindAsync(db, found.Submission, cancellationToken)
            : error;
    }

    /// <summary>For the workbench; null when the extension isn't managed.</summary>
    public async Task<Result<SubmissionBuild?>> OfReviewerAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await SubmissionReviewers.ReadAsync(db, submissionId, actor, cancellationToken)).TryGet(out var opened, out var error)
            ? await FindAsync(db, opened.Submission, cancellationToken)
            : error;
    }

    /// <summary>The builds of an extension for an Owner or Admin of its publisher, newest first.</summary>
    public async Task<Result<ExtensionBuilds>> OfExtensionAsync(PublishedRequest request, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        var builds = db.Set<ImageBuild>().Where(build => build.ExtensionKey == extension.Id);
        return new ExtensionBuilds(
            (await HostingQueries.ReadAsync(db, cancellationToken)).IsOn,
            extension.Id,
            new Page<BuildRow>(await RowsAsync(db, builds, page, cancellationToken), page, await builds.CountAsync(cancellationToken)));
    }

    /// <summary>For operators: what waits and runs, then what has ended, newest first.</summary>
    public async Task<Result<Page<BuildRow>>> OfOperatorAsync(Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var builds = db.Set<ImageBuild>();
        return new Page<BuildRow>(await RowsAsync(db, builds, page, cancellationToken), page, await builds.CountAsync(cancellationToken));
    }

    /// <summary>The build of the submission's current commit.</summary>
    internal static Task<ImageBuild?> CurrentAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        db.Set<ImageBuild>().AsNoTracking().SingleOrDefaultAsync(
            build => build.SubmissionId == submission.Id && build.Commit == submission.Commit, cancellationToken);

    private static async Task<Result<SubmissionBuild?>> FindAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var build = await CurrentAsync(db, submission, cancellationToken);
        if (build is null && !await IsManagedAsync(db, submission, cancellationToken))
        {
            return (SubmissionBuild?)null;
        }

        var log = build is null
            ? null
            : await db.Set<ImageBuildLog>().Where(row => row.BuildId == build.Id).Select(row => row.Text).SingleOrDefaultAsync(cancellationToken);
        return new SubmissionBuild((await HostingQueries.ReadAsync(db, cancellationToken)).IsOn, build, log ?? "");
    }

    private static async Task<bool> IsManagedAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) =>
        submission.State != SubmissionState.Draft
        && (await db.Set<CommitSnapshot>().AsNoTracking().SingleOrDefaultAsync(snapshot => snapshot.Id == submission.SnapshotId, cancellationToken))
            ?.Manifest?.Hosting is { Managed: true };

    private static async Task<IReadOnlyList<BuildRow>> RowsAsync(
        PortalDb db, IQueryable<ImageBuild> builds, PageRequest page, CancellationToken cancellationToken) => await (
            from build in builds.AsNoTracking()
                .OrderBy(build => build.EndedAt != null).ThenByDescending(build => build.QueuedAt)
                .Skip(page.Skip).Take(page.Size)
            join submission in db.Set<Submission>() on build.SubmissionId equals submission.Id
            join extension in db.Set<Extension>() on build.ExtensionKey equals extension.Id
            orderby build.EndedAt != null, build.QueuedAt descending
            select new BuildRow(build, submission.Version, submission.Details.Name, extension.ExtensionId)).ToListAsync(cancellationToken);
}
