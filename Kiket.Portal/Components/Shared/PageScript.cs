using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Shared;

/// <summary>How a component loads its script and releases it.</summary>
internal static class PageScript
{
    /// <summary>Tries again after these pauses: a connection that breaks is often back within a minute.</summary>
    private static readonly TimeSpan[] Pauses = [.. new[] { 1, 2, 4, 8, 16, 32 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>A call that is under way while the connection breaks gets no answer.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Loads a script and calls its start function. A browser that is offline can't load it, so it is tried again: a page
    /// that works without its script must not be replaced by an error.
    /// </summary>
    /// <param name="address">The script, seen from the page's base address.</param>
    /// <param name="start">A function that may be called twice: the answer to the first call can be lost.</param>
    /// <param name="gone">Canceled when the component is disposed.</param>
    /// <returns>The running script; null when the page is gone or the script can't be loaded.</returns>
    public static async Task<IJSObjectReference?> StartAsync(
        this IJSRuntime browser, string address, string start, object?[] arguments, TimeProvider clock, CancellationToken gone)
    {
        for (var attempt = 0; ; attempt++)
        {
            IJSObjectReference? script = null;
            try
            {
                script = await browser.InvokeAsync<IJSObjectReference>("import", AnswerLimit, address);
                if (gone.IsCancellationRequested)
                {
                    return script;
                }

                await script.InvokeVoidAsync(start, AnswerLimit, arguments);
                return script;
            }
            catch (JSDisconnectedException)
            {
                return null;
            }
            catch (Exception lost) when (lost is JSException or OperationCanceledException)
            {
                // The script may have started even when its answer was lost: the component that left stops it.
                if (gone.IsCancellationRequested || attempt == Pauses.Length)
                {
                    return script;
                }
            }

            try
            {
                await Task.Delay(Pauses[attempt], clock, gone);
            }
            catch (OperationCanceledException)
            {
                return script;
            }
        }
    }

    /// <summary>A call that is only a courtesy: when it gets no answer, the page goes on without.</summary>
    /// <returns>What the browser answers; the default when it doesn't.</returns>
    public static async Task<T?> TryAsync<T>(this IJSRuntime browser, string function, params object?[] arguments)
    {
        try
        {
            return await browser.InvokeAsync<T?>(function, AnswerLimit, arguments);
        }
        catch (Exception lost) when (lost is JSException or JSDisconnectedException or OperationCanceledException)
        {
            return default;
        }
    }

    /// <inheritdoc cref="TryAsync{T}(IJSRuntime, string, object?[])"/>
    public static async Task TryAsync(this IJSObjectReference script, string function, params object?[] arguments)
    {
        try
        {
            await script.InvokeVoidAsync(function, AnswerLimit, arguments);
        }
        catch (Exception lost) when (lost is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page goes on without.
        }
    }

    /// <summary>Calls the stop function of the script and releases it. Does nothing when the browser is gone.</summary>
    public static async Task ReleaseAsync(this IJSObjectReference script, string stop, params object?[] arguments)
    {
        try
        {
            await script.InvokeVoidAsync(stop, arguments);
            await script.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and its listeners with it.
        }
    }
}
