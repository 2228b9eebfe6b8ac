using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Printing;

namespace Kiket.Portal.Billing.Payments;

/// <summary>A credit note as CSV for spreadsheets and on paper. Its amounts are below zero, as they change what the invoice charged.</summary>
public static class CreditNoteFile
{
    private static readonly string[] Columns =
    [
        "credit_note", "invoice", "service_month", "section", "extension_id", "description", "gross_cents", "tax_cents", "gross", "tax", "currency",
    ];

    public static byte[] Write(CreditNoteDocument document) => CsvFile.Write(
        Columns,
        document.Lines.Select(one => new[]
        {
            document.Note.Number, document.InvoiceNumber, new BillingMonth(one.Line.ServicePeriod).ToString(), LineText.Section(one.Line.Section),
            CsvFile.Safe(one.Line.ExtensionId), CsvFile.Safe(one.Line.Description), CsvFile.Number(-one.Credit.GrossCents),
            CsvFile.Number(-one.Credit.TaxCents), CsvFile.Dollars(-one.Credit.GrossCents), CsvFile.Dollars(-one.Credit.TaxCents), document.Note.Currency,
        }));

    public static PrintedDocument Print(CreditNoteDocument document, string csvSha256)
    {
        var note = document.Note;
        return new PrintedDocument("Credit note", note.Number, csvSha256)
        {
            Facts =
            [
                .. InvoicePrint.Parties(document.Invoice),
                new PrintedFact("Number", note.Number),
                new PrintedFact("Credits", document.InvoiceNumber),
                new PrintedFact("Issued", LineText.Day(BillingMonth.DayOf(note.IssuedAt))),
                new PrintedFact("Reason", note.Reason),
            ],
            Tables = [Table(document)],
            Totals =
            [
                new PrintedFact("Net credit", LineText.Dollars(-note.NetCents)),
                new PrintedFact("Tax credit", LineText.Dollars(-note.TaxCents)),
                new PrintedFact($"Credit in {note.Currency}", LineText.Dollars(-note.TotalCents)),
            ],
            Notes =
            [
                note.ReturnedCents > 0
                    ? $"{LineText.Dollars(note.ReturnedCents)} of it was paid before. It pays your next invoice, or is refunded."
                    : "It wasn't paid yet, so this lowers what is open.",
                .. document.Lines.Count > PrintedDocument.MostLines ? [InvoicePrint.TooMany(document.Lines.Count)] : Array.Empty<string>(),
            ],
        };
    }

    private static PrintedTable Table(CreditNoteDocument document) => new(
        "What is credited",
        [new PrintedColumn("What", 0.7), new PrintedColumn("Net", 0.15, IsAmount: true), new PrintedColumn("Tax", 0.15, IsAmount: true)],
        document.Lines.Count > PrintedDocument.MostLines
            ? [.. document.Lines.GroupBy(one => one.Line.ExtensionId, StringComparer.Ordinal)
                .Select(same => Row(same.Key, same.Sum(one => one.Credit.GrossCents), same.Sum(one => one.Credit.TaxCents)))]
            : [.. document.Lines.Select(one => Row(
                $"{one.Line.ExtensionId}\n{one.Line.Description}", one.Credit.GrossCents, one.Credit.TaxCents))]);

    private static string[] Row(string what, long gross, long tax) => [what, LineText.Dollars(-gross), LineText.Dollars(-tax)];
}
