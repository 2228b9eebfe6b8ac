using System.Globalization;
using System.Text;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>An invoice as CSV for spreadsheets: UTF-8 with a byte order mark, lines end with CRLF, amounts in cents and in dollars.</summary>
public static class InvoiceFile
{
    private static readonly string[] Columns =
    [
        "invoice", "service_month", "section", "extension_id", "description", "quantity", "unit", "gross_cents", "tax_cents", "gross", "tax", "currency",
    ];

    public static byte[] Write(InvoiceDocument document)
    {
        var text = new StringBuilder();
        text.Append(string.Join(',', Columns)).Append("\r\n");
        foreach (var line in document.Lines)
        {
            string[] cells =
            [
                Text(document.Invoice.Number ?? ""), Text(new Amounts.BillingMonth(line.ServicePeriod).ToString()),
                line.Section == LineSection.Hosting ? "Extension Hosting" : "Extensions", Text(line.ExtensionId), Text(line.Description),
                Number(line.Quantity), Text(line.Unit), Number(line.GrossCents), Number(line.TaxCents), Dollars(line.GrossCents), Dollars(line.TaxCents),
                document.Invoice.Currency,
            ];
            text.Append(string.Join(',', cells)).Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <summary>A name that begins like a formula would run as one when the file is opened. Amounts stay as they are.</summary>
    private static string Text(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Dollars(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
