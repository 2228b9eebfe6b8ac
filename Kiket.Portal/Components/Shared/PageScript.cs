using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Shared;

/// <summary>How a component releases the script it loaded.</summary>
internal static class PageScript
{
    /// <summary>Calls the stop function of the script and releases it. Does nothing when the browser is gone.</summary>
    public static async Task ReleaseAsync(this IJSObjectReference script, string stop, params object?[] arguments)
    {
        try
        {
            await script.InvokeVoidAsync(stop, arguments);
            await script.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and its listeners with it.
        }
    }
}
