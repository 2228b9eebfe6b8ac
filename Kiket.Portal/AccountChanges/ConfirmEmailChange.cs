using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
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
    IDbContextFactory<PortalDb> databases, SecurityMail mail, TimeProvider clock, ILogger<ConfirmEmailChange> logger)
{
    /// <summary>Both may confirm at the same moment. The later one tries again and then sees the other's confirmation.</summary>
    private const int Attempts = 3;

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
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AgreeAsync(userId, secret, address, cancellationToken);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Attempts)
            {
                // Try again.
            }
        }
    }

    private async Task<Result<EmailChangeStep>> AgreeAsync(string? userId, string? secret, string? address, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, userId, secret, cancellationToken) is not { } open)
        {
            return Stale;
        }

        var (change, user, side) = open;
        var step = new EmailChangeStep(user.Id, side, user.Email!, change.NewEmail, IsDone: false);
        change.Agree(side, clock.GetUtcNow());
        if (!change.IsComplete)
        {
            await db.SaveChangesAsync(cancellationToken);
            return step;
        }

        var moved = await MoveAsync(db, change, user, address, cancellationToken);
        return moved.Succeeded ? step with { IsDone = true } : moved.Error;
    }

    private async Task<Result> MoveAsync(PortalDb db, EmailChange change, PortalUser user, string? address, CancellationToken cancellationToken)
    {
        var old = user.Email!;
        user.MoveTo(change.NewEmail, Normalizer);
        db.Remove(change);
        RecordAudit.Add(
            db, new Actor(user.Id, user.DisplayName, address), "account.email_changed", new AuditSubject("person", user.Id), clock.GetUtcNow(),
            before: new { email = old }, after: new { user.Email });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            return Error.Conflict(
                "email_taken", "Another account has this address now, so nothing was changed. Sign in to that account, or request another address.");
        }

        SignInLog.Changed(logger, user.Id, "address changed");
        mail.Send(user, $"The e-mail address of your account was changed from {old} to {user.Email}.", address, to: old);
        return Result.Success();
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
