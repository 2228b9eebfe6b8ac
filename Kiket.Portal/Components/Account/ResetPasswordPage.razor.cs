using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>Where a reset link leads. Signing in comes after it, so a second factor is still asked for.</summary>
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
    public required SecurityMail Mail { get; init; }

    protected override void OnInitialized() => Input ??= new ResetForm();

    private async Task SubmitAsync()
    {
        var result = await SetPassword.RunAsync(UserId, Code, Input.Password ?? "", Http.RequestAborted);
        if (!result.TryGet(out var reset, out var error))
        {
            Problem = error.Message;
            return;
        }

        SignInLog.Changed(Log, reset.User.Id, reset.WasTakenOver ? "password set by link, all else removed" : "password set by link");
        await End.RunAsync(reset.User.Id, sessionId: null, "password set by link", CancellationToken.None);
        Mail.Tell(reset.User, reset.WasTakenOver
            ? "A password was set by a link in a mail. Your address is confirmed by it, and every passkey, external sign-in, authenticator and API token that was there before is gone."
            : "Your password was set by a link in a mail. Passkeys, external sign-ins, the authenticator and API tokens are still there: check them under Account, Sign-in methods.");
        Go(reset.WasTakenOver
            ? "/account/login?done=taken-over"
            : "/account/login?done=password&returnUrl=/account/security");
    }

    public sealed class ResetForm
    {
        public string? Password { get; set; }
    }
}
