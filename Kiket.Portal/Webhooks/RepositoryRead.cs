using Kiket.Portal.Events;

namespace Kiket.Portal.Webhooks;

/// <summary>A commit of a repository with a token was read because of a push, the schedule or a person.</summary>
/// <param name="RepositoryId">The portal's id of the repository.</param>
/// <param name="Commit">The full SHA.</param>
[EventName("repository.read")]
public sealed record RepositoryRead(Guid RepositoryId, string Commit) : IEvent
{
    public string Subject => $"repository:{RepositoryId}";
}
