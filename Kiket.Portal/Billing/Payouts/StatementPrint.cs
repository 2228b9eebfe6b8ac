using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Printing;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>A statement on paper, as it was issued.</summary>
public static class StatementPrint
{
    private static readonly PrintedColumn[] Amounts =
    [
        new("Gross", 0.095, IsAmount: true), new("Kiket's fee", 0.095, IsAmount: true), new("Your share", 0.095, IsAmount: true),
        new("Withheld", 0.095, IsAmount: true), new("Net", 0.095, IsAmount: true),
    ];

    /// <param name="from">Who issues it.</param>
    public static PrintedDocument Of(StatementDocument document, string from)
    {
        var statement = document.Statement;
        var isBook = document.Lines.Count > PrintedDocument.MostLines;
        return new PrintedDocument("Statement", statement.Number, statement.CsvSha256, IsWide: true)
        {
            Facts =
            [
                new PrintedFact("From", from),
                new PrintedFact("To", statement.PublisherName),
                new PrintedFact("Number", statement.Number),
                new PrintedFact("Month", $"{new BillingMonth(statement.Period).Name}: what customers paid in it"),
                new PrintedFact("Issued", LineText.Day(BillingMonth.DayOf(statement.IssuedAt))),
            ],
            Tables = document.Lines.Count == 0 ? [] : [isBook ? PerExtension(document.Lines) : PerLine(document.Lines)],
            Totals =
            [
                new PrintedFact("Carried in", LineText.Dollars(statement.CarriedInCents)),
                new PrintedFact("Net of all lines", LineText.Dollars(statement.LinesCents)),
                new PrintedFact("Due", LineText.Dollars(statement.DueCents)),
                new PrintedFact("Carried over", LineText.Dollars(statement.CarriedOutCents)),
                new PrintedFact($"Payout in {statement.Currency}", LineText.Dollars(statement.PayoutCents)),
            ],
            Notes =
            [
                .. Why(statement.Reason) is { } why ? [why] : Array.Empty<string>(),
                .. isBook ? [InvoicePrint.TooMany(document.Lines.Count)] : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>Why a balance wasn't paid out; null when it was.</summary>
    public static string? Why(CarryReason reason) => reason switch
    {
        CarryReason.BelowMinimum => "Nothing was paid out because the balance was below the minimum. It is carried over.",
        CarryReason.AccountMissing => "Nothing was paid out because we didn't know your account. The balance is carried over.",
        CarryReason.NothingDue => "Nothing was due.",
        _ => null,
    };

    /// <summary>A word before a line that isn't a sale.</summary>
    public static string KindText(EarningKind kind) => kind switch
    {
        EarningKind.Refund => "Refund: ",
        EarningKind.PayoutReturned => "Payout returned: ",
        EarningKind.Correction => "Correction: ",
        _ => "",
    };

    private static PrintedTable PerLine(IReadOnlyList<Earning> lines) => new(
        "Lines",
        [new PrintedColumn("What", 0.275), new PrintedColumn("Customer", 0.15), new PrintedColumn("Paid on", 0.1), .. Amounts],
        [.. lines.Select(line => new[]
        {
            $"{KindText(line.Kind)}{line.Description}\n{string.Join(" · ", new[] { line.ExtensionId, line.Reference, new BillingMonth(line.ServicePeriod).Name }
                .Where(part => part.Length > 0))}",
            line.Customer,
            LineText.Day(BillingMonth.DayOf(line.At)),
        }.Concat(Cents([line])).ToArray())],
        ["In total", "", "", .. Cents(lines)]);

    private static PrintedTable PerExtension(IReadOnlyList<Earning> lines) => new(
        "Totals of each extension",
        [new PrintedColumn("Extension", 0.425), new PrintedColumn("Lines", 0.1, IsAmount: true), .. Amounts],
        [.. lines.GroupBy(line => line.ExtensionId, StringComparer.Ordinal).Select(same => new[]
        {
            same.Key.Length > 0 ? same.Key : "Disputes, corrections and payouts that came back", same.Count().ToString("#,0", CultureInfo.InvariantCulture),
        }.Concat(Cents([.. same])).ToArray())],
        ["In total", "", .. Cents(lines)]);

    private static IEnumerable<string> Cents(IReadOnlyList<Earning> lines) => new Func<Earning, long>[]
    {
        line => line.GrossCents, line => line.FeeCents, line => line.ShareCents, line => line.WithheldCents, line => line.NetCents,
    }.Select(cents => LineText.Dollars(lines.Sum(cents)));
}
