using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>A person requests another address, sees which confirmations are missing, and can cancel.</summary>
public sealed partial class EmailPage
{
    private PortalUser? _user;
    private EmailChange? _pending;
    private bool _canMail;

    [SupplyParameterFromForm(FormName = "email")]
    public EmailForm Input { get; set; } = null!;

    [Inject]
    public required EmailChangeMails Mails { get; init; }

    [Inject]
    public required EmailChangeQueries Pending { get; init; }

    [Inject]
    public required RequestEmailChange Request { get; init; }

    [Inject]
    public required RegistrationRule Rule { get; init; }

    [Inject]
    public required CancelEmailChange Cancel { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new EmailForm();
        _user = await RequireUserAsync();
        _canMail = Mails.CanSend;
        _pending = await Pending.PendingAsync(_user.Id, Http.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        if (!_canMail)
        {
            return;
        }

        var asked = await Request.RunAsync(Input.Email, Acting, Http.RequestAborted);
        if (!asked.TryGet(out var links, out var error))
        {
            Problem = error.Message;
            return;
        }

        Mails.Send(links);
        SignInLog.Changed(Log, links.UserId, "change of address requested");
        var other = links.ApproveSecret is null ? "" : $", and one to {links.OldEmail}";
        Saved = $"A link is on its way to {links.NewEmail}{other}. Open each link and press the button there.";
        Input = new EmailForm();
        _pending = await Pending.PendingAsync(links.UserId, Http.RequestAborted);
    }

    private async Task CancelAsync()
    {
        await Cancel.RunAsync(_user!.Id, Http.RequestAborted);
        SignInLog.Changed(Log, _user.Id, "change of address cancelled");
        _pending = null;
        Saved = "The change is cancelled. The links no longer work.";
    }

    public sealed class EmailForm
    {
        public string? Email { get; set; }
    }
}
