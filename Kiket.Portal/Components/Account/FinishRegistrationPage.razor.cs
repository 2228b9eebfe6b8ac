using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Account;

/// <summary>The target of the link in a registration mail. The link proves that the address belongs to the reader, so the account is created.</summary>
public sealed partial class FinishRegistrationPage
{
    private PendingRegistration? _pending;

    [SupplyParameterFromForm(FormName = "finish")]
    public FinishForm Input { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? Code { get; set; }

    [Inject]
    public required RegistrationLinks PendingRegistrations { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required RegistrationAccess Access { get; init; }

    private bool _isTaken;
    private bool _isRefused;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new FinishForm();
        _pending = PendingRegistrations.Read(Code);
        // The link went only to this mailbox, so it is safe to tell its reader.
        _isTaken = IsGet && _pending is not null && await Users.FindByEmailAsync(_pending.Email) is not null;
        if (IsGet && _pending is not null && !_isTaken)
        {
            await CheckAddressAsync(_pending.Email);
        }
    }

    /// <summary>The settings or the invitation may have changed since the mail was sent.</summary>
    private async Task<bool> CheckAddressAsync(string email)
    {
        var allowed = await Access.CheckConfirmedAsync(email, Http.RequestAborted);
        if (!allowed.Succeeded)
        {
            _isRefused = true;
            Refuse(allowed.Error);
        }

        return allowed.Succeeded;
    }

    private async Task SubmitAsync()
    {
        if (_pending is null || !IsComplete(Input) || !await CheckAddressAsync(_pending.Email))
        {
            return;
        }

        var user = PortalUser.Register(_pending.Email, Input.Name ?? "", Clock.GetUtcNow());
        user.EmailConfirmed = true;
        var created = await Users.CreateAsync(user, Input.Password!);
        if (!created.Succeeded)
        {
            _isTaken = IsTaken(created);
            Problem = _isTaken ? null : Sentences(created);
            return;
        }

        SignInLog.Registered(Log, user.Id);
        await SignIn.SignInAsync(user, isPersistent: false);
        Go(LocalAddress.Of(_pending.ReturnUrl));
    }

    public sealed class FinishForm
    {
        [PersonName]
        public string? Name { get; set; }

        [Required(ErrorMessage = "Choose a password.")]
        [StringLength(256, ErrorMessage = "Choose a password of at most {1} characters.")]
        public string? Password { get; set; }
    }
}
