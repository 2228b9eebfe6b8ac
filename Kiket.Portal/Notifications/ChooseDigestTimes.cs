using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>A person chooses when their digests come.</summary>
public sealed class ChooseDigestTimes(UnitOfWork unit)
{
    public async Task<Result> RunAsync(Guid userId, DigestTimes times, CancellationToken cancellationToken)
    {
        if (times.Problem() is { } problem)
        {
            return problem;
        }

        return await unit.RunAsync(
            async work =>
            {
                if (await work.Db.Set<MailSchedule>().SingleOrDefaultAsync(stored => stored.UserId == userId, cancellationToken) is { } schedule)
                {
                    schedule.Choose(times);
                }
                else
                {
                    work.Db.Add(MailSchedule.Of(userId, times));
                }

                return Result.Success();
            },
            cancellationToken);
    }
}
