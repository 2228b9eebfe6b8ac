using Kiket.Portal.Events;

namespace Kiket.Portal.Releases;

/// <summary>An operator stopped every use of a version because it is dangerous.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
[EventName("release.blocked")]
public sealed record ReleaseBlocked(Guid ReleaseId, Guid ExtensionKey, string Version, string Reason) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>A blocked version can be used again.</summary>
[EventName("release.unblocked")]
public sealed record ReleaseUnblocked(Guid ReleaseId, Guid ExtensionKey, string Version) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
