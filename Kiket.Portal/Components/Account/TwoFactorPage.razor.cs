using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace Kiket.Portal.Components.Account;

/// <summary>Codes from an authenticator app (TOTP), with recovery codes in case the app is lost.</summary>
public sealed partial class TwoFactorPage
{
    private const int RecoveryCodes = 10;
    private const int KeyGroup = 4;
    private const int QrDotPixels = 4;

    private PortalUser? _user;
    private string? _key;
    private string? _address;
    private string? _picture;
    private int _codesLeft;
    private IReadOnlyList<string> _recoveryCodes = [];

    [SupplyParameterFromForm(FormName = "on")]
    public string? OnCode { get; set; }

    [SupplyParameterFromForm(FormName = "off")]
    public string? OffCode { get; set; }

    [Inject]
    public required CheckProof Check { get; init; }

    [Inject]
    public required IUserStore<PortalUser> Store { get; init; }

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
            // Uses the store, because the manager would change the security stamp and sign the person out just for looking.
            key = Users.GenerateNewAuthenticatorKey();
            await ((IUserAuthenticatorKeyStore<PortalUser>)Store).SetAuthenticatorKeyAsync(user, key, Http.RequestAborted);
            await Users.UpdateAsync(user);
        }

        _key = string.Join(' ', key!.Chunk(KeyGroup).Select(group => new string(group)));
        _address = $"otpauth://totp/Kiket:{Uri.EscapeDataString(user.Email!)}?secret={key}&issuer=Kiket&digits=6";
        _picture = Picture(_address);
    }

    /// <summary>Dark on white with a margin, embedded in the page, because the key must not be part of an address.</summary>
    private static string Picture(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        using var drawing = new PngByteQRCode(code);
        return "data:image/png;base64," + Convert.ToBase64String(drawing.GetGraphic(QrDotPixels));
    }

    private async Task TurnOnAsync()
    {
        if (!await IsCodeAsync(OnCode))
        {
            return;
        }

        await Users.SetTwoFactorEnabledAsync(_user!, true);
        await RecordAsync(_user!, CredentialChange.TwoFactorOn);
        await MakeCodesAsync();
        Saved = "Two-factor sign-in is on.";
    }

    private async Task NewCodesAsync()
    {
        if (_user!.TwoFactorEnabled)
        {
            await MakeCodesAsync();
            await RecordAsync(_user, CredentialChange.NewRecoveryCodes);
            Saved = "You have new recovery codes. The old ones no longer work.";
        }
    }

    private async Task MakeCodesAsync()
    {
        _recoveryCodes = [.. await Users.GenerateNewTwoFactorRecoveryCodesAsync(_user!, RecoveryCodes) ?? []];
        _codesLeft = _recoveryCodes.Count;
        await SignIn.RefreshSignInAsync(_user!);
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
        await RecordAsync(_user!, CredentialChange.TwoFactorOff);
        await ShowKeyAsync(_user!);
        Saved = "Two-factor sign-in is off.";
    }

    /// <summary>Consumes the code. Each wrong code makes the next attempt wait longer.</summary>
    private async Task<bool> IsCodeAsync(string? code)
    {
        var result = await Check.CodeAsync(_user!, code);
        Problem = result.Error?.Message;
        return result.Succeeded;
    }
}
