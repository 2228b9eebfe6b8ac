using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Reports;

/// <summary>The only way to change a report: checks the right, and writes the audit row.</summary>
public sealed class ChangeReport(UnitOfWork unit)
{
    internal Task<Result> RunAsync(
        Guid reportId,
        string action,
        Func<Work, ListingReport, Task<Result>> change,
        Actor actor,
        CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var report = await work.Db.Set<ListingReport>().Include(candidate => candidate.Entries)
                .SingleOrDefaultAsync(candidate => candidate.Id == reportId, cancellationToken);
            // The role first: others don't learn which reports exist.
            if (await ReportAccess.RequireAsync(work.Db, report?.NormalizedId ?? "", actor, cancellationToken) is { Succeeded: false } refused)
            {
                return refused;
            }

            if (report is null)
            {
                return Error.NotFound("report_not_found", "This report no longer exists. Reload the page.");
            }

            if (await change(work, report) is { Succeeded: false } problem)
            {
                return problem;
            }

            work.Audit(
                actor,
                action,
                new AuditSubject("report", report.Id),
                after: new { report.ExtensionId, report.Reason, report.OwnerName, report.HandledNote });
            return Result.Success();
        },
        cancellationToken,
        _ => Task.FromResult(Error.Conflict("report_changed", "Someone else changed this report at the same moment. Check it, then try again.")));
}
