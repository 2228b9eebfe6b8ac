using Kiket.Portal.Events;

namespace Kiket.Portal.Releases;

/// <summary>A version can no longer be installed anew.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
[EventName("release.yanked")]
public sealed record ReleaseYanked(Guid ReleaseId, Guid ExtensionKey, string Version, string Reason) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>A yanked version can be installed again.</summary>
[EventName("release.unyanked")]
public sealed record ReleaseUnyanked(Guid ReleaseId, Guid ExtensionKey, string Version) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
