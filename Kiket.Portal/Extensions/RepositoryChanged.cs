using Kiket.Portal.Events;

namespace Kiket.Portal.Extensions;

/// <summary>What the portal knows about a repository changed: its name, its owner, whether its publisher controls it.</summary>
/// <param name="RepositoryId">The portal's id of the repository.</param>
[EventName("repository.changed")]
public sealed record RepositoryChanged(Guid RepositoryId) : IEvent
{
    public string Subject => $"repository:{RepositoryId}";
}
