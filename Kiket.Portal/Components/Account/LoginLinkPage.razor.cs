using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// Signs in with a mailed link, for people who have to wait because somebody is guessing their password. Opening the link
/// changes nothing, because mail scanners open links too. The button signs in.
/// </summary>
public sealed partial class LoginLinkPage
{
    private const string Stale = "This link no longer works. It is incomplete, has been used or replaced by a newer one, or is older than 15 minutes.";

    private bool _isLink;
    private string? _sent;

    [SupplyParameterFromForm(FormName = "send")]
    public LinkForm Input { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "user")]
    public string? UserId { get; set; }

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [Inject]
    public required AccountMails Mail { get; init; }

    [Inject]
    public required MailedLinks Links { get; init; }

    [Inject]
    public required PortalSignIn LinkSignIn { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new LinkForm();
        _isLink = Code is not null;
        if (_isLink && IsGet)
        {
            Problem = await FindAsync() is null ? Stale : null;
        }
    }

    private void Send()
    {
        if (!Mail.IsConfigured)
        {
            return;
        }

        Mail.TryRequest(new AccountMailRequest(AccountMailKind.SignInLink, Input.Email ?? "", ReturnUrl: LocalAddress.Of(ReturnUrl)));
        _sent = "If there is an account with this address, a link is on its way. It works for 15 minutes.";
    }

    private async Task UseAsync()
    {
        var user = await FindAsync();
        if (user is null || !await Links.RedeemAsync(user, MailedLinkPurpose.SignIn, Code, Http.RequestAborted))
        {
            Problem = Stale;
            return;
        }

        var result = await LinkSignIn.LinkSignInAsync(user);
        if (result.Succeeded)
        {
            SignInLog.SignedIn(Log, user.Id, "mailed link");
            Go(LocalAddress.Of(ReturnUrl));
        }
        else if (result is LockedSignIn locked)
        {
            Go(Locked.AddressFor(locked.UserId));
        }
        else if (result.RequiresTwoFactor)
        {
            Go(WithReturn("/account/login/code"));
        }
        else
        {
            SignInLog.Refused(Log, user.Id, "mailed link");
            Problem = "You cannot sign in to this account.";
        }
    }

    private async Task<PortalUser?> FindAsync() =>
        Guid.TryParse(UserId, out _) && await Users.FindByIdAsync(UserId) is { } user
        && await Links.WorksAsync(user, MailedLinkPurpose.SignIn, Code, Http.RequestAborted)
            ? user
            : null;

    public sealed class LinkForm
    {
        public string? Email { get; set; }
    }
}
