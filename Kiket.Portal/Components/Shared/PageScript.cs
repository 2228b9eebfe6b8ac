using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Shared;

/// <summary>How a component lets go of the script it has loaded.</summary>
internal static class PageScript
{
    /// <summary>Calls the script's own farewell and frees it; nothing when the browser is gone, and its listeners with it.</summary>
    public static async Task LetGoAsync(this IJSObjectReference script, string farewell, params object?[] arguments)
    {
        try
        {
            await script.InvokeVoidAsync(farewell, arguments);
            await script.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // Nobody is left to say it to.
        }
    }
}
