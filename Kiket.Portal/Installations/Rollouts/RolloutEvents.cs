using Kiket.Portal.Events;

namespace Kiket.Portal.Installations.Rollouts;

/// <summary>Its publisher paused a rollout, resumed it, or let it go to everyone.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
[EventName("rollout.changed")]
public sealed record RolloutChanged(Guid ReleaseId, Guid ExtensionKey, RolloutAction Action) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}

/// <summary>The portal stopped a rollout because too many operations failed.</summary>
[EventName("rollout.stopped")]
public sealed record RolloutStopped(Guid ReleaseId, Guid ExtensionKey, string Version, string Reason) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
