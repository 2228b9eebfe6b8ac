using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

public sealed partial class RegisterPage
{
    [SupplyParameterFromForm(FormName = "register")]
    public RegisterForm Input { get; set; } = null!;

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override void OnInitialized() => Input ??= new RegisterForm();

    private async Task SubmitAsync()
    {
        if (!IsComplete(Input))
        {
            return;
        }

        var user = PortalUser.Register(Input.Email!, Input.Name ?? "", Clock.GetUtcNow());
        var created = await Users.CreateAsync(user, Input.Password!);
        if (!created.Succeeded)
        {
            Problem = created.Errors.Any(error => error.Code is "DuplicateEmail" or "DuplicateUserName")
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
        [Required(ErrorMessage = "Give your name.")]
        [StringLength(PortalUser.MaxDisplayName, ErrorMessage = "Give a name of at most {1} characters.")]
        public string? Name { get; set; }

        [Required(ErrorMessage = "Give your e-mail address.")]
        [EmailAddress(ErrorMessage = "Give an e-mail address such as ana@example.com.")]
        [StringLength(256, ErrorMessage = "Give an e-mail address of at most {1} characters.")]
        public string? Email { get; set; }

        [Required(ErrorMessage = "Choose a password.")]
        [StringLength(256, ErrorMessage = "Choose a password of at most {1} characters.")]
        public string? Password { get; set; }
    }
}
