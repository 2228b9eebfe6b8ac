using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>Gives a person a platform role or removes it, records it and notifies them.</summary>
public sealed class ChangePlatformRole(IDbContextFactory<PortalDb> databases, SetPlatformRoles set, NotifyPeople notify, TimeProvider clock)
{
    /// <param name="role">One role; the others don't change.</param>
    public async Task<Result> RunAsync(Guid userId, PlatformRoles role, bool grant, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
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

        var now = clock.GetUtcNow();
        RecordAudit.Add(
            db,
            actor,
            grant ? "person.role_granted" : "person.role_taken",
            new AuditSubject("person", userId),
            now,
            before: new { roles = changed.Before.ToString() },
            after: new { changed.Person.DisplayName, roles = wanted.ToString() });
        await notify.AddAsync(db, [userId], Draft(role, grant, now), cancellationToken);
        var saved = await PersonChanged.SaveAsync(db, cancellationToken);
        if (!saved.Succeeded)
        {
            return saved;
        }

        await notify.PublishAsync([userId]);
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
