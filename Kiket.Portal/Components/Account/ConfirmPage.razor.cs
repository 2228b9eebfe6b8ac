using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Components.Account;

/// <summary>Asks a signed-in person to confirm who they are before they change credentials, with the methods they have.</summary>
public sealed partial class ConfirmPage
{
    private const int CodeDigits = 6;

    private PortalUser? _user;
    private bool _hasPassword;
    private bool _hasPasskey;
    private bool _hasCodes;
    private IList<UserLoginInfo> _elsewhere = [];

    [SupplyParameterFromForm(FormName = "confirm")]
    public ConfirmForm Input { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "code")]
    public string? Code { get; set; }

    /// <summary>Set when a form was posted and this page was shown instead.</summary>
    [SupplyParameterFromQuery]
    public bool Refused { get; set; }

    [Inject]
    public required RecentProof Proof { get; init; }

    [Inject]
    public required CheckProof Check { get; init; }

    private string Target => ReturnUrl is null ? "/account" : LocalAddress.Of(ReturnUrl);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new ConfirmForm();
        _user = await RequireUserAsync();
        if (IsGet && await Proof.IsGivenAsync(Http, _user))
        {
            Go(Target);
            return;
        }

        _hasPassword = await Users.HasPasswordAsync(_user);
        _hasPasskey = (await Users.GetPasskeysAsync(_user)).Count > 0;
        _hasCodes = _user.TwoFactorEnabled;
        _elsewhere = await Proof.HasNoOwnProofAsync(_user) ? await Users.GetLoginsAsync(_user) : [];
    }

    private async Task SubmitAsync()
    {
        if (Input.Passkey is { } posted)
        {
            await FinishAsync(await Check.PasskeyAsync(_user!, posted.Credential), "passkey");
        }
        else
        {
            await FinishAsync(await Check.PasswordAsync(_user!, Input.Password), "password");
        }
    }

    private async Task SubmitCodeAsync()
    {
        if (!_hasCodes)
        {
            return;
        }

        // Recovery codes have letters and are longer.
        var isRecovery = (Code ?? "").Count(char.IsLetterOrDigit) > CodeDigits;
        await FinishAsync(
            isRecovery ? await Check.RecoveryCodeAsync(_user!, Code) : await Check.CodeAsync(_user!, Code),
            isRecovery ? "recovery code" : "authenticator");
    }

    private async Task FinishAsync(Result checkedProof, string method)
    {
        if (!checkedProof.Succeeded)
        {
            SignInLog.Refused(Log, _user!.Id, $"confirmation by {method}, {checkedProof.Error.Code}");
            Problem = checkedProof.Error.Message;
            return;
        }

        await Proof.GiveAsync(Http, _user!);
        SignInLog.Confirmed(Log, _user!.Id, method);
        Go(Target);
    }

    public sealed class ConfirmForm
    {
        public string? Password { get; set; }

        public PasskeyForm? Passkey { get; set; }
    }
}
