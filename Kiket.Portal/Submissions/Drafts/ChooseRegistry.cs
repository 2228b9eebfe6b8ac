using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Submissions.Drafts;

/// <param name="IsPrivate">Only members of the organization can see it; otherwise everyone can.</param>
public sealed record ChooseRegistryRequest(Guid SubmissionId, bool IsPrivate, Actor Actor);

/// <summary>Chooses who can see the extension of a draft: everyone, in the marketplace, or only members of its organization.</summary>
public sealed class ChooseRegistry(UnitOfWork unit, SubmissionAccess access)
{
    public Task<Result> RunAsync(ChooseRegistryRequest request, CancellationToken cancellationToken) => unit.RunAsync(
        work => ChooseAsync(work, request, cancellationToken),
        cancellationToken,
        db => SubmissionAccess.LostAsync(db, request.SubmissionId, cancellationToken));

    private async Task<Result> ChooseAsync(Work work, ChooseRegistryRequest request, CancellationToken cancellationToken)
    {
        var actor = request.Actor;
        if (!(await SubmissionAccess.OpenAsync(work.Db, request.SubmissionId, actor, cancellationToken)).TryGet(out var submission, out var error)
            || !(await OrganizationAccess.RequireAsync(work.Db, submission.OrganizationId.ToString(), actor.UserId, OrganizationRole.Admin, cancellationToken))
                .TryGet(out var member, out error))
        {
            return error;
        }

        var before = submission.Registry;
        var registry = request.IsPrivate ? member.Slug : Extension.Marketplace;
        if (submission.ChooseRegistry(registry, SubmissionAccess.Publisher(actor), work.Now) is { Succeeded: false } refused)
        {
            return refused;
        }

        if (registry == before)
        {
            work.Discard();
            return Result.Success();
        }

        work.Audit(
            actor,
            "submission.registry_chosen",
            new AuditSubject("submission", submission.Id),
            submission.OrganizationId,
            before: new { registry = before },
            after: new { registry });
        work.Refresh(() => access.PublishAsync(submission));
        return Result.Success();
    }
}
