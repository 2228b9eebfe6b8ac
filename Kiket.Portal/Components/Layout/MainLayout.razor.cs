using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Diagnostics;

namespace Kiket.Portal.Components.Layout;

/// <summary>The frame of every page but the account's own: bar, content, foot.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;

    /// <summary>Asked for once: every view that asks by itself stands in the memory of each live page.</summary>
    private ClaimsPrincipal? _user;

    [CascadingParameter]
    public Task<AuthenticationState>? SignedIn { get; set; }

    /// <summary>Null on a live page.</summary>
    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Fragment links need the page's own address: a base element makes <c>#main</c> mean the home page.</summary>
    private string Here => Http?.Features.Get<IStatusCodeReExecuteFeature>() is { } missed
        ? missed.OriginalPathBase + missed.OriginalPath + missed.OriginalQueryString
        : new Uri(Navigation.Uri).PathAndQuery;

    private bool IsSignedIn => _user?.Identity?.IsAuthenticated == true;

    /// <summary>Not before it is known: nobody who is signed in shall be asked to.</summary>
    private bool IsVisitor => _user is not null && !IsSignedIn;

    /// <summary>On a page that is or becomes interactive; elsewhere nothing could tell of news.</summary>
    private bool Live => RendererInfo.IsInteractive || AssignedRenderMode is not null;

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    protected override async Task OnParametersSetAsync() => _user = SignedIn is null ? new ClaimsPrincipal() : (await SignedIn).User;

    public void Dispose() => Navigation.LocationChanged -= Moved;

    private void Moved(object? sender, LocationChangedEventArgs arguments)
    {
        // A page that failed must not hold the next one hostage.
        _boundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }
}
