using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>A change of how a person signs in.</summary>
/// <param name="Action">The action in the audit log.</param>
/// <param name="Sentence">The change, for the mail.</param>
/// <param name="Subject">The changed thing, for the audit log; null when the sentence is enough.</param>
public sealed record CredentialChange(string Action, string Sentence, string? Subject = null)
{
    public static readonly CredentialChange PasswordChanged = new("account.password_changed", "The password of your account was changed.");
    public static readonly CredentialChange TwoFactorOn = new("account.two_factor_on", "Two-factor sign-in was turned on.");
    public static readonly CredentialChange TwoFactorOff = new("account.two_factor_off", "Two-factor sign-in was turned off.");
    public static readonly CredentialChange NewRecoveryCodes = new("account.recovery_codes", "New recovery codes were created. The old ones no longer work.");

    public static readonly CredentialChange AddressConfirmed = new("account.address_confirmed", "The address of your account was confirmed.");
    public static readonly CredentialChange PasswordReset = new(
        "account.password_reset",
        "Your password was reset with a link we mailed you. Passkeys, external sign-ins, the authenticator and API tokens still work. "
        + "Check them under Account, Sign-in methods.");

    public static readonly CredentialChange TakenOver = new(
        "account.taken_over",
        "A password was set with a link we mailed you, which confirmed your address. "
        + "All earlier passkeys, external sign-ins, authenticators and API tokens were removed.");

    public static CredentialChange MethodsEnded(string names) =>
        new("account.sign_in_methods_ended", $"You removed {names}. They can no longer sign in or act for you.", names);

    public static CredentialChange PasskeyAdded(string name) => new("account.passkey_added", $"The passkey \"{name}\" was added.", name);

    public static CredentialChange PasskeyRenamed(string name) => new("account.passkey_renamed", $"A passkey was renamed to \"{name}\".", name);

    public static CredentialChange PasskeyRemoved(string name) => new("account.passkey_removed", $"The passkey \"{name}\" was removed.", name);

    public static CredentialChange SignInLinked(string service) =>
        new("account.sign_in_linked", $"{service} can now be used to sign in to your account.", service);

    public static CredentialChange SignInUnlinked(string service) => new("account.sign_in_unlinked", $"Signing in with {service} was removed.", service);
}

/// <summary>Records a change of credentials in the sign-in log and the audit log, and mails the person.</summary>
public sealed class RecordCredentialChange(
    UnitOfWork unit, SecurityMail mail, ILogger<RecordCredentialChange> logger)
{
    /// <param name="address">Remote address of the person who made the change.</param>
    public async Task RunAsync(PortalUser user, CredentialChange change, string? address, CancellationToken cancellationToken)
    {
        var recorded = await unit.RunAsync(
            async work =>
            {
                if (change == CredentialChange.AddressConfirmed || change == CredentialChange.PasswordReset || change == CredentialChange.TakenOver)
                {
                    // The person used a link that was mailed, so mail arrives.
                    await work.Db.Set<RefusedMailbox>().Where(mailbox => mailbox.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
                }

                var after = change.Subject is null ? null : new { name = change.Subject };
                work.Audit(new Actor(user.Id, user.DisplayName, address), change.Action, new AuditSubject("person", user.Id), after: after);
                return Result.Success();
            },
            cancellationToken);
        recorded.ThrowIfRefused();
        SignInLog.Changed(logger, user.Id, change.Action);
        mail.Send(user, change.Sentence, address);
    }
}
