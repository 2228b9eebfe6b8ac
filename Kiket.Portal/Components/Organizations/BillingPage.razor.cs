using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>What an organization pays: this month so far, its invoices, and how it is addressed on them. For Owners and Admins.</summary>
public sealed partial class BillingPage
{
    private CurrentMonth? _current;
    private IReadOnlyList<Invoice> _invoices = [];
    private IReadOnlyList<CreditNoteDocument> _creditNotes = [];
    private IReadOnlyList<Correction> _corrections = [];
    private IReadOnlyList<MeteredUse> _metered = [];
    private CustomerStanding? _standing;
    private IReadOnlyList<Subscription> _subscriptions = [];
    private string _name = "";
    private string _address = "";
    private string _taxNumber = "";
    private Error? _problem;
    private bool _saved;
    private bool _busy;

    [Inject] public required InvoiceQueries Invoices { get; init; }

    [Inject] public required PaymentQueries Payments { get; init; }

    [Inject] public required CorrectionQueries Corrections { get; init; }

    [Inject] public required Kiket.Portal.Billing.Gateways.SetUpPayments SetUp { get; init; }

    [Inject] public required SubscriptionQueries Subscriptions { get; init; }

    [Inject] public required UsageQueries Usage { get; init; }

    [Inject] public required ChangeBillingProfile Change { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    protected override async Task LoadAsync(OrganizationMember member)
    {
        var isFirst = _current is null;
        _current = await Invoices.CurrentAsync(member.OrganizationId, CancellationToken.None);
        _invoices = (await Invoices.ForOrganizationAsync(member.OrganizationId, new PageRequest(1, PageRequest.MaxSize), CancellationToken.None)).Items;
        _creditNotes = (await Payments.CreditNotesAsync(member.OrganizationId, new PageRequest(1, PageRequest.MaxSize), CancellationToken.None)).Items;
        _corrections = await Corrections.ForOrganizationAsync(member.OrganizationId, CancellationToken.None);
        _subscriptions = await Subscriptions.ForOrganizationAsync(member.OrganizationId, CancellationToken.None);
        _standing = await Payments.StandingAsync(member.OrganizationId, CancellationToken.None);
        _metered = await Usage.ForOrganizationAsync(member.OrganizationId, CancellationToken.None);
        if (isFirst)
        {
            var profile = await Invoices.ProfileAsync(member.OrganizationId, CancellationToken.None);
            (_name, _address, _taxNumber) = (profile.Name, profile.Address, profile.TaxNumber);
        }
    }

    private DateOnly Today => BillingMonth.DayOf(Clock.GetUtcNow());

    private string? ProblemOf(string field) => _problem?.Details.FirstOrDefault(detail => detail.Field == field)?.Message;

    private long AtMonthEnd(string extensionId) =>
        _current!.AtMonthEnd.Where(line => line.ExtensionId == extensionId).Sum(line => line.GrossCents);

    private static string Day(DateOnly day) => LineText.Day(day);

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var saved = await Change.RunAsync(Org, new BillingProfileInput(_name, _address, _taxNumber), Reader!, CancellationToken.None);
        (_saved, _problem, _busy) = (saved.Succeeded, saved.Error, false);
    }
}
