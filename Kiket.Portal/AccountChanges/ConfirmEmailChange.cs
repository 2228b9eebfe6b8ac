using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>The question that a link asks.</summary>
public sealed record EmailChangeOffer(EmailChangeSide Side, string OldEmail, string NewEmail);

/// <summary>The result of pressing the button.</summary>
/// <param name="IsDone">False when the other address hasn't confirmed yet.</param>
public sealed record EmailChangeStep(Guid UserId, EmailChangeSide Side, string OldEmail, string NewEmail, bool IsDone);

/// <summary>
/// One of the two addresses confirms. Only that address received the link, so no sign-in is needed. When both have
/// confirmed, the address changes, other sign-ins end, and the old address gets a mail about it.
/// </summary>
public sealed class ConfirmEmailChange(
    IDbContextFactory<PortalDb> databases,
    UnitOfWork unit,
    RegistrationRule rule,
    SecurityMail mail,
    TimeProvider clock,
    ILogger<ConfirmEmailChange> logger)
{
    private static readonly ILookupNormalizer Normalizer = new UpperInvariantLookupNormalizer();

    private static readonly Error Stale = Error.Gone(
        "email_change_stale",
        "This link no longer works. It is incomplete, was used or cancelled, or is older than 24 hours. Request the change again on your account page.");

    /// <summary>Reads without confirming, because mail scanners open links.</summary>
    public async Task<Result<EmailChangeOffer>> LookAsync(string? userId, string? secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await FindAsync(db, userId, secret, cancellationToken);
        return found is { } open ? new EmailChangeOffer(open.Side, open.User.Email!, open.Change.NewEmail) : Stale;
    }

    /// <param name="address">Remote address of the person who confirmed.</param>
    public async Task<Result<EmailChangeStep>> RunAsync(string? userId, string? secret, string? address, CancellationToken cancellationToken)
    {
        // Both may confirm at the same moment. The later one runs again and then sees the other's confirmation.
        var agreed = await unit.RunAsync(
            work => AgreeAsync(work, userId, secret, address, cancellationToken), cancellationToken, _ => Task.FromResult(Taken));
        if (!agreed.TryGet(out var done, out var refused))
        {
            return refused;
        }

        var (step, user) = done;
        if (step.IsDone)
        {
            SignInLog.Changed(logger, user.Id, "address changed");
            mail.Send(user, $"The e-mail address of your account was changed from {step.OldEmail} to {step.NewEmail}.", address, to: step.OldEmail);
        }

        return step;
    }

    private static Error Taken => Error.Conflict(
        "email_taken", "Another account has this address now, so nothing was changed. Sign in to that account, or request another address.");

    private async Task<Result<(EmailChangeStep Step, PortalUser User)>> AgreeAsync(
        Work work, string? userId, string? secret, string? address, CancellationToken cancellationToken)
    {
        if (await FindAsync(work.Db, userId, secret, cancellationToken) is not { } open)
        {
            return Stale;
        }

        var (change, user, side) = open;
        var step = new EmailChangeStep(user.Id, side, user.Email!, change.NewEmail, IsDone: false);
        change.Agree(side, work.Now);
        if (!change.IsComplete)
        {
            return (step, user);
        }

        // The domains may have changed since the request.
        if (!rule.AllowsMove(change.NewEmail))
        {
            return Error.Forbidden("email_domain", $"The address wasn't changed to {change.NewEmail}. {rule.MoveNotice} Request another one.");
        }

        user.MoveTo(change.NewEmail, Normalizer);
        if (await work.Db.Set<PortalUser>().AnyAsync(
            other => other.Id != user.Id && other.NormalizedEmail == user.NormalizedEmail, cancellationToken))
        {
            return Taken;
        }

        work.Db.Remove(change);
        await work.Db.Set<RefusedMailbox>().Where(mailbox => mailbox.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        work.Audit(
            new Actor(user.Id, user.DisplayName, address),
            "account.email_changed",
            new AuditSubject("person", user.Id),
            before: new { email = step.OldEmail },
            after: new { user.Email });
        return (step with { IsDone = true }, user);
    }

    private async Task<(EmailChange Change, PortalUser User, EmailChangeSide Side)?> FindAsync(
        PortalDb db, string? userId, string? secret, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(userId, out var id))
        {
            return null;
        }

        var found = await (
            from change in db.Set<EmailChange>()
            join user in db.Set<PortalUser>() on change.UserId equals user.Id
            where change.UserId == id
            select new { change, user })
            .SingleOrDefaultAsync(cancellationToken);
        return found is not null && IsOpen(found.change, found.user) && found.change.SideOf(secret) is { } side
            ? (found.change, found.user, side)
            : null;
    }

    /// <summary>
    /// False when the old address was confirmed after it was left out: its owner has come, perhaps with a new password, and a
    /// stranger who made the request before must not take over the account.
    /// </summary>
    private bool IsOpen(EmailChange change, PortalUser user) =>
        change.IsOpen(clock.GetUtcNow()) && (change.AsksOldAddress || !user.EmailConfirmed);
}
