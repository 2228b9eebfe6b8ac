using Kiket.Portal.Foundation;

namespace Kiket.Portal.Webhooks;

/// <summary>"Something about this organization's webhooks changed", by organization id.</summary>
public sealed class WebhookTopic(ILogger<WebhookTopic> logger) : LiveTopic(logger);
