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

/// <summary>An operator removed a listing for good.</summary>
[EventName("listing.removed")]
public sealed record ListingRemoved(Guid ExtensionKey, string Reason) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>The publisher changed words, pictures or contacts of a listing.</summary>
/// <param name="EditId">The record of what changed.</param>
[EventName("listing.edited")]
public sealed record ListingEdited(Guid ExtensionKey, Guid EditId) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>A listing has another offer of the same release: its price changed.</summary>
[EventName("listing.offer_changed")]
public sealed record ListingOfferChanged(Guid ExtensionKey, Guid ReleaseId, Guid OfferId) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>The publisher hid a listing.</summary>
[EventName("listing.unlisted")]
public sealed record ListingUnlisted(Guid ExtensionKey) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>The publisher shows a listing again.</summary>
[EventName("listing.relisted")]
public sealed record ListingRelisted(Guid ExtensionKey) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
