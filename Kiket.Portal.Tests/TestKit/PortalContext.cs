using Bunit;
using Kiket.Portal.Events;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// Renders components without a browser, with MudBlazor's services and a JavaScript that answers nothing. Tests
/// derive from it; xunit disposes it asynchronously, as MudBlazor's services need.
/// </summary>
public abstract class PortalContext : BunitContext, IAsyncLifetime
{
    private bool _hasProviders;

    protected PortalContext()
    {
        // A busy machine is no failure: waiting ends as soon as the screen shows what is waited for.
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddEvents();
        Services.TryAddSingleton(TimeProvider.System);
    }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    /// <summary>Menus, selects, tooltips and dialogs open inside these; render them first.</summary>
    protected void RenderProviders()
    {
        if (_hasProviders)
        {
            return;
        }

        _hasProviders = true;
        Render<MudPopoverProvider>();
        Render<MudDialogProvider>();
    }
}
