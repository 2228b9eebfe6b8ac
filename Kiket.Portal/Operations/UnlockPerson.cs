using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>Undoes <see cref="LockPerson"/>: the person can sign in again, and their roles and API tokens work as before.</summary>
public sealed class UnlockPerson(
    IDbContextFactory<PortalDb> databases, PlatformAccess platform, NotifyPeople notify, TimeProvider clock, ILogger<UnlockPerson> logger)
{
    public async Task<Result> RunAsync(Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        var allowed = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!allowed.Succeeded)
        {
            return allowed.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var person = await db.Set<PortalUser>().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);
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

        var now = clock.GetUtcNow();
        person.ConcurrencyStamp = Guid.NewGuid().ToString();
        RecordAudit.Add(db, actor, "person.unlocked", new AuditSubject("person", userId), now, before: before, after: new { person.DisplayName });
        await notify.AddAsync(db, [userId], Draft(now), cancellationToken);
        var saved = await PersonChanged.SaveAsync(db, cancellationToken);
        if (!saved.Succeeded)
        {
            return saved;
        }

        SignInLog.Unlocked(logger, userId, actor.UserId);
        await notify.PublishAsync([userId]);
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
