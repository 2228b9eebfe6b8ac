using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Printing;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>An invoice on paper, as it was issued.</summary>
public static class InvoicePrint
{
    /// <param name="pay">How to pay; null where nothing is said about it.</param>
    public static PrintedDocument Of(InvoiceDocument document, string? pay, string csvSha256)
    {
        var invoice = document.Invoice;
        var isBook = document.Lines.Count > PrintedDocument.MostLines;
        return new PrintedDocument("Invoice", invoice.Number ?? "", csvSha256)
        {
            Facts =
            [
                .. Parties(invoice),
                new PrintedFact("Number", invoice.Number ?? ""),
                new PrintedFact("Month", new BillingMonth(invoice.Period).Name),
                new PrintedFact("Issued", LineText.Day(BillingMonth.DayOf(invoice.IssuedAt!.Value))),
                new PrintedFact("Due", LineText.Day(invoice.DueOn!.Value)),
            ],
            Tables = [.. document.Lines.GroupBy(line => line.Section).Select(section => Table(section.Key, [.. section], isBook))],
            Totals =
            [
                new PrintedFact("Net", LineText.Dollars(invoice.NetCents)),
                new PrintedFact($"Tax {LineText.Percent(invoice.TaxBasisPoints)}", LineText.Dollars(invoice.TaxCents)),
                new PrintedFact($"Total in {invoice.Currency}", LineText.Dollars(invoice.TotalCents)),
            ],
            Notes =
            [
                "Each day (UTC) on which an extension runs counts whole. Days of one price are summed first, then rounded once.",
                .. isBook ? [TooMany(document.Lines.Count)] : Array.Empty<string>(),
                .. string.IsNullOrWhiteSpace(pay) ? [] : new[] { $"How to pay: {pay}" },
            ],
        };
    }

    /// <summary>Who issues a document and who gets it.</summary>
    public static IReadOnlyList<PrintedFact> Parties(Invoice invoice) =>
    [
        new("From", Party(invoice.IssuerName, invoice.IssuerAddress, invoice.IssuerTaxNumber)),
        new("To", Party(invoice.BillingName, invoice.BillingAddress, invoice.TaxNumber)),
    ];

    /// <param name="address">Lines separated by line breaks or <c>|</c>.</param>
    public static string Party(string name, string address, string taxNumber)
    {
        string[] lines = [name, .. address.Split('\n', '|'), taxNumber.Length > 0 ? $"Tax number {taxNumber}" : ""];
        return string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    public static string TooMany(int lines) => string.Create(
        CultureInfo.InvariantCulture, $"These are {lines:#,0} lines, so this page has the totals of each extension.");

    private static PrintedTable Table(LineSection section, IReadOnlyList<InvoiceLine> lines, bool isBook) => new(
        LineText.Section(section),
        [
            new PrintedColumn("What", 0.58), new PrintedColumn(isBook ? "Lines" : "Quantity", 0.14, IsAmount: true),
            new PrintedColumn("Net", 0.14, IsAmount: true), new PrintedColumn("Tax", 0.14, IsAmount: true),
        ],
        isBook
            ? [.. lines.GroupBy(line => line.ExtensionId, StringComparer.Ordinal).Select(same => new[]
            {
                same.Key, same.Count().ToString("#,0", CultureInfo.InvariantCulture), LineText.Dollars(same.Sum(line => line.GrossCents)),
                LineText.Dollars(same.Sum(line => line.TaxCents)),
            })]
            : [.. lines.Select(line => new[]
            {
                $"{line.ExtensionId}\n{line.Description}", LineText.Quantity(line.Quantity, line.Unit), LineText.Dollars(line.GrossCents),
                LineText.Dollars(line.TaxCents),
            })],
        lines.Count == 1
            ? null
            : ["In total", "", LineText.Dollars(lines.Sum(line => line.GrossCents)), LineText.Dollars(lines.Sum(line => line.TaxCents))]);
}
