using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Printing;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>An invoice as CSV for spreadsheets, with amounts in cents and in dollars.</summary>
public static class InvoiceFile
{
    private static readonly string[] Columns =
    [
        "invoice", "service_month", "section", "extension_id", "description", "quantity", "unit", "gross_cents", "tax_cents", "gross", "tax", "currency",
    ];

    public static byte[] Write(InvoiceDocument document) => CsvFile.Write(
        Columns,
        document.Lines.Select(line => new[]
        {
            CsvFile.Safe(document.Invoice.Number ?? ""), new BillingMonth(line.ServicePeriod).ToString(), LineText.Section(line.Section),
            CsvFile.Safe(line.ExtensionId), CsvFile.Safe(line.Description), CsvFile.Number(line.Quantity), CsvFile.Safe(line.Unit),
            CsvFile.Number(line.GrossCents), CsvFile.Number(line.TaxCents), CsvFile.Dollars(line.GrossCents), CsvFile.Dollars(line.TaxCents),
            document.Invoice.Currency,
        }));
}
