using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>
/// Invoices months that are over, in order: drafts, checks, then issues. Each part is one transaction that moves the run's place, so that one that
/// was killed goes on where it stopped, and two that run at once share the work and write every invoice once.
/// </summary>
public sealed partial class RunInvoices(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    DraftInvoices draft,
    CheckDrafts check,
    IssueInvoices issue,
    IOptions<BillingOptions> options,
    TimeProvider clock,
    ILogger<RunInvoices> logger) : IRegularWork
{
    /// <summary>Lets the last usage that arrived in time be stored.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(1);

    /// <summary>Drafts can be looked at from the first hour of the third on, until noon.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromHours(12);

    /// <summary>
    /// Organizations in one transaction: few enough for the memory of a small portal, and enough to make its own cost count little. Tests take
    /// fewer.
    /// </summary>
    public int PartSize { get; set; } = 500;

    public string Name => "invoice-months";

    public TimeSpan Interval => TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } month)
        {
            if (!await InvoiceAsync(month, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>The earliest month that is over and not invoiced; null when there is none.</summary>
    private async Task<BillingMonth?> NextAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var last = await db.Set<BillingRun>()
            .Where(run => run.Kind == RunKind.Invoices).OrderByDescending(run => run.Period).FirstOrDefaultAsync(cancellationToken);
        BillingMonth next;
        if (last is not null)
        {
            next = last.State == RunState.Issued ? last.Month.Next : last.Month;
        }
        else if (await db.Set<BillingSpan>().MinAsync(span => (DateTimeOffset?)span.From, cancellationToken) is { } first)
        {
            next = BillingMonth.Of(first);
        }
        else
        {
            return null;
        }

        return clock.GetUtcNow() >= next.Ends + options.Value.Grace + Settle ? next : null;
    }

    /// <returns>Whether it is issued, so that the next month can follow.</returns>
    private async Task<bool> InvoiceAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        if (await IsBehindAsync(month, cancellationToken))
        {
            Behind(logger, month.ToString());
            return false;
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stepped = await unit.RunAsync<RunState?>(work => StepAsync(work, month, cancellationToken), cancellationToken);
            if (!stepped.TryGet(out var state, out var lost))
            {
                Lost(logger, month.ToString(), lost.Message);
                return false;
            }

            if (state is null)
            {
                return false;
            }

            if (state == RunState.Issued)
            {
                return true;
            }
        }
    }

    /// <summary>Something that happened in the month isn't written yet, so its invoices would lack it.</summary>
    private async Task<bool> IsBehindAsync(BillingMonth month, CancellationToken cancellationToken)
    {
        var ends = month.Ends;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<EventDelivery>()
            .Where(delivery => delivery.Handler == FollowInstallations.HandlerName && delivery.State != DeliveryState.Done)
            .AnyAsync(delivery => db.Set<PortalEvent>().Any(happened => happened.Id == delivery.EventId && happened.At < ends), cancellationToken);
    }

    /// <returns>Where the run is afterwards; null when it waits.</returns>
    private async Task<Result<RunState?>> StepAsync(Work work, BillingMonth month, CancellationToken cancellationToken)
    {
        var run = await OpenAsync(work, month, cancellationToken);
        switch (run.State)
        {
            case RunState.Drafting:
                await DraftAsync(work, run, cancellationToken);
                break;
            case RunState.Checked:
                run.Check(await check.RunAsync(work.Db, run.Period, cancellationToken));
                if (run.Problems.Count > 0)
                {
                    Wrong(logger, month.ToString(), string.Join(' ', run.Problems));
                    return Result.Of<RunState?>(null);
                }

                if (run.HeldAt is not null || (!run.IsApproved && work.Now < month.Ends + options.Value.Grace + Look))
                {
                    return Result.Of<RunState?>(null);
                }

                run.Issue();
                break;
            case RunState.Issuing:
                await IssueAsync(work, run, cancellationToken);
                break;
        }

        return Result.Of<RunState?>(run.State);
    }

    private static async Task<BillingRun> OpenAsync(Work work, BillingMonth month, CancellationToken cancellationToken)
    {
        var first = month.First;
        if (work.Db.Database.IsNpgsql())
        {
            // The second of two waits here instead of doing the same part in vain.
            await work.Db.Database.ExecuteSqlAsync(
                $"SELECT 1 FROM \"BillingRuns\" WHERE \"Period\" = {first} AND \"Kind\" = 'Invoices' FOR UPDATE", cancellationToken);
        }

        if (await work.Db.Set<BillingRun>().SingleOrDefaultAsync(run => run.Period == first && run.Kind == RunKind.Invoices, cancellationToken) is { } known)
        {
            return known;
        }

        var started = BillingRun.Of(month, RunKind.Invoices, work.Now);
        work.Db.Add(started);
        // Of two that start it, one loses here, before it writes anything else.
        await work.Db.SaveChangesAsync(cancellationToken);
        return started;
    }

    private async Task DraftAsync(Work work, BillingRun run, CancellationToken cancellationToken)
    {
        var (after, ends) = (run.Cursor, run.Month.Ends);
        var part = await work.Db.Set<OrganizationNumber>()
            .Where(organization => organization.Number > after
                && work.Db.Set<BillingSpan>().Any(span => span.OrganizationId == organization.OrganizationId && span.From < ends))
            .OrderBy(organization => organization.Number)
            .Take(PartSize)
            .Select(organization => new { organization.Number, organization.OrganizationId })
            .ToListAsync(cancellationToken);
        if (part.Count == 0)
        {
            run.Check([]);
            return;
        }

        await draft.RunAsync(work.Db, [.. part.Select(organization => organization.OrganizationId)], run.Month, cancellationToken);
        run.Reach(part[^1].Number);
    }

    private async Task IssueAsync(Work work, BillingRun run, CancellationToken cancellationToken)
    {
        var (after, period) = (run.Cursor, run.Period);
        var part = await work.Db.Set<OrganizationNumber>()
            .Where(organization => organization.Number > after && work.Db.Set<Invoice>().Any(invoice =>
                invoice.OrganizationId == organization.OrganizationId && invoice.Period == period && invoice.State == InvoiceState.Draft))
            .OrderBy(organization => organization.Number)
            .Take(PartSize)
            .Select(organization => new { organization.Number, organization.OrganizationId })
            .ToListAsync(cancellationToken);
        if (part.Count == 0)
        {
            run.End(work.Now);
            return;
        }

        var ids = part.ConvertAll(organization => organization.OrganizationId);
        var drafts = await work.Db.Set<Invoice>().AsNoTracking()
            .Where(invoice => invoice.Period == period && EF.Parameter(ids).Contains(invoice.OrganizationId))
            .ToDictionaryAsync(invoice => invoice.OrganizationId, cancellationToken);
        var invoices = ids.ConvertAll(organization => drafts[organization]);
        await issue.RunAsync(work.Db, invoices, work.Now, cancellationToken);
        if (await InsertRows.ChangeAsync(work.Db, invoices, Invoice.ChangedByIssue, cancellationToken) < invoices.Count)
        {
            throw new LostRaceException();
        }

        await work.RaiseAllAsync([.. invoices.Select(invoice => new InvoiceIssued(invoice.Id, invoice.OrganizationId))], cancellationToken);
        run.Reach(part[^1].Number);
    }

    [LoggerMessage(LogLevel.Warning, "{Month} can't be invoiced yet: events of it aren't handled. Look at the failed deliveries under Operations.")]
    private static partial void Behind(ILogger logger, string month);

    [LoggerMessage(LogLevel.Error, "{Month} can't be issued: {Problems}")]
    private static partial void Wrong(ILogger logger, string month, string problems);

    [LoggerMessage(LogLevel.Warning, "A part of {Month}'s invoices lost again and again, and is done again later: {Reason}")]
    private static partial void Lost(ILogger logger, string month, string reason);
}
