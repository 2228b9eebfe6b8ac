using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>The run of the last month and everybody's invoices.</summary>
public sealed partial class InvoicesPage
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<TabLink> StateTabs =
    [
        new("Open", Address(null, null, 1)), new("Overdue", Address("overdue", null, 1)), new("Paid", Address("paid", null, 1)),
        new("All", Address("all", null, 1)),
    ];

    private RunOverview? _month;
    private Page<OperatedInvoice>? _page;

    [SupplyParameterFromQuery(Name = "q")] public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateParameter { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required RunQueries Runs { get; init; }

    [Inject] public required ControlRun Control { get; init; }

    [Inject] public required PaymentQueries Payments { get; init; }

    private string? StateName => StateParameter is "overdue" or "paid" or "all" ? StateParameter : null;

    private DateOnly Today => BillingMonth.DayOf(Clock.GetUtcNow());

    private string Nothing => (string.IsNullOrWhiteSpace(Query), StateName) switch
    {
        (false, _) => "No number or customer matches. Use fewer letters, or search in all invoices.",
        (true, "overdue") => "Every invoice that is due is paid.",
        (true, null) => "Every invoice is paid.",
        _ => "Invoices appear here when the first month is issued.",
    };

    protected override async Task LoadAsync(Actor actor)
    {
        (await Runs.LatestAsync(actor, CancellationToken.None)).TryGet(out _month, out _);
        var filter = StateName switch
        {
            "overdue" => InvoiceFilter.Overdue,
            "paid" => InvoiceFilter.Paid,
            "all" => InvoiceFilter.All,
            _ => InvoiceFilter.Open,
        };
        (await Payments.InvoicesAsync(
            filter, Query, actor, new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None)).TryGet(out _page, out _);
    }

    private async Task HoldAsync() => await DoneAsync(
        await Control.HoldAsync(_month!.Run!.Month, Operator!, CancellationToken.None), "Held. Nothing is issued until you or another operator issues it.");

    private async Task IssueAsync() => await DoneAsync(
        await Control.IssueAsync(_month!.Run!.Month, Operator!, CancellationToken.None), "The invoices are issued within five minutes if the checks pass.");

    private async Task RedraftAsync() => await DoneAsync(
        await Control.RedraftAsync(_month!.Run!.Month, Operator!, CancellationToken.None), "The drafts are written again within five minutes.");

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static string Address(string? state, string? query, int page) => OperationsAddress.Of("/operations/billing", ("state", state), query, page);
}
