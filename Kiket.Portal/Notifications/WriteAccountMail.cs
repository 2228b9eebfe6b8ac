using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Notifications;

/// <summary>Writes the mail for an address. Its text depends on whether there is an account; the page's reply doesn't.</summary>
public sealed class WriteAccountMail(
    UserManager<PortalUser> users, MailedLinks links, RegistrationLinks registrations, AccountMailLimit limit, SecretLinks secret)
{
    private const string NotYou = "If this wasn't you, ignore this mail.";

    /// <summary>Null when no mail is sent: there is no account, or its mailbox has already received enough mails.</summary>
    public async Task<OutgoingMail?> RunAsync(AccountMailRequest request, CancellationToken cancellationToken)
    {
        if (!limit.MaySend(EmailAddress.ReceiverOf(request.Email), request.Kind is AccountMailKind.PasswordReset or AccountMailKind.SignInLink))
        {
            return null;
        }

        var user = await users.FindByEmailAsync(request.Email);
        return (request.Kind, user) switch
        {
            (AccountMailKind.Registration, null) => Registration(request),
            (AccountMailKind.AddressConfirmation, { EmailConfirmed: false }) => await ConfirmationAsync(user, cancellationToken),
            (AccountMailKind.AddressConfirmation, _) or (_, null) => null,
            // No one has confirmed the address yet. Its owner sets a password, which removes everything that others added.
            (AccountMailKind.Registration or AccountMailKind.SignInLink, { EmailConfirmed: false }) or (AccountMailKind.PasswordReset, _) =>
                await ResetAsync(user, cancellationToken),
            (AccountMailKind.SignInLink, _) => await SignInAsync(user, request.ReturnUrl, cancellationToken),
            _ => AlreadyRegistered(user),
        };
    }

    private OutgoingMail Registration(AccountMailRequest request) => new(
        request.Email.Trim(),
        "Finish creating your account",
        $"Someone (probably you) wants to create an account with this address at {Host}.\n\n"
        + $"{Link("/account/register/finish", ("code", registrations.Create(request.Email, request.Name, request.ReturnUrl)))}\n\n"
        + $"The link works for 24 hours. {NotYou}");

    private OutgoingMail AlreadyRegistered(PortalUser user) => new(
        user.Email!,
        "You already have an account",
        $"Someone (probably you) wants to create an account with this address at {Host}. You already have one.\n\n"
        + $"Sign in: {Link("/account/login")}\nForgot your password? {Link("/account/forgot-password")}\n\n{NotYou}");

    private async Task<OutgoingMail> ResetAsync(PortalUser user, CancellationToken cancellationToken) => new(
        user.Email!,
        "Set a new password",
        $"Someone (probably you) asked to set a new password for your account at {Host}.\n\n"
        + $"{await LinkAsync("/account/reset-password", user, MailedLinkPurpose.PasswordReset, cancellationToken)}\n\n"
        + $"The link works once, for two hours. A newer link replaces it. {NotYou}");

    private async Task<OutgoingMail> SignInAsync(PortalUser user, string? returnUrl, CancellationToken cancellationToken) => new(
        user.Email!,
        "Your link to sign in",
        $"Someone (probably you) asked for a link to sign in at {Host}.\n\n"
        + $"{await LinkAsync("/account/login/link", user, MailedLinkPurpose.SignIn, cancellationToken, ("returnUrl", LocalAddress.Of(returnUrl)))}\n\n"
        + $"The link works once, for 15 minutes. Don't share it. {NotYou}");

    private async Task<OutgoingMail> ConfirmationAsync(PortalUser user, CancellationToken cancellationToken) => new(
        user.Email!,
        "Confirm your e-mail address",
        $"Confirm that this address belongs to your account at {Host}. Open the link in the browser in which you are signed in.\n\n"
        + $"{await LinkAsync("/account/confirm-address", user, MailedLinkPurpose.AddressConfirmation, cancellationToken)}\n\n"
        + "The link works once, for 24 hours. If you didn't create an account, ignore this mail: someone else used your address.");

    private async Task<Uri> LinkAsync(
        string path, PortalUser user, MailedLinkPurpose purpose, CancellationToken cancellationToken, params (string Name, string Value)[] more) =>
        Link(path, [("user", user.Id.ToString()), ("code", await links.CreateAsync(user, purpose, cancellationToken)), .. more]);

    private Uri Link(string path, params (string Name, string Value)[] query) =>
        secret.Of(path + QueryString.Create(query.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value))));

    private string Host => secret.Of("/").Authority;
}
