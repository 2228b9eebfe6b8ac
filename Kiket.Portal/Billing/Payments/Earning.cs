using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;

namespace Kiket.Portal.Billing.Payments;

public enum EarningKind
{
    /// <summary>A line of an invoice that is paid.</summary>
    Sale,

    /// <summary>A credit note took it back.</summary>
    Refund,

    /// <summary>The customer's bank disputes the payment.</summary>
    Dispute,

    /// <summary>The dispute is over.</summary>
    DisputeEnded,

    /// <summary>A payout that came back.</summary>
    PayoutReturned,

    /// <summary>Two operators corrected the balance.</summary>
    Correction,
}

/// <summary>
/// One movement of what a publisher is owed, written with its entry in the ledger: the lines of statements. It never changes, and its amounts
/// and texts are copies of what was issued.
/// </summary>
public sealed class Earning
{
    private Earning()
    {
    }

    /// <summary>Of the line of the invoice or the credit note, so that it is the same before and after the payment.</summary>
    public Guid Id { get; private set; }

    public Guid PublisherId { get; private set; }

    public EarningKind Kind { get; private set; }

    /// <summary>Null for a payout that came back and for a correction.</summary>
    public Guid? InvoiceId { get; private set; }

    /// <summary>The number of the invoice, the payout or the correction.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>The first of the month in which it was used.</summary>
    public DateOnly ServicePeriod { get; private set; }

    public string Customer { get; private set; } = "";

    public string ExtensionId { get; private set; } = "";

    public string Description { get; private set; } = "";

    public long GrossCents { get; private set; }

    public long ShareCents { get; private set; }

    public long WithheldCents { get; private set; }

    /// <summary>What the balance moved by.</summary>
    public long NetCents { get; private set; }

    public long FeeCents => GrossCents - ShareCents;

    /// <summary>When it was posted: the month of its statement.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The order in which they are shown.</summary>
    public long Seq { get; private set; }

    /// <param name="sign">-1 for what is taken back.</param>
    internal static Earning Of(EarningKind kind, Guid id, Invoice invoice, InvoiceLine line, EarnedCents cents, int sign = 1) => new()
    {
        Id = id,
        PublisherId = line.PublisherId!.Value,
        Kind = kind,
        InvoiceId = invoice.Id,
        Reference = invoice.Number!,
        ServicePeriod = line.ServicePeriod,
        Customer = invoice.BillingName,
        ExtensionId = line.ExtensionId,
        Description = line.Description,
        GrossCents = sign * cents.Gross,
        ShareCents = sign * cents.Share,
        WithheldCents = sign * cents.Withheld,
        NetCents = sign * (cents.Share - cents.Withheld),
    };

    /// <summary>All that a publisher earned of an invoice, taken away or given back.</summary>
    internal static Earning OfDispute(EarningKind kind, Invoice invoice, Guid publisherId, EarnedCents cents, int sign) => new()
    {
        Id = Guid.CreateVersion7(),
        PublisherId = publisherId,
        Kind = kind,
        InvoiceId = invoice.Id,
        Reference = invoice.Number!,
        ServicePeriod = invoice.Period,
        Customer = invoice.BillingName,
        Description = kind == EarningKind.Dispute ? "The customer's bank disputes the payment" : "The dispute is over",
        GrossCents = sign * cents.Gross,
        ShareCents = sign * cents.Share,
        WithheldCents = sign * cents.Withheld,
        NetCents = sign * (cents.Share - cents.Withheld),
    };

    internal static Earning OfReturn(Guid publisherId, string payout, long cents, string reason, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        PublisherId = publisherId,
        Kind = EarningKind.PayoutReturned,
        Reference = payout,
        ServicePeriod = BillingMonth.Of(now).First,
        Description = reason,
        NetCents = cents,
    };

    internal static Earning OfCorrection(Guid publisherId, Correction correction, DateTimeOffset now) => new()
    {
        Id = correction.Id,
        PublisherId = publisherId,
        Kind = EarningKind.Correction,
        Reference = correction.Number!,
        ServicePeriod = BillingMonth.Of(now).First,
        Description = correction.Reason,
        NetCents = correction.OwnedCents,
    };

    internal void Post(long seq, DateTimeOffset at) => (Seq, At) = (seq, at);
}

/// <param name="Gross">What the customer pays, without tax.</param>
/// <param name="Share">The publisher's part.</param>
/// <param name="Withheld">Tax that is kept back of the share.</param>
internal readonly record struct EarnedCents(long Gross, long Share, long Withheld)
{
    public static EarnedCents operator +(EarnedCents left, EarnedCents right) =>
        new(left.Gross + right.Gross, left.Share + right.Share, left.Withheld + right.Withheld);
}
