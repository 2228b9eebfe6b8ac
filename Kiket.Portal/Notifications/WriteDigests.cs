using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>
/// Puts what waits into one digest for each person whose hour has come. A person is one change: the digest, which is unique for its day,
/// and what is in it are stored together, so two nodes or a kill write nothing twice and lose nothing.
/// </summary>
public sealed class WriteDigests(UnitOfWork unit, IDbContextFactory<PortalDb> databases, IOptions<SmtpOptions> smtp, TimeProvider clock) : IRegularWork
{
    public string Name => "mail-digests";

    /// <summary>People choose an hour; a few minutes after it is soon enough.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!smtp.Value.IsConfigured)
        {
            return;
        }

        foreach (var person in await DueAsync(cancellationToken))
        {
            // One that loses again and again is written at the next run.
            _ = await unit.RunAsync(work => WriteAsync(work, person, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Without a transaction each: most people who wait aren't due.</summary>
    private async Task<List<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Set<Notification>()
            .Where(one => one.Mail == MailState.Digest)
            .GroupBy(one => new { one.UserId, one.Kind })
            .Select(same => new { same.Key.UserId, same.Key.Kind, Oldest = same.Min(one => one.CreatedAt) })
            .ToListAsync(cancellationToken);
        var people = waiting.Select(one => one.UserId).Distinct().ToList();
        var times = await db.Set<MailSchedule>().AsNoTracking()
            .Where(schedule => people.Contains(schedule.UserId))
            .ToDictionaryAsync(schedule => schedule.UserId, schedule => schedule.Times, cancellationToken);
        var frequencies = await db.Set<NotificationPreference>().AsNoTracking()
            .Where(preference => people.Contains(preference.UserId))
            .ToDictionaryAsync(preference => (preference.UserId, preference.Kind), preference => preference.Frequency, cancellationToken);
        return
        [
            .. waiting
                .Where(one => one.Oldest < times.GetValueOrDefault(one.UserId, DigestTimes.Default)
                    .Last(frequencies.GetValueOrDefault((one.UserId, one.Kind)), now).At)
                .Select(one => one.UserId)
                .Distinct(),
        ];
    }

    private static async Task<Result> WriteAsync(Work work, Guid person, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var waiting = await db.Set<Notification>().Where(one => one.UserId == person && one.Mail == MailState.Digest).ToListAsync(cancellationToken);
        if ((await RefusedMail.PausedAsync(db, [person], cancellationToken)).Count > 0)
        {
            waiting.ForEach(one =>
            {
                one.DropMail();
                one.ShowInApp();
            });
            return Result.Success();
        }

        var choices = (await NotificationQueries.ChoicesAsync(db, person, cancellationToken)).ToDictionary(choice => choice.Kind);
        // Written while the choice was made, or read in the app meanwhile.
        waiting.FindAll(one => !choices[one.Kind].Mail || one.ReadAt is not null).ForEach(one => one.DropMail());

        var times = (await db.Set<MailSchedule>().AsNoTracking().SingleOrDefaultAsync(schedule => schedule.UserId == person, cancellationToken))?.Times
            ?? DigestTimes.Default;
        var today = times.Last(MailFrequency.Daily, now).Day;
        var due = waiting.FindAll(one => one.Mail == MailState.Digest && one.CreatedAt < times.Last(choices[one.Kind].Frequency, now).At);
        // One a day, also when the hour or the zone was changed since: the rest goes with the next.
        if (due.Count > 0 && !await db.Set<MailDigest>().AnyAsync(one => one.UserId == person && one.Day == today, cancellationToken))
        {
            var digest = MailDigest.Of(person, today, now);
            db.Add(digest);
            due.ForEach(one => one.JoinDigest(digest.Id));
        }

        return Result.Success();
    }
}
