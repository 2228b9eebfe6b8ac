using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Kiket.Portal.Billing.Amounts;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>A statement as CSV for spreadsheets: UTF-8 with a byte order mark, lines end with CRLF, amounts in cents and in dollars.</summary>
public static class StatementFile
{
    private static readonly string[] Columns =
    [
        "statement", "kind", "invoice", "service_month", "paid_on", "customer", "extension_id", "description", "gross_cents", "fee_cents", "share_cents",
        "withheld_cents", "net_cents", "gross", "fee", "share", "withheld", "net", "currency",
    ];

    /// <summary>What a name must not begin with: a spreadsheet would run it as a formula. Amounts stay as they are.</summary>
    private static readonly char[] Formulas = ['=', '+', '-', '@', '\t', '\r'];

    public static byte[] Write(StatementDocument document)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\r\n" }))
        {
            Row(csv, Columns);
            foreach (var line in document.Lines)
            {
                long[] cents = [line.GrossCents, line.FeeCents, line.ShareCents, line.WithheldCents, line.NetCents];
                Row(
                    csv,
                    [
                        Safe(document.Statement.Number), KindOf(line.Kind), Safe(line.Reference), new BillingMonth(line.ServicePeriod).ToString(),
                        BillingMonth.DayOf(line.At).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Safe(line.Customer), Safe(line.ExtensionId),
                        Safe(line.Description), .. cents.Select(Number), .. cents.Select(Dollars), document.Statement.Currency,
                    ]);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>As in the API: <c>payout_returned</c>.</summary>
    public static string KindOf(Payments.EarningKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static void Row(CsvWriter csv, IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.NextRecord();
    }

    private static string Safe(string text) => text.Length > 0 && Formulas.Contains(text[0]) ? "'" + text : text;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Dollars(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
