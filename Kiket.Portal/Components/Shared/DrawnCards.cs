using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Caching.Memory;

namespace Kiket.Portal.Components.Shared;

/// <summary>
/// Rendered cards, cached by their content. When one listing changes, every page of the marketplace is rendered again, but
/// its other cards come from here. A live page then has one piece of text per card instead of a tree of components.
/// </summary>
public sealed class DrawnCards(IServiceScopeFactory scopes, ILoggerFactory logging) : IDisposable
{
    /// <summary>In characters of markup; a card has about 1,500.</summary>
    private const long MaxCachedLetters = 32L * 1024 * 1024;

    private readonly MemoryCache _cards = new(new MemoryCacheOptions { SizeLimit = MaxCachedLetters });

    /// <summary>The markup of the cards, in their order. Completes synchronously when all are cached.</summary>
    public async ValueTask<IReadOnlyList<MarkupString>> OfAsync(IReadOnlyList<CardContent> cards)
    {
        var drawn = new string[cards.Count];
        List<int> missing = [];
        for (var n = 0; n < cards.Count; n++)
        {
            if (_cards.TryGetValue(cards[n], out string? markup))
            {
                drawn[n] = markup!;
            }
            else
            {
                missing.Add(n);
            }
        }

        if (missing.Count > 0)
        {
            await using var scope = scopes.CreateAsyncScope();
            await using var renderer = new HtmlRenderer(scope.ServiceProvider, logging);
            await renderer.Dispatcher.InvokeAsync(async () =>
            {
                foreach (var n in missing)
                {
                    drawn[n] = await DrawAsync(renderer, cards[n]);
                    _cards.Set(cards[n], drawn[n], new MemoryCacheEntryOptions { Size = drawn[n].Length });
                }
            });
        }

        return [.. drawn.Select(DrawnMarkup.Of)];
    }

    public void Dispose() => _cards.Dispose();

    private static async Task<string> DrawAsync(HtmlRenderer renderer, CardContent card)
    {
        Dictionary<string, object?> content = new(StringComparer.Ordinal) { [nameof(Drawing.Content)] = ExtensionCard.Of(card) };
        var parameters = ParameterView.FromDictionary(content);
        return (await renderer.RenderComponentAsync<Drawing>(parameters)).ToHtmlString();
    }

    private sealed class Drawing : ComponentBase
    {
        [Parameter, EditorRequired] public required RenderFragment Content { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => Content(builder);
    }
}
