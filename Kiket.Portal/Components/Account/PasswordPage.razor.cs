using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

public sealed partial class PasswordPage
{
    private PortalUser? _user;
    private bool _hasPassword;
    private string? _saved;

    [SupplyParameterFromForm(FormName = "password")]
    public PasswordForm Input { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new PasswordForm();
        _user = await RequireUserAsync();
        _hasPassword = await Users.HasPasswordAsync(_user);
    }

    private async Task SubmitAsync()
    {
        var result = _hasPassword
            ? await Users.ChangePasswordAsync(_user!, Input.Current ?? "", Input.New ?? "")
            : await Users.AddPasswordAsync(_user!, Input.New ?? "");
        if (!result.Succeeded)
        {
            Problem = Sentences(result);
            return;
        }

        SignInLog.Changed(Log, _user!.Id, "password changed");
        await SignIn.RefreshSignInAsync(_user);
        _hasPassword = true;
        _saved = "Your password is saved.";
    }

    public sealed class PasswordForm
    {
        public string? Current { get; set; }

        public string? New { get; set; }
    }
}
