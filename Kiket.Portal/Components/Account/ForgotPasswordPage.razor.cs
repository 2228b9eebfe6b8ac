using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Sends a link that works for two hours. The reply is the same whether or not the account exists.</summary>
public sealed partial class ForgotPasswordPage
{
    private string? _sent;

    [SupplyParameterFromForm(FormName = "forgot")]
    public ForgotForm Input { get; set; } = null!;

    [Inject]
    public required AccountMails Mail { get; init; }

    protected override void OnInitialized() => Input ??= new ForgotForm();

    private void Send()
    {
        if (!Mail.IsConfigured)
        {
            return;
        }

        Mail.TryRequest(new AccountMailRequest(AccountMailKind.PasswordReset, Input.Email ?? ""));
        _sent = "If there is an account with this address, a link is on its way. It works for two hours.";
    }

    public sealed class ForgotForm
    {
        public string? Email { get; set; }
    }
}
