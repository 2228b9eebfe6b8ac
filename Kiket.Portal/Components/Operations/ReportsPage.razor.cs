using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Reports;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Reports from readers. Operators read them and mark them as handled.</summary>
public sealed partial class ReportsPage
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<TabLink> StateTabs = [new("Open", Address(null, null, 1)), new("Handled", Address("handled", null, 1))];

    private Page<ReportRow>? _page;

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required ReportQueries Queries { get; init; }

    private bool IsHandled => StateParameter == "handled";

    private string? StateName => IsHandled ? StateParameter : null;

    protected override async Task LoadAsync(Actor actor) =>
        (await Queries.RunAsync(
            IsHandled, Query, actor, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None)).TryGet(out _page, out _);

    private string Nothing => (string.IsNullOrWhiteSpace(Query), IsHandled) switch
    {
        (false, _) => "No name or id matches. Use fewer letters.",
        (true, true) => "Reports appear here after you mark them as handled. They are deleted after a year.",
        _ => "Reports that readers send about a listing appear here.",
    };

    private Task ChangedAsync(string said) => DoneAsync(Result.Success(), said);

    private static string Address(string? state, string? query, int page) => OperationsAddress.Of("/operations/reports", ("state", state), query, page);
}
