using System.Security.Claims;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>
/// The target of an invitation link. The secret arrives in the body of a form and is stored in a cookie while the person
/// signs in or creates an account. Opening the page does not accept the invitation, because mail scanners open links.
/// </summary>
public sealed partial class InvitationPage
{
    /// <summary>Long enough to create an account and confirm its address.</summary>
    private static readonly TimeSpan CookieLifetime = TimeSpan.FromDays(1);

    private InvitationOffer? _offer;
    private string? _problem;
    private string? _secret;
    private bool _signInFirst;

    private string? ReaderEmail => Http.User.FindFirstValue(ClaimTypes.Email);

    /// <summary>Only for display; <see cref="AcceptInvitation"/> checks the database.</summary>
    private bool IsForReader => string.Equals(ReaderEmail, _offer?.Email, StringComparison.OrdinalIgnoreCase);

    /// <summary>No invitation is open yet.</summary>
    private bool IsWaiting => _offer is null && !_signInFirst;

    /// <summary>The former form of the address, which contained the secret. It no longer opens anything.</summary>
    [Parameter]
    public string? Old { get; set; }

    [SupplyParameterFromForm(FormName = "open")]
    public string? Link { get; set; }

    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    [Inject]
    public required AcceptInvitation Accept { get; init; }

    [Inject]
    public required LinkCookies Cookies { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Http.Response.Headers.CacheControl = "no-store";
        if (Old is not null)
        {
            _problem = "This link is incomplete. Paste the link from your mail, or ask for a new invitation.";
            PageStatus.Set(Http, StatusCodes.Status404NotFound);
            return;
        }

        // A newly opened link replaces the one opened before.
        _secret = Link is null ? Cookies.Read(Http, LinkCookies.Invitation) : SecretLinks.SecretOf(Link);
        if (_secret is null)
        {
            return;
        }

        if (await Person.FindAsync() is null)
        {
            _signInFirst = true;
            return;
        }

        await LookAsync(_secret);
    }

    private async Task LookAsync(string secret)
    {
        var looked = await Accept.LookAsync(secret, CancellationToken.None);
        if (!looked.TryGet(out _offer, out var error))
        {
            _problem = error.Message;
            Cookies.Forget(Http, LinkCookies.Invitation);
        }
    }

    /// <summary>Redirects to the address without the form, so that the page can be reloaded.</summary>
    private void OpenAsync()
    {
        if (_problem is null)
        {
            Cookies.Remember(Http, LinkCookies.Invitation, _secret ?? "", CookieLifetime);
            Navigation.NavigateTo(SecretLinks.Invitations);
        }
    }

    private async Task JoinAsync()
    {
        if (_secret is null || await Person.FindAsync() is not { } person)
        {
            return;
        }

        var joined = await Accept.RunAsync(_secret, person, CancellationToken.None);
        if (joined.TryGet(out var slug, out var error))
        {
            Cookies.Forget(Http, LinkCookies.Invitation);
            Navigation.NavigateTo($"/orgs/{slug}/extensions");
        }
        else
        {
            _problem = error.Message;
        }
    }
}
