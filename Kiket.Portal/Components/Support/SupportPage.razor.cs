using System.Globalization;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Support;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Support;

/// <summary>The tickets of an organization: those that it opened, and those that it answers as a publisher.</summary>
public sealed partial class SupportPage
{
    private const int PageSize = 25;

    private static readonly TimeSpan ClocksMove = TimeSpan.FromMinutes(1);

    private static readonly IReadOnlyList<(string Value, string Words)> States =
        [("", "Not resolved"), ("open", "Open"), ("waiting", "Waiting for the customer"), ("resolved", "Resolved and closed"), ("all", "All")];

    private Page<TicketRow>? _page;
    private bool _isPublisher;
    private DateTimeOffset _now;

    [SupplyParameterFromQuery(Name = "side")] public string? SideParameter { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateParameter { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "missed")] public string? Missed { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required TicketQueries Tickets { get; init; }

    [Inject] public required TicketTopic Topic { get; init; }

    private TicketSide Side => SideParameter == "publisher" ? TicketSide.Publisher : TicketSide.Customer;

    private bool IsMissed => Side == TicketSide.Publisher && Missed == "true";

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Query) || !string.IsNullOrEmpty(StateParameter) || IsMissed;

    private string Lead => Side == TicketSide.Publisher
        ? "Questions of customers. Missed promises come first, then what is due next."
        : $"What {Member!.Name} asked publishers about extensions that it runs. Only both organizations read it.";

    private IReadOnlyList<TabLink> Sides =>
        [new("From customers", Address(TicketSide.Publisher, null)), new("To publishers", Address(TicketSide.Customer, null))];

    private (string Title, string Text) Nothing => (IsFiltered, Side) switch
    {
        (true, _) => ("No tickets found", "No ticket fits. Use fewer letters, or look at all states."),
        (_, TicketSide.Publisher) => (
            "Nothing to answer", "Customers' questions about your extensions appear here, with the time until which you promise an answer."),
        _ => ("No open tickets", "Ask a publisher from the page of an installed extension or from its listing."),
    };

    protected override void OnInitialized() => Every(ClocksMove, () => Member is { } member ? LoadAsync(member) : Task.CompletedTask);

    protected override async Task LoadAsync(OrganizationMember member)
    {
        var filter = new TicketFilter(
            Side,
            StateParameter switch
            {
                "open" => TicketState.Open,
                "waiting" => TicketState.Waiting,
                "resolved" => TicketState.Resolved,
                _ => null,
            },
            IsAll: StateParameter == "all",
            Query,
            MissedOnly: IsMissed);
        var read = await Tickets.ListAsync(
            Org, filter, Reader!, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None);
        _ = read.TryGet(out _page, out _);
        _isPublisher = Side == TicketSide.Publisher || await Tickets.IsPublisherAsync(member.OrganizationId, CancellationToken.None);
        _now = Clock.GetUtcNow();
        Follow(Topic, member.OrganizationId, () => LoadAsync(member));
    }

    private string Address(TicketSide side, int? page)
    {
        var parts = new List<string>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(PlainText.WellFormed(value))}");
            }
        }

        Add("side", side == TicketSide.Publisher ? "publisher" : null);
        if (page is not null)
        {
            Add("state", StateParameter);
            Add("q", Query);
            Add("missed", IsMissed ? "true" : null);
            Add("page", page > 1 ? page.Value.ToString(CultureInfo.InvariantCulture) : null);
        }

        return parts.Count == 0 ? $"/orgs/{Org}/support" : $"/orgs/{Org}/support?{string.Join('&', parts)}";
    }
}
