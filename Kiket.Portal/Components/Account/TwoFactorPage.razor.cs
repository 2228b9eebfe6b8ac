using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Codes from an authenticator app (TOTP), with recovery codes for the day it is lost.</summary>
public sealed partial class TwoFactorPage
{
    private const int RecoveryCodes = 10;
    private const int KeyGroup = 4;

    private PortalUser? _user;
    private string? _saved;
    private string? _key;
    private string? _address;
    private int _codesLeft;
    private IReadOnlyList<string> _recoveryCodes = [];

    [SupplyParameterFromForm(FormName = "on")]
    public string? OnCode { get; set; }

    [SupplyParameterFromForm(FormName = "off")]
    public string? OffCode { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        _codesLeft = await Users.CountRecoveryCodesAsync(_user);
        if (!_user.TwoFactorEnabled)
        {
            await ShowKeyAsync(_user);
        }
    }

    private async Task ShowKeyAsync(PortalUser user)
    {
        var key = await Users.GetAuthenticatorKeyAsync(user);
        if (string.IsNullOrEmpty(key))
        {
            await Users.ResetAuthenticatorKeyAsync(user);
            // The stamp changed with the key: this sign-in goes on, others do not.
            await SignIn.RefreshSignInAsync(user);
            key = await Users.GetAuthenticatorKeyAsync(user);
        }

        _key = string.Join(' ', key!.Chunk(KeyGroup).Select(group => new string(group)));
        _address = $"otpauth://totp/Kiket:{Uri.EscapeDataString(user.Email!)}?secret={key}&issuer=Kiket&digits=6";
    }

    private async Task TurnOnAsync()
    {
        if (!await IsCodeAsync(OnCode))
        {
            return;
        }

        await Users.SetTwoFactorEnabledAsync(_user!, true);
        SignInLog.Changed(Log, _user!.Id, "two-factor on");
        await NewCodesAsync();
        _saved = "Two-factor sign-in is on.";
    }

    private async Task NewCodesAsync()
    {
        if (!_user!.TwoFactorEnabled)
        {
            return;
        }

        _recoveryCodes = [.. await Users.GenerateNewTwoFactorRecoveryCodesAsync(_user, RecoveryCodes) ?? []];
        _codesLeft = _recoveryCodes.Count;
        await SignIn.RefreshSignInAsync(_user);
    }

    private async Task TurnOffAsync()
    {
        if (!await IsCodeAsync(OffCode))
        {
            return;
        }

        await Users.SetTwoFactorEnabledAsync(_user!, false);
        await Users.ResetAuthenticatorKeyAsync(_user!);
        await SignIn.RefreshSignInAsync(_user!);
        SignInLog.Changed(Log, _user!.Id, "two-factor off");
        await ShowKeyAsync(_user);
        _saved = "Two-factor sign-in is off.";
    }

    private async Task<bool> IsCodeAsync(string? code)
    {
        var digits = new string([.. (code ?? "").Where(char.IsAsciiDigit)]);
        if (await Users.VerifyTwoFactorTokenAsync(_user!, Users.Options.Tokens.AuthenticatorTokenProvider, digits))
        {
            return true;
        }

        Problem = "This code is not right. Wait for the next one and check the clock of your device.";
        return false;
    }
}
