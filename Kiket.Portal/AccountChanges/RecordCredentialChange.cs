using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.AccountChanges;

/// <summary>A change of how a person signs in.</summary>
/// <param name="Action">The audit log's word.</param>
/// <param name="Sentence">For the mail: what changed.</param>
/// <param name="Subject">What it was done to, for the audit log; null when the sentence says it all.</param>
public sealed record CredentialChange(string Action, string Sentence, string? Subject = null)
{
    public static readonly CredentialChange PasswordChanged = new("account.password_changed", "The password of your account was changed.");
    public static readonly CredentialChange TwoFactorOn = new("account.two_factor_on", "Two-factor sign-in was turned on.");
    public static readonly CredentialChange TwoFactorOff = new("account.two_factor_off", "Two-factor sign-in was turned off.");
    public static readonly CredentialChange NewRecoveryCodes = new("account.recovery_codes", "New recovery codes were made. The old ones stopped working.");

    public static readonly CredentialChange AddressConfirmed = new("account.address_confirmed", "The address of your account was confirmed.");
    public static readonly CredentialChange PasswordReset = new(
        "account.password_reset",
        "Your password was reset with a link we mailed you. Passkeys, external sign-ins, the authenticator and API tokens still work: check them under Account, Sign-in methods.");

    public static readonly CredentialChange TakenOver = new(
        "account.taken_over",
        "A password was set with a link we mailed you, which confirmed your address. Every passkey, external sign-in, authenticator and API token that was there before was removed.");

    public static CredentialChange MethodsEnded(string names) => new("account.sign_in_methods_ended", $"You removed {names}. They can no longer sign in or act for you.", names);

    public static CredentialChange PasskeyAdded(string name) => new("account.passkey_added", $"The passkey \"{name}\" was added.", name);

    public static CredentialChange PasskeyRenamed(string name) => new("account.passkey_renamed", $"A passkey was renamed to \"{name}\".", name);

    public static CredentialChange PasskeyRemoved(string name) => new("account.passkey_removed", $"The passkey \"{name}\" was removed.", name);

    public static CredentialChange SignInLinked(string service) => new("account.sign_in_linked", $"Your account can be signed in to with {service} now.", service);

    public static CredentialChange SignInUnlinked(string service) => new("account.sign_in_unlinked", $"Signing in with {service} was removed.", service);
}

/// <summary>After a change of credentials: the log of sign-ins, the audit log, and a mail to the person.</summary>
public sealed class RecordCredentialChange(
    IDbContextFactory<PortalDb> databases, SecurityMail mail, TimeProvider clock, ILogger<RecordCredentialChange> logger)
{
    /// <param name="address">Remote address of who did it.</param>
    public async Task RunAsync(PortalUser user, CredentialChange change, string? address, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var after = change.Subject is null ? null : new { name = change.Subject };
        RecordAudit.Add(
            db, new Actor(user.Id, user.DisplayName, address), change.Action, new AuditSubject("person", user.Id), clock.GetUtcNow(), after: after);
        await db.SaveChangesAsync(cancellationToken);
        SignInLog.Changed(logger, user.Id, change.Action);
        mail.Tell(user, change.Sentence, address);
    }
}
