using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>
/// Writes the statements of months that are over, in order. Each part is one transaction that moves the run's place, so that one that was killed
/// goes on where it stopped, and two that run at once write every statement once.
/// </summary>
public sealed partial class RunStatements(
    UnitOfWork unit, IDbContextFactory<PortalDb> databases, WriteStatements write, TimeProvider clock, ILogger<RunStatements> logger) : IRegularWork
{
    /// <summary>Publishers in one transaction. Tests take fewer.</summary>
    public int PartSize { get; set; } = 200;

    public string Name => "statement-months";

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } month)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stepped = await unit.RunAsync(work => StepAsync(work, month, cancellationToken), cancellationToken);
            if (!stepped.Succeeded)
            {
                Lost(logger, month.ToString(), stepped.Error.Message);
                return;
            }
        }
    }

    /// <summary>The earliest month that is over and has no statements; null when there is none.</summary>
    private async Task<BillingMonth?> NextAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = await db.Set<BillingRun>()
            .Where(run => run.Kind == RunKind.Statements).OrderByDescending(run => run.Period).FirstOrDefaultAsync(cancellationToken);
        BillingMonth next;
        if (last is not null)
        {
            next = last.State == RunState.Issued ? last.Month.Next : last.Month;
        }
        else if (await db.Set<Earning>().MinAsync(earning => (DateTimeOffset?)earning.At, cancellationToken) is { } first)
        {
            next = BillingMonth.Of(first);
        }
        else
        {
            return null;
        }

        return clock.GetUtcNow() >= next.Ends ? next : null;
    }

    private async Task<Result> StepAsync(Work work, BillingMonth month, CancellationToken cancellationToken)
    {
        var (first, begins, ends, previous) = (month.First, month.Begins, month.Ends, month.Previous.First);
        // Whatever is posted from here on is in the open month, also when its transaction began before midnight.
        (await PostEntries.CounterAsync(work.Db, BillingCounter.Journal, cancellationToken)).Take(0, work.Now);
        var run = await work.Db.Set<BillingRun>().SingleOrDefaultAsync(one => one.Period == first && one.Kind == RunKind.Statements, cancellationToken);
        if (run is null)
        {
            run = BillingRun.Of(month, RunKind.Statements, work.Now);
            work.Db.Add(run);
            // Of two that start it, one loses here, before it writes anything else.
            await work.Db.SaveChangesAsync(cancellationToken);
        }

        if (run.State == RunState.Issued)
        {
            return Result.Success();
        }

        var after = run.Cursor;
        var part = await work.Db.Set<OrganizationNumber>()
            .Where(organization => organization.Number > after
                && (work.Db.Set<Earning>().Any(earning =>
                        earning.PublisherId == organization.OrganizationId && earning.At >= begins && earning.At < ends)
                    || work.Db.Set<Statement>().Any(statement =>
                        statement.PublisherId == organization.OrganizationId && statement.Period == previous
                        && statement.CarriedInCents + statement.LinesCents != statement.PayoutCents)))
            .OrderBy(organization => organization.Number)
            .Take(PartSize)
            .Select(organization => new { organization.Number, organization.OrganizationId })
            .ToListAsync(cancellationToken);
        if (part.Count == 0)
        {
            run.End(work.Now);
            return Result.Success();
        }

        await write.RunAsync(work, [.. part.Select(organization => organization.OrganizationId)], month, cancellationToken);
        run.Reach(part[^1].Number);
        return Result.Success();
    }

    [LoggerMessage(LogLevel.Warning, "A part of {Month}'s statements lost again and again, and is done again later: {Reason}")]
    private static partial void Lost(ILogger logger, string month, string reason);
}
