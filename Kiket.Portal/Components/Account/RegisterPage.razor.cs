using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Accounts;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// Where the portal sends mail, an account is made by the link in it (<see cref="FinishRegistrationPage"/>), and the reply
/// here is the same for an address that has an account. Without mail it is made at once.
/// </summary>
public sealed partial class RegisterPage
{
    private string? _sent;

    [SupplyParameterFromForm(FormName = "register")]
    public RegisterForm Input { get; set; } = null!;

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required AccountMails Mail { get; init; }

    protected override void OnInitialized() => Input ??= new RegisterForm();

    private async Task SubmitAsync()
    {
        if (!IsComplete(Input) || !MayRegister())
        {
            return;
        }

        if (Mail.IsConfigured)
        {
            Mail.TryRequest(new AccountMailRequest(AccountMailKind.Registration, Input.Email!, Input.Name!, ReturnUrl is null ? null : LocalAddress.Of(ReturnUrl)));
            _sent = $"We sent a mail to {Input.Email!.Trim()}.";
            return;
        }

        await CreateAsync();
    }

    private async Task CreateAsync()
    {
        if (Input.Password is not { Length: > 0 })
        {
            Problem = "Choose a password.";
            return;
        }

        var user = PortalUser.Register(Input.Email!, Input.Name ?? "", Clock.GetUtcNow());
        var created = await Users.CreateAsync(user, Input.Password);
        if (!created.Succeeded)
        {
            Problem = IsTaken(created)
                ? "There is an account with this address already. Sign in, or set a new password if you forgot it."
                : Sentences(created);
            return;
        }

        SignInLog.Registered(Log, user.Id);
        await SignIn.SignInAsync(user, isPersistent: false);
        Go(LocalAddress.Of(ReturnUrl));
    }

    public sealed class RegisterForm
    {
        [PersonName]
        public string? Name { get; set; }

        [MailableAddress]
        public string? Email { get; set; }

        [StringLength(256, ErrorMessage = "Choose a password of at most {1} characters.")]
        public string? Password { get; set; }
    }
}
