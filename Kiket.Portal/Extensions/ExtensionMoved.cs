using Kiket.Portal.Events;

namespace Kiket.Portal.Extensions;

/// <summary>An extension belongs to another organization, or comes from another of its repositories.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
/// <param name="FromOrganizationId">May be the same as before.</param>
[EventName("extension.moved")]
public sealed record ExtensionMoved(Guid ExtensionKey, Guid FromOrganizationId, Guid OrganizationId, Guid RepositoryId) : IEvent
{
    public string Subject => $"extension:{ExtensionKey}";
}
