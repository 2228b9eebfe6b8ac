using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Organizations;

/// <summary>One invoice as it was issued. For Owners and Admins.</summary>
public sealed partial class InvoicePage
{
    private InvoiceDocument? _document;
    private IReadOnlyList<PaymentAttempt> _attempts = [];

    [Parameter] public required string InvoiceNumber { get; set; }

    [Inject] public required InvoiceQueries Invoices { get; init; }

    [Inject] public required PaymentQueries Payments { get; init; }

    [Inject] public required IOptions<IssuerOptions> Issuer { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    protected override async Task LoadAsync(OrganizationMember member)
    {
        _document = await Invoices.FindAsync(member.OrganizationId, InvoiceNumber, CancellationToken.None);
        if (_document is null)
        {
            Navigation.NotFound();
            return;
        }

        _attempts = await Payments.AttemptsAsync(_document.Invoice.Id, CancellationToken.None);
    }

    private DateOnly Today => BillingMonth.DayOf(Clock.GetUtcNow());

    private static string Word(PaymentAttempt attempt) => attempt.State switch
    {
        AttemptState.Succeeded => "paid by card",
        AttemptState.Declined => $"declined. {attempt.Problem}",
        AttemptState.Cancelled => "wasn't needed any more",
        _ => "is being charged to your card",
    };

    private static string Lines(string address, string taxNumber) =>
        taxNumber.Length > 0 ? $"{address}\nTax number {taxNumber}".Trim() : address;
}
