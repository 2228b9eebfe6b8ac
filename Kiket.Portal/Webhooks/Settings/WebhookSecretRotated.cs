using Kiket.Portal.Events;

namespace Kiket.Portal.Webhooks.Settings;

/// <summary>A repository whose webhook the portal manages has a new secret, which GitHub doesn't know yet.</summary>
/// <param name="RepositoryId">The portal's id of the repository.</param>
[EventName("webhook.rotated")]
public sealed record WebhookSecretRotated(Guid RepositoryId) : IEvent
{
    public string Subject => $"repository:{RepositoryId}";
}
