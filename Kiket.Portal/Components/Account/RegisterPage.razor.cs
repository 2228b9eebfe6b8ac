using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>
/// If the portal sends mail, the account is created through the mailed link (<see cref="FinishRegistrationPage"/>), and the
/// reply here is the same for an address that has an account. Without mail it is created immediately.
/// </summary>
public sealed partial class RegisterPage
{
    private string? _sent;
    private RegistrationOffer _offer = RegistrationOffer.Everybody;

    [SupplyParameterFromForm(FormName = "register")]
    public RegisterForm Input { get; set; } = null!;

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required AccountMails Mail { get; init; }

    [Inject]
    public required LinkCookies Cookies { get; init; }

    [Inject]
    public required RegistrationAccess Access { get; init; }

    /// <summary>A posted form always gets its own reply, even if the invitation ended while it was filled in.</summary>
    private bool ShowsForm => _offer.IsOpen || !IsGet;

    private string? Invitation => Cookies.Read(Http, LinkCookies.Invitation);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new RegisterForm();
        _offer = await Access.LookAsync(Invitation, Http.RequestAborted);
    }

    private async Task SubmitAsync()
    {
        if (!IsComplete(Input))
        {
            return;
        }

        var allowed = await Access.CheckAsync(Input.Email!, Invitation, Http.RequestAborted);
        if (!allowed.Succeeded)
        {
            Refuse(allowed.Error);
            return;
        }

        if (!MayRegister())
        {
            return;
        }

        if (Mail.IsConfigured)
        {
            var target = ReturnUrl is null ? null : LocalAddress.Of(ReturnUrl);
            Mail.TryRequest(new AccountMailRequest(AccountMailKind.Registration, Input.Email!, Input.Name!, target));
            _sent = $"We sent an e-mail to {Input.Email!.Trim()}.";
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
                ? "There is already an account with this address. Sign in, or set a new password if you forgot it."
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
