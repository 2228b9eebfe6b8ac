using Kiket.Portal.Accounts;
using Kiket.Portal.Webhooks.Settings;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>GitHub's deliveries, each with what it led to, its payload, and a way to work on it again.</summary>
public sealed partial class DeliveryLog
{
    /// <summary>A longer payload is cut: it goes over the page's connection.</summary>
    private const int MaxCharacters = 20_000;

    private Guid? _shown;
    private string _payload = "";
    private string? _problem;

    [Parameter, EditorRequired] public required string Org { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<DeliveryRow> Deliveries { get; set; }

    [Parameter, EditorRequired] public required Actor Reader { get; set; }

    [Inject] public required WebhookQueries Queries { get; init; }

    [Inject] public required RequestSync Sync { get; init; }

    private async Task ShowAsync(Guid delivery)
    {
        if (_shown == delivery)
        {
            _shown = null;
            return;
        }

        var payload = await Queries.PayloadAsync(Org, delivery, MaxCharacters, Reader, CancellationToken.None);
        payload.TryGet(out var text, out var error);
        (_shown, _payload, _problem) = (error is null ? delivery : null, text ?? "", error?.Message);
    }

    private async Task ReplayAsync(Guid delivery) =>
        _problem = (await Sync.ReplayAsync(Org, delivery, Reader, CancellationToken.None)).Error?.Message;
}
