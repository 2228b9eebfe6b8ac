using System.Globalization;
using System.Text.Json;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Printing;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>A statement as CSV for spreadsheets, with amounts in cents and in dollars.</summary>
public static class StatementFile
{
    private static readonly string[] Columns =
    [
        "statement", "kind", "invoice", "service_month", "paid_on", "customer", "extension_id", "description", "gross_cents", "fee_cents", "share_cents",
        "withheld_cents", "net_cents", "gross", "fee", "share", "withheld", "net", "currency",
    ];

    public static byte[] Write(StatementDocument document) => CsvFile.Write(Columns, document.Lines.Select(line =>
    {
        long[] cents = [line.GrossCents, line.FeeCents, line.ShareCents, line.WithheldCents, line.NetCents];
        return new[]
        {
            CsvFile.Safe(document.Statement.Number), KindOf(line.Kind), CsvFile.Safe(line.Reference), new BillingMonth(line.ServicePeriod).ToString(),
            BillingMonth.DayOf(line.At).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CsvFile.Safe(line.Customer),
            CsvFile.Safe(line.ExtensionId), CsvFile.Safe(line.Description),
        }.Concat(cents.Select(CsvFile.Number)).Concat(cents.Select(CsvFile.Dollars)).Append(document.Statement.Currency).ToArray();
    }));

    /// <summary>As in the API: <c>payout_returned</c>.</summary>
    public static string KindOf(EarningKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
