using System.Data;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
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
    MemberShares shares,
    EndSessions sessions,
    SecurityMail mail,
    TimeProvider clock,
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
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // All or nothing. If two operators leave at the same moment, one of them sees that the other has left.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
        var user = await db.Set<PortalUser>().SingleAsync(candidate => candidate.Id == actor.UserId, cancellationToken);
        if (!string.Equals(user.Email, typedEmail?.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return Error.Field("email", "email_not_typed", $"Type {user.Email}, the address of this account, to delete it.");
        }

        if (Refusal(await ObstaclesAsync(db, user.Id, cancellationToken)) is { } refused)
        {
            return refused;
        }

        var (now, old) = (clock.GetUtcNow(), user.Email!);
        await LeaveAsync(db, user.Id, actor, now, cancellationToken);
        RecordAudit.Add(db, actor, "account.deleted", new AuditSubject("person", user.Id), now);
        user.Erase(now, Normalizer);
        if (await OrganizationChange.SaveAsync(db, cancellationToken) is { Succeeded: false } raced)
        {
            return raced;
        }

        await RemoveRowsAsync(db, user.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        SignInLog.Changed(logger, user.Id, "account deleted");
        await sessions.RunAsync(user.Id, sessionId: null, "account deleted", CancellationToken.None);
        mail.Send(
            user,
            "Your account was deleted. Your name stays in your reviews and in audit logs. No one can sign in to the account any more.",
            actor.Address,
            to: old);
        return Result.Success();
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
            where membership.UserId == userId && membership.Role == OrganizationRole.Owner
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
    private async Task LeaveAsync(PortalDb db, Guid userId, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var places = await db.Set<Membership>().Where(membership => membership.UserId == userId).ToListAsync(cancellationToken);
        foreach (var place in places)
        {
            // If two owners leave at the same moment, the row version only allows one of them.
            await OrganizationChange.LockMembersAsync(db, place.OrganizationId, cancellationToken);
            await shares.EndAsync(db, new LostRights(place.OrganizationId, userId, Role: null, now), cancellationToken);
            db.Remove(place);
            RecordAudit.Add(
                db,
                actor,
                "member.left",
                new AuditSubject("member", userId),
                now,
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
        await db.Set<NotificationPreference>().Where(preference => preference.UserId == userId).ExecuteDeleteAsync(cancellationToken);
    }
}
