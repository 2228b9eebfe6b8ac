using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace Kiket.Portal.Components.Layout;

/// <summary>The frame of every page but the account's own: bar, content, foot.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Fragment links need the page's own address: a base element makes <c>#main</c> mean the home page.</summary>
    private string Here => new Uri(Navigation.Uri).PathAndQuery;

    /// <summary>On a page that is or becomes interactive; elsewhere MudBlazor has neither its styles nor its script.</summary>
    private bool Live => RendererInfo.IsInteractive || AssignedRenderMode is not null;

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    public void Dispose() => Navigation.LocationChanged -= Moved;

    private void Moved(object? sender, LocationChangedEventArgs arguments)
    {
        // A page that failed must not hold the next one hostage.
        _boundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }
}
