using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Billing;

/// <summary>How money moves.</summary>
public enum BillingGateway
{
    /// <summary>By transfers that operators record.</summary>
    BankTransfer,

    /// <summary>Cards and accounts to try the portal with. Nothing is paid.</summary>
    Demo,

    Stripe,
}

/// <summary>How the marketplace bills.</summary>
public sealed class BillingOptions
{
    public const string Section = "Billing";

    public BillingGateway Gateway { get; set; }

    /// <summary>How long after a month usage of it is still accepted for its own invoice.</summary>
    [Range(0, 240, ErrorMessage = "Billing:InvoiceGraceHours must be from 0 to 240.")]
    public int InvoiceGraceHours { get; set; } = 48;

    /// <summary>The publisher's part of a price where nothing else is agreed, in hundredths of a percent.</summary>
    [Range(0, 10_000, ErrorMessage = "Billing:DefaultShareBps must be from 0 to 10000.")]
    public int DefaultShareBps { get; set; } = 8_000;

    /// <summary>Days from the issue of an invoice until it must be paid.</summary>
    [Range(0, 365, ErrorMessage = "Billing:DueDays must be from 0 to 365.")]
    public int DueDays { get; set; } = 14;

    /// <summary>Below it, a publisher's balance waits for the next month.</summary>
    [Range(0, 1_000_000, ErrorMessage = "Billing:MinimumPayoutCents must be from 0 to 1000000.")]
    public long MinimumPayoutCents { get; set; } = 5_000;

    public TimeSpan Grace => TimeSpan.FromHours(InvoiceGraceHours);
}
