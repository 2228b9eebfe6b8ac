namespace Kiket.Portal.Billing;

/// <summary>Who issues the invoices, as it is printed on them. Without a name nothing is issued.</summary>
public sealed class IssuerOptions
{
    public const string Section = "Billing:Issuer";

    public string? Name { get; set; }

    /// <summary>Lines separated by line breaks or <c>|</c>.</summary>
    public string? Address { get; set; }

    public string? TaxNumber { get; set; }

    /// <summary>How to pay, such as an account for transfers.</summary>
    public string? PaymentDetails { get; set; }

    public bool IsSet => !string.IsNullOrWhiteSpace(Name);
}
