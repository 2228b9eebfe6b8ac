using AngleSharp.Dom;
using Bunit;
using Bunit.Rendering;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Pages that draw themselves again when something happens elsewhere.</summary>
internal static class LivePages
{
    /// <summary>
    /// Presses a button. The page can draw itself again between finding the button and pressing it; then the new one is pressed.
    /// <code>await page.PressAsync("Submit again");</code>
    /// </summary>
    public static Task PressAsync<T>(this IRenderedComponent<T> page, string text)
        where T : IComponent => page.PressAsync(() => page.FindAll("button").Single(button => button.TextContent.Trim() == text));

    /// <inheritdoc cref="PressAsync{T}(IRenderedComponent{T}, string)"/>
    public static async Task PressAsync<T>(this IRenderedComponent<T> page, Func<IElement> find)
        where T : IComponent
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await find().ClickAsync(new());
                return;
            }
            catch (UnknownEventHandlerIdException) when (attempt < 5)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>The same for a field: a save that ends meanwhile renders the page again.</summary>
    public static async Task TypeAsync<T>(this IRenderedComponent<T> page, string selector, string text)
        where T : IComponent
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await page.Find(selector).InputAsync(text);
                return;
            }
            catch (UnknownEventHandlerIdException) when (attempt < 5)
            {
                await Task.Yield();
            }
        }
    }
}
