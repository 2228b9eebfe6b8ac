using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>The drafts of a deleted organization are discarded, and what it has in review is withdrawn.</summary>
public sealed class CloseDeleted(UnitOfWork unit, SubmissionAccess access) : IEventHandler<OrganizationDeleted>, IDeletionEffects
{
    public const string HandlerName = "close-deleted";

    private static readonly Author Portal = new(Guid.Empty, "Kiket Marketplace", Side.Portal);

    public async Task RunAsync(OrganizationDeleted happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var done = await unit.RunAsync(
            async work =>
            {
                foreach (var id in await Open(work.Db, happened.OrganizationId).Select(submission => submission.Id).ToListAsync(cancellationToken))
                {
                    await CloseAsync(work, (await SubmissionAccess.LoadAsync(work.Db, id, cancellationToken))!, cancellationToken);
                }

                return Result.Success();
            },
            cancellationToken);
        if (!done.Succeeded)
        {
            // A reviewer decided on one of them at the same moment. The next try sees that.
            throw new LostRaceException();
        }
    }

    public async Task<IReadOnlyList<DeletionEffect>> CountAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var count = await Open(db, organizationId).CountAsync(cancellationToken);
        return count == 0 ? [] : [new DeletionEffect(count, count == 1 ? "1 draft or submission is closed." : $"{count} drafts and submissions are closed.")];
    }

    private static IQueryable<Submission> Open(PortalDb db, Guid organizationId) => db.Set<Submission>().Where(submission =>
        submission.OrganizationId == organizationId
        && submission.DeletedAt == null
        && (submission.State == SubmissionState.Draft || submission.State == SubmissionState.Editing
            || submission.State == SubmissionState.InReview || submission.State == SubmissionState.ChangesRequested));

    private async Task CloseAsync(Work work, Submission submission, CancellationToken cancellationToken)
    {
        work.Refresh(() => access.PublishAsync(submission));
        if (submission.State is SubmissionState.Draft or SubmissionState.Editing)
        {
            submission.Discard(work.Now).ThrowIfRefused();
            return;
        }

        submission.Withdraw(Portal, work.Now).ThrowIfRefused();
        work.Audit(
            actor: null,
            "submission.withdrawn",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            after: new { submission.ExtensionId, submission.Version, because = "organization deleted" });
        work.Raise(new SubmissionWithdrawn(submission.Id));
        await FreeReservation.AddAsync(work.Db, submission, actor: null, work.Now, cancellationToken);
    }
}
