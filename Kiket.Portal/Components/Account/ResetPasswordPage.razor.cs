using System.Buffers.Text;
using System.Text;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

public sealed partial class ResetPasswordPage
{
    private const string Stale = "This link is not complete, was used, or is older than two hours. Ask for a new one.";

    [SupplyParameterFromForm(FormName = "reset")]
    public ResetForm Input { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "user")]
    public string? UserId { get; set; }

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    protected override void OnInitialized() => Input ??= new ResetForm();

    private async Task SubmitAsync()
    {
        var token = Decode(Code);
        var user = token is not null && Guid.TryParse(UserId, out _) ? await Users.FindByIdAsync(UserId) : null;
        if (user is null)
        {
            Problem = Stale;
            return;
        }

        var result = await Users.ResetPasswordAsync(user, token!, Input.Password ?? "");
        if (!result.Succeeded)
        {
            Problem = result.Errors.Any(error => error.Code == "InvalidToken") ? Stale : Sentences(result);
            return;
        }

        SignInLog.Changed(Log, user.Id, "password set by link");
        Go("/account/login?done=password");
    }

    private static string? Decode(string? code)
    {
        var bytes = new byte[code?.Length ?? 0];
        return code is not null && Base64Url.TryDecodeFromChars(code, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    public sealed class ResetForm
    {
        public string? Password { get; set; }
    }
}
