using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>
/// Ends the containers of builds that nobody waits for any more, such as those of a killed portal, and removes images that can never be released:
/// of a withdrawn or overtaken submission, of one that was rejected long ago, of an earlier commit, or of a build that was killed before its image was
/// stored.
/// </summary>
public sealed class SweepImages(IContainerEngine engine, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>A rejected submission can come back by an appeal, and needs its image then. Later it is built again.</summary>
    public static readonly TimeSpan RejectedFor = TimeSpan.FromDays(30);

    private const int AtOnce = 20;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var running = await db.Set<ImageBuild>()
            .Where(build => build.State == ImageBuildState.Building)
            .Select(build => build.Id)
            .ToListAsync(cancellationToken);
        foreach (var name in (await engine.ObserveAsync(cancellationToken)).Select(observed => observed.Name))
        {
            if (Build(name) is { } build && !running.Contains(build))
            {
                await engine.RetireAsync(name, TimeSpan.Zero, cancellationToken);
            }
        }

        var rejected = clock.GetUtcNow() - RejectedFor;
        var unused = await (
            from build in db.Set<ImageBuild>()
            join submission in db.Set<Submission>() on build.SubmissionId equals submission.Id
            where build.State == ImageBuildState.Built && build.ImageId != null
                && (submission.State == SubmissionState.Withdrawn || submission.State == SubmissionState.Overtaken
                    || (submission.State == SubmissionState.Rejected && build.EndedAt < rejected) || submission.Commit != build.Commit)
            orderby build.EndedAt
            select build).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var build in unused)
        {
            // Two commits can give the same image.
            if (!await db.Set<ImageBuild>().AnyAsync(other => other.ImageId == build.ImageId && other.Id != build.Id, cancellationToken))
            {
                await engine.RemoveImageAsync(new ImageId(build.ImageId!), cancellationToken);
            }

            build.RemoveImage();
            await db.SaveChangesAsync(cancellationToken);
        }

        await RemoveUnknownAsync(db, cancellationToken);
    }

    /// <summary>Images that this portal built and no row has.</summary>
    private async Task RemoveUnknownAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var images = await engine.ImagesAsync(cancellationToken);
        // One that builds now has loaded its image before it stores that.
        if (images.Count == 0 || await db.Set<ImageBuild>().AnyAsync(build => build.State == ImageBuildState.Building, cancellationToken))
        {
            return;
        }

        var known = await db.Set<ImageBuild>().Where(build => build.ImageId != null).Select(build => build.ImageId!).ToListAsync(cancellationToken);
        foreach (var image in images.Where(image => !known.Contains(image.Value)))
        {
            await engine.RemoveImageAsync(image, cancellationToken);
        }
    }

    /// <summary>Whose container it is; null when it isn't one of a build.</summary>
    private static Guid? Build(string name)
    {
        foreach (var prefix in new[] { BuildBox.Prefix, TrialRun.Prefix })
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && name.Length >= prefix.Length + 32
                && Guid.TryParseExact(name.AsSpan(prefix.Length, 32), "N", out var build))
            {
                return build;
            }
        }

        return null;
    }
}
