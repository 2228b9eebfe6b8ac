using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Events that a handler gave up, for operators to retry, and those that are being handled.</summary>
public sealed partial class EventsPage
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<TabLink> StateTabs = [new("Failed", Address(null, 1)), new("Waiting", Address("waiting", 1))];

    private Page<DeliveryRow>? _page;

    [SupplyParameterFromQuery(Name = "state")] public string? State { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required DeliveryQueries Queries { get; init; }

    [Inject] public required RetryDelivery Retry { get; init; }

    private bool IsWaiting => State == "waiting";

    protected override async Task LoadAsync(Actor actor)
    {
        var state = IsWaiting ? DeliveryState.Waiting : DeliveryState.Dead;
        var page = new PageRequest(PageRequest.NumberOf(PageNumber), PageSize);
        (await Queries.RunAsync(state, actor, page, CancellationToken.None)).TryGet(out _page, out _);
    }

    private async Task RetryAsync(DeliveryRow row) =>
        await DoneAsync(await Retry.RunAsync(row.Id, Operator!, CancellationToken.None), $"{row.Event} is being tried again.");

    private static string Tried(int tries) => tries switch
    {
        0 => "Not tried yet",
        1 => "Tried once",
        _ => $"Tried {tries} times",
    };

    private static string Address(string? state, int page) => OperationsAddress.Of("/operations/events", ("state", state), query: null, page);
}
