using Kiket.Portal.Foundation;

namespace Kiket.Portal.Analytics.Tokens;

/// <summary>"Who may send telemetry changed": every node forgets what it remembers.</summary>
public sealed class TelemetryTopic(ILogger<TelemetryTopic> logger) : LiveTopic(logger)
{
    public Task PublishAsync() => PublishAsync(Guid.Empty);
}
