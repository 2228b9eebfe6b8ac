using Kiket.Portal.Data;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>Says at startup, and to operators, what doesn't work while <c>Portal:PublicUrl</c> isn't set.</summary>
public sealed partial class MissingAddress(
    IOptions<PortalOptions> portal, IOptions<SmtpOptions> smtp, SecretLinks links, ILogger<MissingAddress> logger) : IHostedLifecycleService
{
    /// <summary>A sentence or two; null when nothing is missing.</summary>
    public string? Notice => (portal.Value.PublicUrl, links.Root) switch
    {
        (not null, _) => null,
        (null, null) => "Portal:PublicUrl isn't set, so the portal doesn't know its own address. Until you set it, the portal sends no mail and calls no "
            + "extension.",
        (null, var root) when smtp.Value.IsConfigured =>
            $"Portal:PublicUrl isn't set, so links in mail lead to {root}, where the portal listens. Set it to the address where people reach the portal.",
        _ => null,
    };

    /// <summary>The server listens by now, so its address is known.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (Notice is { } notice)
        {
            Missing(logger, notice);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "{Notice}")]
    private static partial void Missing(ILogger logger, string notice);
}
