using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;

namespace Kiket.Portal.Billing.Payments;

/// <summary>What happens to an invoice that nobody pays, and when.</summary>
public static class PaymentRules
{
    /// <summary>Days after the day on which it was due: then what costs something stops.</summary>
    public const int SuspensionDays = 7;

    /// <summary>Days after the issue: from then on an operator can write it off.</summary>
    public const int WriteOffDays = 60;

    public static DateOnly SuspendsOn(Invoice invoice) => invoice.DueOn!.Value.AddDays(SuspensionDays);

    public static DateOnly WriteOffFrom(Invoice invoice) => BillingMonth.DayOf(invoice.IssuedAt!.Value).AddDays(WriteOffDays);

    /// <summary>Invoices for which everything that costs something is stopped.</summary>
    /// <param name="today">In UTC.</param>
    internal static IQueryable<Invoice> Unpaid(IQueryable<Invoice> invoices, DateOnly today)
    {
        var last = today.AddDays(-SuspensionDays);
        return invoices.Where(one => (one.State == InvoiceState.Issued || one.State == InvoiceState.PartlyPaid) && one.DueOn <= last);
    }
}
