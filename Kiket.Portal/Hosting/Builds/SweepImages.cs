using Kiket.Portal.Containers;
using Kiket.Portal.Data;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>
/// Ends the containers of builds that nobody waits for any more, such as those of a killed portal, and removes images that can never be released:
/// of a withdrawn or overtaken submission, or of an earlier commit.
/// </summary>
public sealed class SweepImages(IContainerEngine engine, IDbContextFactory<PortalDb> databases)
{
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

        var unused = await (
            from build in db.Set<ImageBuild>()
            join submission in db.Set<Submission>() on build.SubmissionId equals submission.Id
            where build.State == ImageBuildState.Built && build.ImageId != null
                && (submission.State == SubmissionState.Withdrawn || submission.State == SubmissionState.Overtaken || submission.Commit != build.Commit)
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
