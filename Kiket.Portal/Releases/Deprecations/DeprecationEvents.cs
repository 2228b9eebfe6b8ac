using Kiket.Portal.Events;

namespace Kiket.Portal.Releases.Deprecations;

/// <summary>A publisher announced that versions end.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
[EventName("release.deprecated")]
public sealed record DeprecationAnnounced(Guid DeprecationId, Guid ExtensionKey) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>Its reason, its sunset or its recommended version changed.</summary>
/// <param name="Number">Which change it is, from 1.</param>
[EventName("release.deprecation_changed")]
public sealed record DeprecationChanged(Guid DeprecationId, Guid ExtensionKey, int Number, DateTimeOffset? SunsetBefore, DateTimeOffset? SunsetAt) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>The versions don't end after all.</summary>
[EventName("release.deprecation_withdrawn")]
public sealed record DeprecationWithdrawn(Guid DeprecationId, Guid ExtensionKey) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
