using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Data;
using Kiket.Portal.Submissions.Previews;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// The target of private links to a preview: reads the secret from the body of a form and redirects to an address without
/// it. Also answers old link addresses, which contained the secret and no longer work.
/// </summary>
public sealed partial class OpenPreviewPage
{
    private string? _problem;

    /// <summary>Part of an old or mistyped address.</summary>
    [Parameter] public string? Old { get; set; }

    /// <inheritdoc cref="Old"/>
    [Parameter] public string? Rest { get; set; }

    [SupplyParameterFromForm(FormName = "open")] public string? Link { get; set; }

    [CascadingParameter] public HttpContext Http { get; set; } = null!;

    [Inject] public required PreviewQueries Queries { get; init; }

    [Inject] public required LinkCookies Cookies { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        PreviewPageHeaders.Set(Http);
        if (Old is not null)
        {
            _problem = "This link is incomplete. Paste the link you were given, or ask the publisher for a new one.";
            PageStatus.Set(Http, StatusCodes.Status404NotFound);
        }
    }

    private async Task OpenAsync()
    {
        var secret = SecretLinks.SecretOf(Link);
        if ((await Queries.FindAsync(secret, CancellationToken.None)).TryGet(out var preview, out var refusal))
        {
            Cookies.Remember(Http, SharedPreviewPage.CookieOf(preview.LinkId), secret, SharedPreviewPage.CookieLifetime);
            Navigation.NavigateTo(SharedPreviewPage.AddressOf(preview.LinkId));
            return;
        }

        _problem = refusal.Message;
        PageStatus.Set(Http, PreviewPageHeaders.StatusOf(refusal));
    }
}
