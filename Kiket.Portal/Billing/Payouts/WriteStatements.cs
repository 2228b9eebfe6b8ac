using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Printing;
using Kiket.Portal.Events;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>Writes the statements of some publishers for a month that is closed, and proposes their payouts, inside the caller's unit of work.</summary>
public sealed class WriteStatements(IOptions<BillingOptions> options)
{
    public async Task RunAsync(Work work, IReadOnlyList<Guid> publishers, BillingMonth month, CancellationToken cancellationToken)
    {
        var (db, begins, ends, period) = (work.Db, month.Begins, month.Ends, month.First);
        var lines = (await db.Set<Earning>().AsNoTracking()
                .Where(earning => publishers.Contains(earning.PublisherId) && earning.At >= begins && earning.At < ends)
                .OrderBy(earning => earning.Seq)
                .ToListAsync(cancellationToken))
            .ToLookup(earning => earning.PublisherId);
        var names = await db.Set<Organization>()
            .Where(organization => publishers.Contains(organization.Id))
            .ToDictionaryAsync(organization => organization.Id, organization => (organization.Slug, organization.Name), cancellationToken);
        var previous = month.Previous.First;
        var carried = await db.Set<Statement>().AsNoTracking()
            .Where(statement => publishers.Contains(statement.PublisherId) && statement.Period == previous)
            .Select(statement => new { statement.PublisherId, Cents = statement.CarriedInCents + statement.LinesCents - statement.PayoutCents })
            .ToDictionaryAsync(statement => statement.PublisherId, statement => statement.Cents, cancellationToken);
        var ready = (await db.Set<PayoutAccount>()
                .Where(account => publishers.Contains(account.OrganizationId) && account.ReadyAt < ends)
                .Select(account => account.OrganizationId).ToListAsync(cancellationToken))
            .ToHashSet();
        foreach (var publisher in publishers)
        {
            var (slug, name) = names[publisher];
            var statement = Statement.Of(
                publisher, slug, name, month, carried.GetValueOrDefault(publisher), lines[publisher].Sum(line => line.NetCents), work.Now);
            statement.Decide(ReasonFor(statement.DueCents, ready.Contains(publisher), options.Value.MinimumPayoutCents));
            var csv = BillingFile.Of(
                statement.Number, FileFormat.Csv, StatementFile.Write(new StatementDocument(statement, [.. lines[publisher]])), work.Now);
            statement.Seal(csv.Sha256);
            db.AddRange(statement, csv);
            if (statement.PayoutCents > 0)
            {
                db.Add(await ProposeAsync(work, statement, month, cancellationToken));
            }

            work.Raise(new StatementIssued(statement.Id, publisher));
        }
    }

    /// <summary>Why a balance isn't paid out.</summary>
    public static CarryReason ReasonFor(long dueCents, bool isReady, long minimumCents) => dueCents switch
    {
        <= 0 => CarryReason.NothingDue,
        _ when dueCents < minimumCents => CarryReason.BelowMinimum,
        _ when !isReady => CarryReason.AccountMissing,
        _ => CarryReason.None,
    };

    private static async Task<Payout> ProposeAsync(Work work, Statement statement, BillingMonth month, CancellationToken cancellationToken)
    {
        // The year in which a punctual run proposes it.
        var series = string.Create(CultureInfo.InvariantCulture, $"PO-{month.End.Year}");
        var next = (await PostEntries.CounterAsync(work.Db, series, cancellationToken)).Take(1, work.Now);
        return Payout.Of(
            string.Create(CultureInfo.InvariantCulture, $"{series}-{next:000000}"), statement.PublisherId, month, statement.PayoutCents, work.Now);
    }
}
