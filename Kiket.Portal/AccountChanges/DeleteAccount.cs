using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>What prevents a person from deleting their account.</summary>
/// <param name="Organizations">Organizations whose only owner they are.</param>
/// <param name="IsLastOperator">No one else could give the Operator role to another person.</param>
public sealed record DeletionObstacles(IReadOnlyList<OrganizationSummary> Organizations, bool IsLastOperator)
{
    public bool Any => Organizations.Count > 0 || IsLastOperator;
}

/// <summary>
/// A person deletes their account. The row stays because submissions, decisions and logs refer to it, but it no longer
/// contains personal data or a way to sign in. The address can be registered again.
/// </summary>
public sealed class DeleteAccount(
    IDbContextFactory<PortalDb> databases,
    UnitOfWork unit,
    MemberShares shares,
    EndSessions sessions,
    SecurityMail mail,
    ILogger<DeleteAccount> logger)
{
    private static readonly ILookupNormalizer Normalizer = new UpperInvariantLookupNormalizer();

    public async Task<DeletionObstacles> ObstaclesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ObstaclesAsync(db, userId, cancellationToken);
    }

    /// <param name="typedEmail">The person's own address, typed as a confirmation.</param>
    public async Task<Result> RunAsync(string? typedEmail, Actor actor, CancellationToken cancellationToken)
    {
        try
        {
            return await EraseAsync(typedEmail, actor, cancellationToken);
        }
        catch (Exception exception) when (exception.IsBusy())
        {
            return Error.Unavailable("busy", "Someone else made a change at the same time. Try again.");
        }
    }

    private async Task<Result> EraseAsync(string? typedEmail, Actor actor, CancellationToken cancellationToken)
    {
        var erased = await unit.RunAsync(
            work => EraseAsync(work, typedEmail, actor, cancellationToken),
            cancellationToken,
            OrganizationChange.LostAsync,
            counts: true);
        if (!erased.TryGet(out var old, out var refused))
        {
            return refused;
        }

        SignInLog.Changed(logger, actor.UserId, "account deleted");
        await sessions.RunAsync(actor.UserId, sessionId: null, "account deleted", CancellationToken.None);
        mail.Send(
            old.Person,
            "Your account was deleted. Your name stays in your reviews and in audit logs. No one can sign in to the account any more.",
            actor.Address,
            to: old.Email);
        return Result.Success();
    }

    /// <summary>All or nothing. If two operators leave at the same moment, one of them sees that the other has left.</summary>
    /// <returns>The erased person and the address they had.</returns>
    private async Task<Result<(PortalUser Person, string Email)>> EraseAsync(Work work, string? typedEmail, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var user = await db.Set<PortalUser>().SingleAsync(candidate => candidate.Id == actor.UserId, cancellationToken);
        if (!string.Equals(user.Email, typedEmail?.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return Error.Field("email", "email_not_typed", $"Type {user.Email}, the address of this account, to delete it.");
        }

        if (Refusal(await ObstaclesAsync(db, user.Id, cancellationToken)) is { } refused)
        {
            return refused;
        }

        var old = user.Email!;
        await LeaveAsync(work, user.Id, actor, cancellationToken);
        work.Audit(actor, "account.deleted", new AuditSubject("person", user.Id));
        user.Erase(work.Now, Normalizer);
        await RemoveRowsAsync(db, user.Id, cancellationToken);
        return (user, old);
    }

    private static Error? Refusal(DeletionObstacles obstacles)
    {
        if (obstacles.Organizations.Count > 0)
        {
            var names = string.Join(", ", obstacles.Organizations.Select(organization => organization.Name));
            return Error.Conflict("last_owner", $"You are the only owner of {names}. Make another member an owner first.");
        }

        return obstacles.IsLastOperator
            ? Error.Conflict("last_operator", "You are the only operator of this portal. Give the Operator role to another person first.")
            : null;
    }

    private static async Task<DeletionObstacles> ObstaclesAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var owned = await (
            from membership in db.Set<Membership>()
            join organization in db.Set<Organization>() on membership.OrganizationId equals organization.Id
            where membership.UserId == userId && membership.Role == OrganizationRole.Owner && organization.DeletedAt == null
                && !db.Set<Membership>().Any(other => other.OrganizationId == organization.Id && other.UserId != userId && other.Role == OrganizationRole.Owner)
            orderby organization.Name, organization.Slug
            select new OrganizationSummary(organization.Id, organization.Slug, organization.Name, membership.Role))
            .ToListAsync(cancellationToken);
        var operators = await db.Set<PortalUser>()
            .Where(user => (user.PlatformRoles & PlatformRoles.Operator) == PlatformRoles.Operator && user.LockedAt == null)
            .Select(user => user.Id).Take(2).ToListAsync(cancellationToken);
        return new DeletionObstacles(owned, operators.Count == 1 && operators[0] == userId);
    }

    /// <summary>Removes the person from every organization, with their tokens, invitations and links there.</summary>
    private async Task LeaveAsync(Work work, Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var places = await db.Set<Membership>().Where(membership => membership.UserId == userId).ToListAsync(cancellationToken);
        foreach (var place in places)
        {
            // If two owners leave at the same moment, the row version only allows one of them.
            await OrganizationChange.LockMembersAsync(db, place.OrganizationId, cancellationToken);
            await shares.EndAsync(db, new LostRights(place.OrganizationId, userId, Role: null, now), cancellationToken);
            db.Remove(place);
            work.Audit(
                actor,
                "member.left",
                new AuditSubject("member", userId),
                place.OrganizationId,
                before: new { place.Role },
                after: new { because = "account deleted" });
        }

        var tokens = await db.Set<ApiToken>().Where(token => token.UserId == userId && token.RevokedAt == null).ToListAsync(cancellationToken);
        tokens.ForEach(token => token.Revoke(now));
    }

    private static async Task RemoveRowsAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        await db.Set<IdentityUserPasskey<Guid>>().Where(passkey => passkey.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<IdentityUserLogin<Guid>>().Where(login => login.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<IdentityUserToken<Guid>>().Where(token => token.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<IdentityUserClaim<Guid>>().Where(claim => claim.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<UsedCode>().Where(code => code.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<EmailChange>().Where(change => change.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<Notification>().Where(notification => notification.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<MailDigest>().Where(digest => digest.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<MailSchedule>().Where(schedule => schedule.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<RefusedMailbox>().Where(mailbox => mailbox.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.Set<NotificationPreference>().Where(preference => preference.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }
}
