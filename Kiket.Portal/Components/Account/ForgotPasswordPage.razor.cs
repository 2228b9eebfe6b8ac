using System.Buffers.Text;
using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Account;

/// <summary>Sends a link that works for two hours. The answer is the same whether there is such an account or not.</summary>
public sealed partial class ForgotPasswordPage
{
    private string? _sent;

    [SupplyParameterFromForm(FormName = "forgot")]
    public ForgotForm Input { get; set; } = null!;

    [Inject]
    public required SecretMail Mail { get; init; }

    [Inject]
    public required IOptions<PortalOptions> Portal { get; init; }

    protected override void OnInitialized() => Input ??= new ForgotForm();

    private async Task SubmitAsync()
    {
        if (!Mail.IsConfigured)
        {
            return;
        }

        var user = await Users.FindByEmailAsync(Input.Email ?? "");
        if (user is not null)
        {
            var code = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(await Users.GeneratePasswordResetTokenAsync(user)));
            var root = Portal.Value.PublicUrl ?? new Uri(Navigation.BaseUri);
            var link = new Uri(root, $"/account/reset-password?user={user.Id}&code={code}");
            Mail.TryQueue(new OutgoingMail(
                user.Email!,
                "Set a new password",
                $"Somebody, probably you, asked to set a new password for your account at {root.Host}.\n\n{link}\n\nThe link works for two hours. If it was not you, nothing needs to be done."));
        }

        _sent = "If there is an account with this address, a link is on its way. It works for two hours.";
    }

    public sealed class ForgotForm
    {
        public string? Email { get; set; }
    }
}
