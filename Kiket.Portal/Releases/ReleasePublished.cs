using Kiket.Portal.Events;

namespace Kiket.Portal.Releases;

/// <summary>A version was released.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
/// <param name="RepositoryId">The portal's id of the repository it comes from.</param>
[EventName("release.published")]
public sealed record ReleasePublished(Guid ReleaseId, Guid ExtensionKey, string Version, Guid RepositoryId, string Commit) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
