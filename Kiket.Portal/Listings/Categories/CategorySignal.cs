using Kiket.Portal.Foundation;

namespace Kiket.Portal.Listings.Categories;

/// <summary>"The categories changed": their names are on every public page.</summary>
public sealed class CategorySignal(CategoryShelf shelf, ListingCache cache) : ISharedSignal
{
    private Action<string>? _send;

    string ISharedSignal.Name => nameof(CategorySignal);

    /// <summary>Call it after the commit. When it returns, every page of this node shows the new categories.</summary>
    public Task PublishAsync()
    {
        _send?.Invoke("");
        return ReadAgainAsync();
    }

    void ISharedSignal.ShareWith(Action<string> send) => _send = send;

    Task ISharedSignal.ReceiveAsync(string? key) => ReadAgainAsync();

    private async Task ReadAgainAsync()
    {
        await shelf.RefreshAsync(CancellationToken.None);
        await cache.EvictAsync(null);
    }
}
