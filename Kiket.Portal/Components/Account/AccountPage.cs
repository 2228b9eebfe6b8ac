using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Kiket.Portal.Components.Account;

/// <summary>What the account pages have in common. They are rendered statically, because signing in sets cookies.</summary>
public abstract class AccountPage : ComponentBase
{
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [Inject]
    public required UserManager<PortalUser> Users { get; init; }

    [Inject]
    public required SignInManager<PortalUser> SignIn { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Creates the address of the page that tells a locked person why.</summary>
    [Inject]
    public required LockedNotice Locked { get; init; }

    [Inject]
    public required ILoggerFactory Loggers { get; init; }

    [Inject]
    public required RegistrationLimit Registrations { get; init; }

    /// <summary>Shown above the form when something was refused.</summary>
    protected string? Problem { get; set; }

    protected ILogger Log => Loggers.CreateLogger(GetType());

    protected bool IsGet => HttpMethods.IsGet(Http.Request.Method);

    /// <summary>Goes to an address of the portal.</summary>
    protected void Go(string address) => Navigation.NavigateTo(address);

    /// <summary>The address with the current return address added.</summary>
    protected string WithReturn(string path) =>
        Navigation.GetUriWithQueryParameters(
            path, new Dictionary<string, object?>(StringComparer.Ordinal) { ["returnUrl"] = ReturnUrl is null ? null : LocalAddress.Of(ReturnUrl) });

    /// <summary>The signed-in account; the page has [Authorize], so only a deleted one is missing.</summary>
    protected async Task<PortalUser> RequireUserAsync() =>
        await Users.GetUserAsync(Http.User) ?? throw new InvalidOperationException("The signed-in account no longer exists.");

    /// <summary>Validates a form by its annotations and shows one sentence for each problem.</summary>
    protected bool IsComplete(object form)
    {
        var problems = new List<ValidationResult>();
        if (Validator.TryValidateObject(form, new ValidationContext(form), problems, validateAllProperties: true))
        {
            return true;
        }

        Problem = string.Join(' ', problems.Select(problem => problem.ErrorMessage));
        return false;
    }

    /// <summary>Whether an account was not created because the address already has one.</summary>
    protected static bool IsTaken(IdentityResult result) => result.Errors.Any(error => error.Code is "DuplicateEmail" or "DuplicateUserName");

    /// <summary>Whether this visitor may create another account. If not, the page shows why and the typed values stay.</summary>
    protected bool MayRegister()
    {
        if (Registrations.Take(ClientAddress.Key(Http)) is not { RetryAfter: { } wait } refusal)
        {
            return true;
        }

        Problem = refusal.Message;
        PageStatus.Set(Http, StatusCodes.Status429TooManyRequests);
        Http.Response.Headers.RetryAfter = wait.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return false;
    }

    /// <summary>Shows a refusal above the form, with its status.</summary>
    protected void Refuse(Error error)
    {
        Problem = error.Message;
        PageStatus.Refuse(Http, error);
    }

    protected static string Sentences(IdentityResult result) => string.Join(' ', result.Errors.Select(error => error.Description));
}
