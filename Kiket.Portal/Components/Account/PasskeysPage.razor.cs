using System.Buffers.Text;
using System.Globalization;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Components.Account;

public sealed partial class PasskeysPage
{
    private const int MaxPasskeys = 20;
    private const int MaxName = 80;

    private PortalUser? _user;
    private IList<UserPasskeyInfo> _passkeys = [];
    private string? _saved;

    [SupplyParameterFromForm(FormName = "add")]
    public PasskeyForm? Added { get; set; }

    [SupplyParameterFromForm]
    public string? Id { get; set; }

    [SupplyParameterFromForm]
    public string? NewName { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        _passkeys = await Users.GetPasskeysAsync(_user);
    }

    private async Task AddAsync()
    {
        if (Added?.Credential is not { Length: > 0 } credential)
        {
            Problem = "The browser made no passkey. Try again, or use another browser or device.";
            return;
        }

        if (_passkeys.Count >= MaxPasskeys)
        {
            Problem = $"You have {MaxPasskeys} passkeys. Remove one you no longer use first.";
            return;
        }

        var attestation = await SignIn.PerformPasskeyAttestationAsync(credential);
        if (!attestation.Succeeded)
        {
            Problem = "The passkey could not be checked. Try again.";
            return;
        }

        attestation.Passkey.Name = string.Create(CultureInfo.InvariantCulture, $"Passkey {_passkeys.Count + 1}");
        await SaveAsync(attestation.Passkey, "The passkey was added. Give it a name that tells you which device it is.");
        SignInLog.Changed(Log, _user!.Id, "passkey added");
    }

    private async Task RenameAsync()
    {
        if (Find() is not { } passkey)
        {
            Problem = "This passkey is not there any more.";
            return;
        }

        var name = (NewName ?? "").Trim();
        if (name.Length is 0 or > MaxName)
        {
            Problem = $"Give a name of 1 to {MaxName} characters.";
            return;
        }

        passkey.Name = name;
        await SaveAsync(passkey, "Renamed.");
    }

    private async Task RemoveAsync()
    {
        if (Find() is not { } passkey)
        {
            Problem = "This passkey is not there any more.";
            return;
        }

        var result = await Users.RemovePasskeyAsync(_user!, passkey.CredentialId);
        await FinishAsync(result, "The passkey was removed.");
        SignInLog.Changed(Log, _user!.Id, "passkey removed");
    }

    private async Task SaveAsync(UserPasskeyInfo passkey, string saved) =>
        await FinishAsync(await Users.AddOrUpdatePasskeyAsync(_user!, passkey), saved);

    private async Task FinishAsync(IdentityResult result, string saved)
    {
        _saved = result.Succeeded ? saved : null;
        Problem = result.Succeeded ? null : Sentences(result);
        await SignIn.RefreshSignInAsync(_user!);
        _passkeys = await Users.GetPasskeysAsync(_user!);
    }

    private UserPasskeyInfo? Find() => _passkeys.FirstOrDefault(passkey => Base64Url.EncodeToString(passkey.CredentialId) == Id);
}
