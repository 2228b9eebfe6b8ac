using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>What one organization agreed to: its share, its tax, and where its payouts go.</summary>
public sealed partial class BillingTermsPage
{
    /// <summary>What is no number is refused by the rule, at its field.</summary>
    private const int NoRate = -1;

    private OperatedTerms? _terms;
    private string _form = "";
    private string _share = "";
    private string _from = "";
    private string _tax = "";
    private string _withheld = "";
    private string _account = "";

    [Parameter] public required string Slug { get; set; }

    [Inject] public required OperatedTermsQueries Queries { get; init; }

    [Inject] public required AgreeOnShare Agree { get; init; }

    [Inject] public required ChangeBillingProfile Change { get; init; }

    [Inject] public required MovePayout Payouts { get; init; }

    protected override async Task LoadAsync(Actor actor)
    {
        var isFirst = _terms is null;
        if (!(await Queries.FindAsync(Slug, actor, CancellationToken.None)).TryGet(out _terms, out _))
        {
            Navigation.NotFound();
        }
        else if (isFirst)
        {
            (_tax, _withheld) = (Hundredths.Text(_terms.TaxBasisPoints), Hundredths.Text(_terms.WithholdingBasisPoints));
        }
    }

    private string? At(string form, string field) => _form == form ? Problem.At(field) : null;

    private async Task AgreeAsync()
    {
        _form = "share";
        if (!DateOnly.TryParseExact(_from.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
        {
            (Saved, Problem) = (null, Error.Field("from", "from_invalid", "Write a day such as 2026-03-15."));
            return;
        }

        if (await DoneAsync(
            Plain(await Agree.RunAsync(new AgreeOnShareRequest(Slug, RateOf(_share), from, Operator!), CancellationToken.None)), "The agreement is saved."))
        {
            (_share, _from) = ("", "");
        }
    }

    private async Task TaxAsync()
    {
        _form = "tax";
        await DoneAsync(await Change.TaxAsync(_terms!.OrganizationId, RateOf(_tax), Operator!, CancellationToken.None), "The tax rate is saved.");
    }

    private async Task WithholdAsync()
    {
        _form = "withheld";
        await DoneAsync(
            await Change.WithholdAsync(_terms!.OrganizationId, RateOf(_withheld), Operator!, CancellationToken.None), "The withheld rate is saved.");
    }

    private async Task UseAsync()
    {
        _form = "account";
        if (await DoneAsync(await Payouts.UseAccountAsync(_terms!.OrganizationId, _account, Operator!, CancellationToken.None), "The account is saved."))
        {
            _account = "";
        }
    }

    private static int RateOf(string percent) => Hundredths.Parse(percent) is { } rate and <= int.MaxValue ? (int)rate : NoRate;

    private static string Percent(int basisPoints) => Hundredths.Text(basisPoints) + "%";

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
