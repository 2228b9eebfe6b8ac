using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Shows what is deleted, what stays and what has to be done first; deletes the account.</summary>
public sealed partial class DeletePage
{
    private PortalUser? _user;
    private DeletionObstacles? _obstacles;

    [SupplyParameterFromForm(FormName = "delete")]
    public string? TypedEmail { get; set; }

    [Inject]
    public required DeleteAccount Delete { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _user = await RequireUserAsync();
        _obstacles = await Delete.ObstaclesAsync(_user.Id, Http.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        var deleted = await Delete.RunAsync(TypedEmail, Acting, Http.RequestAborted);
        if (!deleted.Succeeded)
        {
            Problem = deleted.Error.Message;
            return;
        }

        await SignIn.SignOutAsync();
        Go("/account/login?done=deleted");
    }
}
