using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>What the registration page offers a visitor before they type.</summary>
/// <param name="IsOpen">There is an address with which this visitor can register.</param>
/// <param name="Notice">Which one, in a sentence; null for any.</param>
public sealed record RegistrationOffer(bool IsOpen, string? Notice)
{
    public static RegistrationOffer Everybody { get; } = new(IsOpen: true, Notice: null);
}

/// <summary>Whether somebody may create an account: by the portal's <see cref="RegistrationRule"/>, or because they are invited.</summary>
public sealed class RegistrationAccess(
    RegistrationRule rule, AcceptInvitation invitations, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const string ByInvitation = "Registration is by invitation.";

    private static readonly Error OtherAddress = Error.Forbidden(
        "registration_other_address", "Your invitation is for another address. Enter the address that was invited, or ask for a new invitation.");

    /// <param name="secret">Of the invitation link that the visitor opened; null without one.</param>
    public async Task<RegistrationOffer> LookAsync(string? secret, CancellationToken cancellationToken)
    {
        if (rule.Mode != RegistrationMode.Invitation || secret is null)
        {
            return new RegistrationOffer(rule.AllowsSomebody, rule.Notice);
        }

        // The address itself isn't shown, because a link can be passed on.
        var looked = await invitations.LookAsync(secret, cancellationToken);
        return looked.Succeeded
            ? new RegistrationOffer(IsOpen: true, $"{ByInvitation} Enter the address that was invited.")
            : new RegistrationOffer(IsOpen: false, $"{ByInvitation} {looked.Error.Message}");
    }

    /// <param name="email">Anybody can type any address, so an invitation only counts together with its link.</param>
    /// <param name="secret">Of the invitation link that the person opened; null without one.</param>
    public async Task<Result> CheckAsync(string email, string? secret, CancellationToken cancellationToken)
    {
        if (rule.Allows(email))
        {
            return Result.Success();
        }

        if (secret is null)
        {
            return rule.Refusal;
        }

        if (!(await invitations.LookAsync(secret, cancellationToken)).TryGet(out var offer, out var error))
        {
            return error;
        }

        return string.Equals(offer.Email, email.Trim(), StringComparison.OrdinalIgnoreCase) ? Result.Success() : OtherAddress;
    }

    /// <param name="email">
    /// Proven to be the person's: by a link in a mail, or by another service. An open invitation for it went to the same
    /// mailbox, so its link isn't asked for again.
    /// </param>
    public async Task<Result> CheckConfirmedAsync(string email, CancellationToken cancellationToken) =>
        rule.Allows(email) || await IsInvitedAsync(email.Trim(), cancellationToken) ? Result.Success() : rule.Refusal;

    private async Task<bool> IsInvitedAsync(string email, CancellationToken cancellationToken)
    {
        var receiver = EmailAddress.ReceiverOf(email);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var addresses = await BackedInvitations.Open(BackedInvitations.Of(db), clock.GetUtcNow())
            .Where(invitation => invitation.Receiver == receiver)
            .Select(invitation => invitation.Email)
            .ToListAsync(cancellationToken);
        return addresses.Exists(address => string.Equals(address, email, StringComparison.OrdinalIgnoreCase));
    }
}
