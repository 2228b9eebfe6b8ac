using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>Gives a person a platform role or removes it, records it and notifies them.</summary>
public sealed class ChangePlatformRole(UnitOfWork unit, SetPlatformRoles set, NotifyPeople notify)
{
    /// <param name="role">One role; the others don't change.</param>
    public Task<Result> RunAsync(Guid userId, PlatformRoles role, bool grant, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ChangeAsync(work, userId, role, grant, actor, cancellationToken), cancellationToken, PersonChanged.LostAsync);

    private async Task<Result> ChangeAsync(Work work, Guid userId, PlatformRoles role, bool grant, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var current = await db.Set<PortalUser>().Where(user => user.Id == userId).Select(user => user.PlatformRoles).SingleOrDefaultAsync(cancellationToken);
        var wanted = grant ? current | role : current & ~role;
        if (!(await set.RunAsync(db, userId, wanted, actor, cancellationToken)).TryGet(out var changed, out var error))
        {
            return error;
        }

        if (changed.Before == wanted)
        {
            // A second click. The first one did it.
            return Result.Success();
        }

        work.Audit(
            actor,
            grant ? "person.role_granted" : "person.role_taken",
            new AuditSubject("person", userId),
            before: new { roles = changed.Before.ToString() },
            after: new { changed.Person.DisplayName, roles = wanted.ToString() });
        await notify.AddAsync(db, [userId], Draft(role, grant, work.Now), cancellationToken);
        work.Refresh(() => notify.PublishAsync([userId]));
        return Result.Success();
    }

    private static NotificationDraft Draft(PlatformRoles role, bool grant, DateTimeOffset now) => new(
        NotificationKind.Account,
        "person.role_changed",
        $"{role}:{now.UtcTicks}",
        grant
            ? $"You are now {(role == PlatformRoles.Operator ? "an operator" : "a reviewer")}"
            : $"You are no longer {(role == PlatformRoles.Operator ? "an operator" : "a reviewer")}",
        grant
            ? "You find the link in the main menu after you sign in again, or within a minute."
            : "An operator removed the role. Your organizations aren't affected.",
        (role, grant) switch
        {
            (PlatformRoles.Reviewer, true) => "/review",
            (PlatformRoles.Operator, true) => "/operations",
            _ => "/marketplace",
        });
}
