using Kiket.Portal.Events;

namespace Kiket.Portal.Listings;

/// <summary>A listing shows a release: either the listing is new, or it now shows another version.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
[EventName("listing.shown")]
public sealed record ListingShown(Guid ExtensionKey, string Version) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>An operator suspended a listing.</summary>
[EventName("listing.suspended")]
public sealed record ListingSuspended(Guid ExtensionKey, string Reason) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>An operator restored a suspended listing.</summary>
[EventName("listing.restored")]
public sealed record ListingRestored(Guid ExtensionKey) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
