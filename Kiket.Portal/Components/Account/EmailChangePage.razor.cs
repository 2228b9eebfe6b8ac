using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Where the links lead that were mailed to both addresses. Opening it changes nothing; its button does.</summary>
public sealed partial class EmailChangePage
{
    private EmailChangeOffer? _offer;
    private string? _done;

    [SupplyParameterFromQuery(Name = "user")]
    public string? UserId { get; set; }

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [Inject]
    public required ConfirmEmailChange Confirm { get; init; }

    [Inject]
    public required SessionTopic Sessions { get; init; }

    private string Title => _offer?.Side == EmailChangeSide.Old ? "Approve your new address" : "Confirm your new address";

    protected override async Task OnInitializedAsync()
    {
        var looked = await Confirm.LookAsync(UserId, Code, Http.RequestAborted);
        Problem = looked.Error?.Message;
        _offer = looked.Succeeded ? looked.Value : null;
    }

    private async Task SubmitAsync()
    {
        var agreed = await Confirm.RunAsync(UserId, Code, Http.Connection.RemoteIpAddress?.ToString(), Http.RequestAborted);
        if (!agreed.TryGet(out var step, out var error))
        {
            Problem = error.Message;
            return;
        }

        _done = Notified(step);
        if (step.IsDone && Users.GetUserId(Http.User) == step.UserId.ToString() && await Users.GetUserAsync(Http.User) is { } self)
        {
            // Every other sign-in ends with the change; the one in this browser goes on.
            await SignIn.RefreshSignInAsync(self);
        }

        if (step.IsDone)
        {
            // After this browser's own sign-in took the change over: pages of the others close at once.
            await Sessions.PublishAsync(step.UserId);
        }
    }

    private static string Notified(EmailChangeStep step) => step switch
    {
        { IsDone: true } => $"The address is changed. Sign in as {step.NewEmail} from now on.",
        { Side: EmailChangeSide.Old } => $"Approved. The address changes when {step.NewEmail} is confirmed too: open the link that was mailed there.",
        _ => $"Confirmed. The address changes when {step.OldEmail} approves too: open the link that was mailed there.",
    };
}
