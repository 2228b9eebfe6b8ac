using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>The target of a reset link. The person signs in afterwards, so a second factor is still required.</summary>
public sealed partial class ResetPasswordPage
{
    [SupplyParameterFromForm(FormName = "reset")]
    public ResetForm Input { get; set; } = null!;

    [Inject]
    public required EndSessions End { get; init; }

    [SupplyParameterFromQuery(Name = "user")]
    public string? UserId { get; set; }

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [Inject]
    public required SetPasswordByLink SetPassword { get; init; }

    [Inject]
    public required RecordCredentialChange Changes { get; init; }

    private bool _isStale;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new ResetForm();
        if (IsGet && !await SetPassword.WorksAsync(UserId, Code, Http.RequestAborted))
        {
            (_isStale, Problem) = (true, SetPasswordByLink.Stale.Message);
        }
    }

    private async Task SubmitAsync()
    {
        var result = await SetPassword.RunAsync(UserId, Code, Input.Password ?? "", Http.RequestAborted);
        if (!result.TryGet(out var reset, out var error))
        {
            Problem = error.Message;
            return;
        }

        await End.RunAsync(reset.User.Id, sessionId: null, "password set by link", CancellationToken.None);
        await Changes.RunAsync(
            reset.User,
            reset.WasTakenOver ? CredentialChange.TakenOver : CredentialChange.PasswordReset,
            Http.Connection.RemoteIpAddress?.ToString(),
            CancellationToken.None);
        Go(reset.WasTakenOver
            ? "/account/login?done=taken-over"
            : "/account/login?done=password&returnUrl=/account/security");
    }

    public sealed class ResetForm
    {
        public string? Password { get; set; }
    }
}
