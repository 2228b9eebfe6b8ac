using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>An operator who looked at the drafts of a month holds them, issues them before noon, or has them written again.</summary>
public sealed class ControlRun(UnitOfWork unit)
{
    public Task<Result> HoldAsync(BillingMonth month, Actor actor, CancellationToken cancellationToken) => RunAsync(
        month,
        actor,
        "billing.run_held",
        (work, run) =>
        {
            run.Hold(actor.Name, work.Now);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>The next run issues it, whatever the hour, if the checks pass.</summary>
    public Task<Result> IssueAsync(BillingMonth month, Actor actor, CancellationToken cancellationToken) => RunAsync(
        month,
        actor,
        "billing.run_approved",
        (_, run) =>
        {
            run.Approve();
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>After a change of the issuer, an address, a tax rate or an agreement.</summary>
    public Task<Result> RedraftAsync(BillingMonth month, Actor actor, CancellationToken cancellationToken) => RunAsync(
        month,
        actor,
        "billing.run_redrafted",
        async (work, run) =>
        {
            var period = run.Period;
            var drafts = work.Db.Set<Invoice>().Where(invoice => invoice.Period == period && invoice.State == InvoiceState.Draft);
            var lines = work.Db.Set<InvoiceLine>().Where(line => drafts.Any(draft => draft.Id == line.InvoiceId));
            await work.Db.Set<LineShare>().Where(share => lines.Any(line => line.Id == share.LineId)).ExecuteDeleteAsync(cancellationToken);
            await lines.ExecuteDeleteAsync(cancellationToken);
            await drafts.ExecuteDeleteAsync(cancellationToken);
            run.Restart();
        },
        cancellationToken);

    private Task<Result> RunAsync(
        BillingMonth month, Actor actor, string action, Func<Work, BillingRun, Task> change, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            var first = month.First;
            var run = await work.Db.Set<BillingRun>().SingleOrDefaultAsync(
                one => one.Period == first && one.Kind == RunKind.Invoices, cancellationToken);
            if (run is null)
            {
                return Error.NotFound("run_not_found", $"{month.Name} has no drafts yet. They are written on the 3rd of the next month.");
            }

            if (run.State is RunState.Issuing or RunState.Issued)
            {
                return Error.Conflict("run_issued", $"The invoices of {month.Name} are issued. Correct one with a credit note.");
            }

            await change(work, run);
            work.Audit(actor, action, new AuditSubject("billing run", month.ToString()));
            return Result.Success();
        },
        cancellationToken);
}
