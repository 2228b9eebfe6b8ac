using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Printing;

namespace Kiket.Portal.Billing.Payments;

/// <summary>A correction as CSV for spreadsheets and on paper, for the organization whose credit or balance it moves.</summary>
public static class CorrectionFile
{
    private static readonly string[] Columns = ["correction", "date", "account", "reason", "amount_cents", "amount", "currency"];

    public static byte[] Write(Correction correction) => CsvFile.Write(
        Columns,
        [
            [
                correction.Number!, BillingMonth.DayOf(correction.EndedAt!.Value).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                Title(correction), CsvFile.Safe(correction.Reason), CsvFile.Number(correction.OwnedCents), CsvFile.Dollars(correction.OwnedCents),
                correction.Currency,
            ],
        ]);

    /// <param name="from">Who issues it.</param>
    public static PrintedDocument Print(Correction correction, string from, string csvSha256) => new("Correction", correction.Number!, csvSha256)
    {
        Facts =
        [
            new PrintedFact("From", from),
            new PrintedFact("To", correction.Name),
            new PrintedFact("Number", correction.Number!),
            new PrintedFact("Date", LineText.Day(BillingMonth.DayOf(correction.EndedAt!.Value))),
            new PrintedFact("Reason", correction.Reason),
        ],
        Tables =
        [
            new PrintedTable(
                "What changes",
                [new PrintedColumn("What", 0.7), new PrintedColumn("Amount", 0.3, IsAmount: true)],
                [[Title(correction), LineText.Dollars(correction.OwnedCents)]]),
        ],
        Totals = [new PrintedFact($"In {correction.Currency}", LineText.Dollars(correction.OwnedCents))],
        Notes =
        [
            correction.Owned == Ledger.LedgerAccount.CustomerCredit
                ? "A credit pays your next invoice, or is refunded."
                : "It is a line of the statement of this month.",
        ],
    };

    private static string Title(Correction correction) => CorrectionRules.OwnTitle(correction.Owned!.Value);
}
