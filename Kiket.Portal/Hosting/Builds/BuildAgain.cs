using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>Builds a submission's commit again, for its publisher.</summary>
public sealed class BuildAgain(UnitOfWork unit, BuildTopic topic)
{
    public Task<Result> RunAsync(Guid submissionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await SubmissionAccess.OpenAsync(work.Db, submissionId, actor, cancellationToken)).TryGet(out var submission, out var error))
            {
                return (Result)error;
            }

            if (submission.State is not (SubmissionState.InReview or SubmissionState.ChangesRequested or SubmissionState.Approved))
            {
                return Error.Conflict("submission_not_open", $"This submission is {submission.StateLabel}, so nothing is built for it.");
            }

            if (await work.Db.Set<ImageBuild>().SingleOrDefaultAsync(
                build => build.SubmissionId == submissionId && build.Commit == submission.Commit, cancellationToken) is not { } build)
            {
                return Error.NotFound("build_not_found", "Nothing has been built for this commit yet. It starts by itself when you submit.");
            }

            if (build.Again(work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Audit(
                actor,
                "submission.build_requested",
                new AuditSubject("submission", submission.Id),
                submission.OrganizationId,
                after: new { submission.ExtensionId, submission.Version, submission.Commit });
            work.Refresh(() => topic.PublishAsync(build));
            return Result.Success();
        },
        cancellationToken);
}
