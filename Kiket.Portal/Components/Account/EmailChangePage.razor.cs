using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>The target of the links that are mailed to both addresses. Opening the page changes nothing; pressing its button does.</summary>
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
            // Every other session ends with the change; the one in this browser continues.
            await SignIn.RefreshSignInAsync(self);
        }

        if (step.IsDone)
        {
            // After this browser's own session has been renewed, so that pages of the other sessions close immediately.
            await Sessions.PublishAsync(step.UserId);
        }
    }

    private static string Notified(EmailChangeStep step) => step switch
    {
        { IsDone: true } => $"Your address was changed. Sign in as {step.NewEmail} from now on.",
        { Side: EmailChangeSide.Old } => $"Approved. Your address changes when {step.NewEmail} is confirmed too. Open the link we mailed there.",
        _ => $"Confirmed. Your address changes when {step.OldEmail} approves too. Open the link we mailed there.",
    };
}
