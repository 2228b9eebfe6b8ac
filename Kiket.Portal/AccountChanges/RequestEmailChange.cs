using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>The mails to send after a request. The secrets exist nowhere else.</summary>
/// <param name="ApproveSecret">For the old address; null when it isn't asked.</param>
/// <param name="ConfirmSecret">For the new address; null when that address already has an account; its owner gets a notice instead.</param>
public sealed record EmailChangeLinks(Guid UserId, string OldEmail, string NewEmail, string? ApproveSecret, string? ConfirmSecret)
{
    /// <summary>A record would print its secrets into a log.</summary>
    public override string ToString() => $"Links for {UserId}";
}

/// <summary>
/// A person requests another address. Nothing changes until both addresses have confirmed. An address that has an account
/// gets the same reply as a free one, so that no one learns here who has an account.
/// </summary>
public sealed class RequestEmailChange(UnitOfWork unit, RegistrationRule rule)
{
    /// <summary>Each request sends mail to an address that the person chooses, so the number is limited.</summary>
    public const int MaxAnHour = 5;

    private const string Action = "account.email_change_requested";

    public async Task<Result<EmailChangeLinks>> RunAsync(string? newEmail, Actor actor, CancellationToken cancellationToken)
    {
        var address = newEmail?.Trim() ?? "";
        if (EmailAddress.Problem(address) is { } problem)
        {
            return Error.Field("email", "email_invalid", problem);
        }

        if (!rule.AllowsMove(address))
        {
            return Error.Field("email", "email_domain", $"You can't use {address}. {rule.MoveNotice}");
        }

        return await unit.RunAsync(
            work => RequestAsync(work, address, actor, cancellationToken),
            cancellationToken,
            _ => Task.FromResult(Error.Conflict("email_change_changed", "An address was requested in another window. Reload the page.")));
    }

    private static async Task<Result<EmailChangeLinks>> RequestAsync(Work work, string address, Actor actor, CancellationToken cancellationToken)
    {
        var user = await work.Db.Set<PortalUser>().AsNoTracking().SingleAsync(candidate => candidate.Id == actor.UserId, cancellationToken);
        if (string.Equals(user.Email, address, StringComparison.OrdinalIgnoreCase))
        {
            return Error.Field("email", "email_same", "This is already your address. Enter another one.");
        }

        return await IsTooOftenAsync(work.Db, user.Id, work.Now, cancellationToken)
            ? Error.TooMany(
                "too_many_email_changes", "You requested several addresses within an hour. Wait an hour, then try again.", TimeSpan.FromHours(1))
            : await StoreAsync(work, user, address, actor, cancellationToken);
    }

    private static async Task<Result<EmailChangeLinks>> StoreAsync(
        Work work, PortalUser user, string address, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var normalized = address.ToUpperInvariant();
        var isTaken = await db.Set<PortalUser>().AnyAsync(other => other.NormalizedEmail == normalized, cancellationToken);
        var (approve, confirm) = (user.EmailConfirmed ? EmailChange.NewSecret() : null, EmailChange.NewSecret());
        var earlier = await db.Set<EmailChange>().Where(change => change.UserId == user.Id).ToListAsync(cancellationToken);
        db.RemoveRange(earlier);
        // Also for a taken address, so that the page looks the same. No one gets the secret.
        db.Add(EmailChange.Of(user.Id, address, approve, confirm, work.Now));
        work.Audit(actor, Action, new AuditSubject("person", user.Id), before: new { user.Email }, after: new { email = address });
        return new EmailChangeLinks(user.Id, user.Email!, address, approve, isTaken ? null : confirm);
    }

    private static async Task<bool> IsTooOftenAsync(PortalDb db, Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (subject, since) = (userId.ToString(), now.AddHours(-1));
        return await db.Set<AuditEntry>().CountAsync(
            entry => entry.SubjectType == "person" && entry.SubjectId == subject && entry.Action == Action && entry.At > since, cancellationToken) >= MaxAnHour;
    }
}
