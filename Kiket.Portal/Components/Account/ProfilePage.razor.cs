using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

public sealed partial class ProfilePage
{
    private PortalUser? _user;
    private string? _saved;
    private MailRefusal? _refusal;

    [SupplyParameterFromForm(FormName = "profile")]
    public string? DisplayName { get; set; }

    [Inject]
    public required ConfirmedPeople Confirmed { get; init; }

    [Inject]
    public required RefusedMail Refused { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        _refusal = await Refused.FindAsync(_user.Id, Http.RequestAborted);
    }

    private async Task RenameAsync()
    {
        // Reviewers and operators may use the name of their role. Identity validates the rest when it saves.
        if (_user!.PlatformRoles == PlatformRoles.None && PersonName.Problem(DisplayName) is { } problem)
        {
            Problem = problem;
            return;
        }

        _user.Rename(DisplayName ?? "");
        var result = await Users.UpdateAsync(_user);
        if (result.Succeeded)
        {
            await SignIn.RefreshSignInAsync(_user);
            _saved = "Saved.";
        }
        else
        {
            Problem = Sentences(result);
        }
    }
}
