using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// Confirms the address of an account that was created without mail. Only the person signed in to that account can do it.
/// Otherwise the owner of an address could confirm an account that somebody else created with it.
/// </summary>
public sealed partial class ConfirmAddressPage
{
    private const string Stale =
        "This link doesn't work here. It is for another account, has been used or replaced by a newer one, or is older than 24 hours. "
        + "Send yourself a new one.";

    private PortalUser? _user;
    private string? _saved;
    private bool _isConfirmed;

    [SupplyParameterFromQuery(Name = "user")]
    public string? UserId { get; set; }

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [Inject]
    public required AccountMails Mail { get; init; }

    [Inject]
    public required RecordCredentialChange Changes { get; init; }

    [Inject]
    public required MailedLinks Links { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        if (IsGet && Code is not null && !_user.EmailConfirmed)
        {
            Problem = IsOwn && await Links.WorksAsync(_user, MailedLinkPurpose.AddressConfirmation, Code, Http.RequestAborted) ? null : Stale;
        }
    }

    private bool IsOwn => string.Equals(UserId, _user!.Id.ToString(), StringComparison.OrdinalIgnoreCase);

    private void Send()
    {
        Mail.TryRequest(new AccountMailRequest(AccountMailKind.AddressConfirmation, _user!.Email!));
        _saved = $"A link is on its way to {_user.Email}. Open it in this browser.";
    }

    private async Task ConfirmAsync()
    {
        if (!IsOwn || !await Links.RedeemAsync(_user!, MailedLinkPurpose.AddressConfirmation, Code, Http.RequestAborted))
        {
            Problem = Stale;
            return;
        }

        _user!.EmailConfirmed = true;
        var result = await Users.UpdateAsync(_user);
        if (!result.Succeeded)
        {
            Problem = Sentences(result);
            return;
        }

        await Changes.RunAsync(_user, CredentialChange.AddressConfirmed, Http.Connection.RemoteIpAddress?.ToString(), Http.RequestAborted);
        // A confirmed address may bring roles (FirstOperator), and the cookie shows them.
        await SignIn.RefreshSignInAsync(_user);
        _saved = "Your address is confirmed.";
        _isConfirmed = true;
    }
}
