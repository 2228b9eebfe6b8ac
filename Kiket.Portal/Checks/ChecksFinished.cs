using Kiket.Portal.Events;

namespace Kiket.Portal.Checks;

/// <summary>Every check of a commit has finished, for the first time or again.</summary>
/// <param name="RepositoryId">The portal's id of the repository.</param>
/// <param name="Commit">The full SHA.</param>
[EventName("checks.finished")]
public sealed record ChecksFinished(Guid RepositoryId, string Commit) : IEvent
{
    public string Subject => $"repository:{RepositoryId}";
}

/// <summary>The checks of a commit have failed for good: nothing runs until a person starts them again.</summary>
/// <param name="RepositoryId">The portal's id of the repository.</param>
/// <param name="Commit">The full SHA.</param>
[EventName("checks.stopped")]
public sealed record ChecksStopped(Guid RepositoryId, string Commit) : IEvent
{
    public string Subject => $"repository:{RepositoryId}";
}
