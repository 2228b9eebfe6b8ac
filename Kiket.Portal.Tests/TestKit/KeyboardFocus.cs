using Microsoft.Playwright;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Where the keyboard is.</summary>
internal static class KeyboardFocus
{
    /// <summary>
    /// Waits until the element has the keyboard's focus within its page. Unlike Playwright's own check, it doesn't ask whether
    /// the page's window is in front: the windows of tests that run together take turns at that.
    /// </summary>
    public static Task FocusedAsync(this ILocator element) => Wait.UntilAsync(() => IsFocusedAsync(element), isFocused => isFocused);

    private static async Task<bool> IsFocusedAsync(ILocator element)
    {
        try
        {
            return await element.EvaluateAsync<bool>("element => document.activeElement === element");
        }
        catch (PlaywrightException exception) when (exception.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            // The page is being left for the one that is waited for.
            return false;
        }
    }
}
