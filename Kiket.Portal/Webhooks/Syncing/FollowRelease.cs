using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>
/// From its first release on, a repository is compared with GitHub once a day. The first time is at a random moment of the day,
/// so that they are spread over it. A head that was read while its version waited for approval is read once more: now that the
/// version is listed, its texts are.
/// </summary>
public sealed class FollowRelease(UnitOfWork unit, WorkSignal signal) : IEventHandler<ReleasePublished>
{
    public async Task RunAsync(ReleasePublished happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var stored = await unit.RunAsync(
            async work =>
            {
                var db = work.Db;
                if (!await db.Set<RepositorySync>().AnyAsync(sync => sync.RepositoryId == happened.RepositoryId, cancellationToken))
                {
                    db.Add(RepositorySync.For(happened.RepositoryId, work.Now + (RepositorySync.CheckEvery * Random.Shared.NextDouble())));
                }

                var repository = await db.Set<ExtensionRepository>().SingleAsync(candidate => candidate.Id == happened.RepositoryId, cancellationToken);
                if (repository.HeadCommit is { } head && head != happened.Commit)
                {
                    repository.ReadAgain();
                    await RequestSync.AddAsync(work, repository.Id, SyncCause.Schedule, askedBy: "", signal, cancellationToken);
                }

                return Result.Success();
            },
            cancellationToken);
        if (!stored.Succeeded)
        {
            throw new LostRaceException();
        }
    }
}
