using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>Undoes <see cref="LockPerson"/>: the person can sign in again, and their roles and API tokens work as before.</summary>
public sealed class UnlockPerson(
    UnitOfWork unit, PlatformAccess platform, NotifyPeople notify, ILogger<UnlockPerson> logger)
{
    public async Task<Result> RunAsync(Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        var allowed = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!allowed.Succeeded)
        {
            return allowed.Error;
        }

        var unlocked = await unit.RunAsync(work => UnlockAsync(work, userId, actor, cancellationToken), cancellationToken, PersonChanged.LostAsync);
        if (unlocked.Succeeded)
        {
            SignInLog.Unlocked(logger, userId, actor.UserId);
        }

        return unlocked;
    }

    private async Task<Result> UnlockAsync(Work work, Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        var person = await work.Db.Set<PortalUser>().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);
        if (person is null)
        {
            return Error.NotFound("user_not_found", "This person doesn't exist. Reload the list.");
        }

        var before = new { person.LockedAt, reason = person.LockReason, person.LockedBy };
        var unlocked = person.Unlock();
        if (!unlocked.Succeeded)
        {
            return unlocked;
        }

        person.ConcurrencyStamp = Guid.NewGuid().ToString();
        work.Audit(actor, "person.unlocked", new AuditSubject("person", userId), before: before, after: new { person.DisplayName });
        await notify.AddAsync(work.Db, [userId], Draft(work.Now), cancellationToken);
        work.Refresh(() => notify.PublishAsync([userId]));
        return Result.Success();
    }

    private static NotificationDraft Draft(DateTimeOffset now) => new(
        NotificationKind.Account,
        "person.unlocked",
        now.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "Your account is unlocked",
        "You can sign in as before. Your organizations, listings and API tokens haven't changed.",
        "/account");
}
