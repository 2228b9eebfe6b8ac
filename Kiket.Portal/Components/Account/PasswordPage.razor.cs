using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

public sealed partial class PasswordPage
{
    private PortalUser? _user;
    private bool _hasPassword;

    [SupplyParameterFromForm(FormName = "password")]
    public PasswordForm Input { get; set; } = null!;

    [Inject]
    public required CheckProof Check { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new PasswordForm();
        _user = await RequireUserAsync();
        _hasPassword = await Users.HasPasswordAsync(_user);
    }

    private async Task SubmitAsync()
    {
        // Checked first and separately, because a wrong password makes the next attempt wait longer.
        if (_hasPassword && await Check.PasswordAsync(_user!, Input.Current) is { Succeeded: false } wrong)
        {
            Problem = wrong.Error.Message;
            return;
        }

        var result = _hasPassword
            ? await Users.ChangePasswordAsync(_user!, Input.Current ?? "", Input.New ?? "")
            : await Users.AddPasswordAsync(_user!, Input.New ?? "");
        if (!result.Succeeded)
        {
            Problem = Sentences(result);
            return;
        }

        await RecordAsync(_user!, CredentialChange.PasswordChanged);
        await SignIn.RefreshSignInAsync(_user!);
        _hasPassword = true;
        Saved = "Your password is saved.";
    }

    public sealed class PasswordForm
    {
        public string? Current { get; set; }

        public string? New { get; set; }
    }
}
