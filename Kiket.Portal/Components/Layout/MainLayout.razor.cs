using System.Security.Claims;
using Kiket.Portal.Legal;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics;

namespace Kiket.Portal.Components.Layout;

/// <summary>The frame of every page except the account pages: bar, content, footer.</summary>
public sealed partial class MainLayout : IDisposable
{
    private PageBoundary? _boundary;
    private ErrorBoundary? _bellBoundary;

    /// <summary>Read once, because every AuthorizeView takes memory in each live page.</summary>
    private ClaimsPrincipal? _user;

    [CascadingParameter]
    public Task<AuthenticationState>? SignedIn { get; set; }

    /// <summary>Null on a live page.</summary>
    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LegalPages Legal { get; init; }

    /// <summary>Fragment links need the address of the page, because the base element makes <c>#main</c> point to the home page.</summary>
    private string Here => Http?.Features.Get<IStatusCodeReExecuteFeature>() is { } missed
        ? missed.OriginalPathBase + missed.OriginalPath + missed.OriginalQueryString
        : new Uri(Navigation.Uri).PathAndQuery;

    private bool IsSignedIn => _user?.Identity?.IsAuthenticated == true;

    /// <summary>False until known, so that a signed-in person never sees a sign-in link.</summary>
    private bool IsVisitor => _user is not null && !IsSignedIn;

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    protected override async Task OnParametersSetAsync() => _user = SignedIn is null ? new ClaimsPrincipal() : (await SignedIn).User;

    public void Dispose() => Navigation.LocationChanged -= Moved;

    private void Moved(object? sender, LocationChangedEventArgs arguments)
    {
        // A page that failed must not block the next one.
        _boundary?.Recover();
        _bellBoundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }
}
