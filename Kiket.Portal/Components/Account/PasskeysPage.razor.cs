using System.Buffers.Text;
using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Components.Account;

public sealed partial class PasskeysPage
{
    private const int MaxPasskeys = 20;
    private const int MaxName = 80;

    private PortalUser? _user;
    private IList<UserPasskeyInfo> _passkeys = [];

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
            Problem = "Your browser couldn't create a passkey. Try again, or use another browser or device.";
            return;
        }

        if (_passkeys.Count >= MaxPasskeys)
        {
            Problem = $"You have {MaxPasskeys} passkeys, which is the limit. Remove one you no longer use first.";
            return;
        }

        var attestation = await SignIn.PerformPasskeyAttestationAsync(credential);
        if (!attestation.Succeeded)
        {
            Problem = "We couldn't check the passkey. Try again.";
            return;
        }

        var name = PasskeyName.For(attestation.Passkey, Http.Request.Headers.UserAgent, _passkeys.Select(passkey => passkey.Name));
        attestation.Passkey.Name = name;
        await SaveAsync(attestation.Passkey, $"The passkey was added as {name}. You can give it another name below.", CredentialChange.PasskeyAdded(name));
    }

    private async Task RenameAsync()
    {
        if (Find() is not { } passkey)
        {
            Problem = "This passkey no longer exists.";
            return;
        }

        var name = (NewName ?? "").Trim();
        if (NameText.Problem(name, "The passkey's name", MaxName, "Give the passkey a name, such as the device it is on.") is { } problem)
        {
            Problem = problem;
            return;
        }

        passkey.Name = name;
        await SaveAsync(passkey, "Renamed.", CredentialChange.PasskeyRenamed(name));
    }

    private async Task RemoveAsync()
    {
        if (Find() is not { } passkey)
        {
            Problem = "This passkey no longer exists.";
            return;
        }

        var result = await Users.RemovePasskeyAsync(_user!, passkey.CredentialId);
        await FinishAsync(result, "The passkey was removed.", CredentialChange.PasskeyRemoved(passkey.Name ?? "without a name"));
    }

    private async Task SaveAsync(UserPasskeyInfo passkey, string saved, CredentialChange change) =>
        await FinishAsync(await Users.AddOrUpdatePasskeyAsync(_user!, passkey), saved, change);

    private async Task FinishAsync(IdentityResult result, string saved, CredentialChange change)
    {
        if (result.Succeeded)
        {
            Saved = saved;
            await RecordAsync(_user!, change);
        }
        else
        {
            Problem = Sentences(result);
        }

        await SignIn.RefreshSignInAsync(_user!);
        _passkeys = await Users.GetPasskeysAsync(_user!);
    }

    private UserPasskeyInfo? Find() => _passkeys.FirstOrDefault(passkey => Base64Url.EncodeToString(passkey.CredentialId) == Id);
}
