using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Payouts;

/// <summary>A month's invoices or statements, as they are or would be.</summary>
/// <param name="Run">Null for a dry run of a month that wasn't run.</param>
/// <param name="IsNew">False when the month was run before.</param>
/// <param name="Checks">What is wrong; empty when nothing is.</param>
/// <param name="NetCents">Of invoices without tax; of statements what publishers earned.</param>
/// <param name="TotalCents">Of invoices with tax; of statements what is paid out.</param>
public sealed record MonthRun(
    BillingRun? Run, BillingMonth Month, RunKind Kind, bool IsNew, IReadOnlyList<string> Checks, int Count, long NetCents, long TotalCents);

/// <summary>
/// An operator starts the invoices or statements of a month that is over, instead of waiting until they start by themselves. Started twice, it is the
/// run that exists.
/// </summary>
public sealed class StartRun(
    UnitOfWork unit,
    IDbContextFactory<PortalDb> databases,
    PlatformAccess platform,
    RunInvoices invoices,
    RunStatements statements,
    DraftInvoices draft,
    CheckDrafts check,
    WriteStatements write,
    IOptions<BillingOptions> options,
    TimeProvider clock)
{
    private const int PartSize = 500;

    /// <param name="isDry">Stores nothing.</param>
    public async Task<Result<MonthRun>> RunAsync(BillingMonth month, RunKind kind, bool isDry, Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        if (await ReadAsync(run => run.Period == month.First && run.Kind == kind, isNew: false, cancellationToken) is { } known)
        {
            return known;
        }

        var from = month.Ends + (kind == RunKind.Invoices ? options.Value.Grace + TimeSpan.FromMinutes(1) : TimeSpan.Zero);
        if (clock.GetUtcNow() < from)
        {
            return Error.Conflict(
                "month_open", $"{month.Name} can be run from {from.UtcDateTime:yyyy-MM-dd HH:mm} UTC on. Until then something can still happen in it.");
        }

        if (isDry)
        {
            return await unit.RunAsync<MonthRun>(work => TryAsync(work, month, kind, cancellationToken), cancellationToken);
        }

        var started = await unit.RunAsync(
            work =>
            {
                work.Audit(actor, "billing.run_started", new AuditSubject("billing run", $"{month} {kind}"));
                return Task.FromResult(Result.Success());
            },
            cancellationToken);
        started.ThrowIfRefused();
        await (kind == RunKind.Invoices ? invoices.RunAsync(cancellationToken) : statements.RunAsync(cancellationToken));
        return await ReadAsync(run => run.Period == month.First && run.Kind == kind, isNew: true, cancellationToken) is { } run
            ? run
            : Error.Conflict(
                "month_waits", $"{month.Name} can't be run yet: nothing happened in it, an earlier month isn't issued, or events of it aren't handled.");
    }

    public async Task<Result<MonthRun>> FindAsync(Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var access = await platform.RequireOperatorAsync(actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        return await ReadAsync(run => run.Id == id, isNew: false, cancellationToken) is { } run
            ? run
            : Error.NotFound("run_not_found", "There is no such run. POST /api/v1/operations/billing/runs starts one.");
    }

    private async Task<MonthRun?> ReadAsync(
        System.Linq.Expressions.Expression<Func<BillingRun, bool>> which, bool isNew, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<BillingRun>().AsNoTracking().SingleOrDefaultAsync(which, cancellationToken) is { } run
            ? await CountAsync(db, run.Month, run.Kind, run.Problems, cancellationToken) with { Run = run, IsNew = isNew }
            : null;
    }

    /// <summary>Writes everything and rolls it back.</summary>
    private async Task<Result<MonthRun>> TryAsync(Work work, BillingMonth month, RunKind kind, CancellationToken cancellationToken)
    {
        var (db, begins, ends, previous) = (work.Db, month.Begins, month.Ends, month.Previous.First);
        var numbers = kind == RunKind.Invoices
            ? db.Set<OrganizationNumber>().Where(one => db.Set<BillingSpan>().Any(span => span.OrganizationId == one.OrganizationId && span.From < ends))
            : db.Set<OrganizationNumber>().Where(one =>
                db.Set<Earning>().Any(earning => earning.PublisherId == one.OrganizationId && earning.At >= begins && earning.At < ends)
                || db.Set<Statement>().Any(statement => statement.PublisherId == one.OrganizationId && statement.Period == previous
                    && statement.CarriedInCents + statement.LinesCents != statement.PayoutCents));
        var organizations = await numbers.OrderBy(one => one.Number).Select(one => one.OrganizationId).ToListAsync(cancellationToken);
        foreach (var part in organizations.Chunk(PartSize))
        {
            if (kind == RunKind.Invoices)
            {
                await draft.RunAsync(db, part, month, cancellationToken);
            }
            else
            {
                await write.RunAsync(work, part, month, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
            }
        }

        IReadOnlyList<string> problems = kind == RunKind.Invoices ? await check.RunAsync(db, month.First, cancellationToken) : [];
        var would = await CountAsync(db, month, kind, problems, cancellationToken);
        work.Discard();
        return would;
    }

    private static async Task<MonthRun> CountAsync(
        PortalDb db, BillingMonth month, RunKind kind, IReadOnlyList<string> problems, CancellationToken cancellationToken)
    {
        var period = month.First;
        if (kind == RunKind.Invoices)
        {
            var written = db.Set<Invoice>().Where(one => one.Period == period);
            var net = await written.SumAsync(one => one.NetCents, cancellationToken);
            return new MonthRun(
                null, month, kind, true, problems, await written.CountAsync(cancellationToken), net,
                net + await written.SumAsync(one => one.TaxCents, cancellationToken));
        }

        var stated = db.Set<Statement>().Where(one => one.Period == period);
        return new MonthRun(
            null, month, kind, true, problems, await stated.CountAsync(cancellationToken), await stated.SumAsync(one => one.LinesCents, cancellationToken),
            await stated.SumAsync(one => one.PayoutCents, cancellationToken));
    }
}
