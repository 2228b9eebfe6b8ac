using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>
/// Locks a person out of the portal: their sign-ins end, their API tokens are refused, and their platform roles have no
/// effect, until <see cref="UnlockPerson"/>. Nothing they own is deleted.
/// </summary>
public sealed class LockPerson(
    UnitOfWork unit, PlatformAccess platform, EndSessions sessions, NotifyPeople notify, ILogger<LockPerson> logger)
{
    public const int MinReasonLength = 10;

    /// <param name="reason">The person reads it.</param>
    public async Task<Result> RunAsync(Guid userId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var allowed = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!allowed.Succeeded)
        {
            return allowed.Error;
        }

        var text = reason.Trim();
        if (Problem(text) is { } problem)
        {
            return problem;
        }

        if (userId == actor.UserId)
        {
            return Error.Conflict("operator_locks_self", "You can't lock yourself. Ask another operator.");
        }

        var result = await unit.RunAsync(work => LockAsync(work, userId, text, actor, cancellationToken), cancellationToken, PersonChanged.LostAsync);
        if (!result.Succeeded)
        {
            return result;
        }

        SignInLog.Locked(logger, userId, actor.UserId);
        await sessions.RunAsync(userId, sessionId: null, "locked by an operator", cancellationToken);
        return Result.Success();
    }

    private static Error? Problem(string reason)
    {
        const string Ask = "Enter a reason of 10 to 500 characters. The person reads it when they sign in.";
        return reason.Length is > 0 and < MinReasonLength
            ? Error.Field("reason", "reason_length", Ask)
            : PlainText.Problem(reason, "reason", "The reason", PortalUser.MaxLockReason, Ask);
    }

    private async Task<Result> LockAsync(Work work, Guid userId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var people = await work.Db.Set<PortalUser>().Where(user => user.Id == userId || user.Id == actor.UserId).ToListAsync(cancellationToken);
        if (people.Find(user => user.Id == userId) is not { } person)
        {
            return Error.NotFound("user_not_found", "This person doesn't exist. Reload the list.");
        }

        var locked = person.Lock(reason, actor.UserId, work.Now);
        if (!locked.Succeeded)
        {
            return locked;
        }

        // Both rows are written and checked against the state that was read. Otherwise two operators who lock each other at the
        // same moment would leave no one to unlock them. Identity's own updates check this stamp too.
        foreach (var row in people)
        {
            row.ConcurrencyStamp = Guid.NewGuid().ToString();
        }

        if (!people.Exists(user => user.Id == actor.UserId && user.LockedAt is null && user.PlatformRoles.HasFlag(PlatformRoles.Operator)))
        {
            return PersonChanged.Error;
        }

        work.Audit(actor, "person.locked", new AuditSubject("person", userId), after: new { person.DisplayName, reason });
        await notify.AddAsync(work.Db, [userId], Draft(reason, work.Now), cancellationToken);
        work.Refresh(() => notify.PublishAsync([userId]));
        return Result.Success();
    }

    private static NotificationDraft Draft(string reason, DateTimeOffset now) => new(
        NotificationKind.Account,
        "person.locked",
        now.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "Your account is locked",
        $"A marketplace operator locked your account.\n\nReason: {reason}\n\n"
        + "You can't sign in, and your API tokens don't work, until it is unlocked. Nothing is deleted. "
        + "If this is a mistake, contact the operators and explain why.",
        "/account");
}
