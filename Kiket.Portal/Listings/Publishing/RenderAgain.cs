using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Releases;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>
/// Renders the documents of listings and released versions again after the renderer changed, one at a time, from the same commit:
/// the texts were reviewed, so nobody reviews them anew. Each is stored before the next is read, so a killed portal goes on where it
/// stopped. What can't be read, or would lose a page or a picture, stays as it is, and operators see why.
/// </summary>
public sealed partial class RenderAgain(
    IDbContextFactory<PortalDb> databases,
    ReadDocumentsAgain readAgain,
    UnitOfWork unit,
    IndexListing index,
    ListingDocumentsTopic topic,
    TimeProvider clock,
    ILogger<RenderAgain> logger) : IRegularWork
{
    /// <summary>When GitHub is down, asking for every listing only costs its limit.</summary>
    private const int MostFailuresInARow = 10;

    /// <summary>The last one repeats: a deleted repository may come back, and a token may be replaced.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(3), TimeSpan.FromDays(1)];

    public string Name => "render-again";

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    Task IRegularWork.RunAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    /// <returns>How many sets of documents were rendered.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (done, failures) = (0, 0);
        while (failures < MostFailuresInARow && await NextAsync(cancellationToken) is { } next)
        {
            if (await OneAsync(next, cancellationToken))
            {
                (done, failures) = (done + 1, 0);
            }
            else
            {
                failures++;
            }
        }

        if (done > 0)
        {
            Done(logger, done, RendererVersion.Current);
        }

        return done;
    }

    private async Task<Guid?> NextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await OutdatedDocuments.In(db)
            .Where(set => set.RenderAgainAt == null || set.RenderAgainAt <= now)
            // What visitors see first, then older versions.
            .OrderByDescending(set => db.Set<Listing>().Any(listing => listing.DocumentSetId == set.Id))
            .ThenBy(set => set.RenderFailures)
            .ThenBy(set => set.Id)
            .Select(set => (Guid?)set.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<bool> OneAsync(Guid id, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(id, cancellationToken);
        var stored = await unit.RunAsync(work => StoreAsync(work, id, read, cancellationToken), cancellationToken);
        return stored is { Succeeded: true, Value: true };
    }

    private async Task<Result<DocumentationReading>> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await readAgain.RunAsync(id, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One that breaks the reader must not keep the others waiting.
            Broken(logger, exception, id);
            return Error.Unavailable("render_failed", $"Reading it failed: {exception.Message}");
        }
    }

    private async Task<Result<bool>> StoreAsync(Work work, Guid id, Result<DocumentationReading> read, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var set = await db.Set<DocumentSet>().Include(candidate => candidate.Pages).Include(candidate => candidate.Pictures)
            .AsSplitQuery()
            .SingleAsync(candidate => candidate.Id == id, cancellationToken);
        if (set.Renderer >= RendererVersion.Current)
        {
            // Another node, or a publish of the same commit, was first.
            return true;
        }

        var problem = read.TryGet(out var reading, out var refused) ? set.WouldLose(reading) : refused.Message;
        if (problem is not null)
        {
            set.RenderLater(problem, work.Now + Pause(set.RenderFailures, refused?.RetryAfter));
            NotRendered(logger, set.Commit, problem);
            return false;
        }

        set.RenderAgain(reading!);
        await db.SaveChangesAsync(cancellationToken);
        await ShowAsync(work, id, cancellationToken);
        return true;
    }

    /// <summary>Search finds the new text, and no cached page shows the old one.</summary>
    private async Task ShowAsync(Work work, Guid id, CancellationToken cancellationToken)
    {
        var db = work.Db;
        foreach (var listing in await db.Set<Listing>().Include(one => one.Categories).Where(one => one.DocumentSetId == id).ToListAsync(cancellationToken))
        {
            await index.RunAsync(db, listing, cancellationToken);
            work.Refresh(() => topic.PublishAsync(listing.ExtensionKey));
        }

        var released = await db.Set<Release>()
            .Where(release => db.Set<CommitSnapshot>().Any(snapshot => snapshot.Id == release.SnapshotId && snapshot.DocumentSetId == id))
            .Select(release => release.ExtensionKey)
            .Distinct()
            .ToListAsync(cancellationToken);
        foreach (var extension in released)
        {
            work.Refresh(() => topic.PublishAsync(extension));
        }
    }

    private static TimeSpan Pause(int failures, TimeSpan? asked)
    {
        var pause = Pauses[Math.Min(failures, Pauses.Length - 1)];
        return asked > pause ? asked.Value : pause;
    }

    [LoggerMessage(LogLevel.Information, "{Count} sets of documents were rendered again by renderer {Version}.")]
    private static partial void Done(ILogger logger, int count, int version);

    [LoggerMessage(LogLevel.Error, "Reading the documents {Id} again failed.")]
    private static partial void Broken(ILogger logger, Exception exception, Guid id);

    [LoggerMessage(LogLevel.Warning, "The documents of commit {Commit} could not be rendered again and stay as they are: {Problem}")]
    private static partial void NotRendered(ILogger logger, string commit, string problem);
}
