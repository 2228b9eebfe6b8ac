using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Creates an empty draft for an organization.</summary>
public sealed class StartSubmission(
    UnitOfWork unit, ConfirmedPeople confirmed, SubmissionListTopic lists, DraftLimits limits)
{
    /// <param name="organization">Slug or id.</param>
    /// <param name="registry">The marketplace, or the organization's own slug for its private registry.</param>
    public Task<Result<Guid>> RunAsync(string organization, string registry, Actor actor, CancellationToken cancellationToken) =>
        RunAsync(organization, registry, repositoryUrl: null, actor, cancellationToken);

    /// <inheritdoc cref="RunAsync(string, string, Actor, CancellationToken)"/>
    /// <param name="repositoryUrl">The address to begin with, or null; nothing is read yet.</param>
    public Task<Result<Guid>> RunAsync(
        string organization, string registry, string? repositoryUrl, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => StartAsync(work, organization, registry, repositoryUrl, actor, cancellationToken), cancellationToken);

    private async Task<Result<Guid>> StartAsync(
        Work work, string organization, string registry, string? repositoryUrl, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        if (await OrganizationSuspension.ProblemAsync(db, member.OrganizationId, cancellationToken) is { } suspended)
        {
            return suspended;
        }

        if (registry != Extension.Marketplace && registry != member.Slug)
        {
            return UnknownRegistry(registry, member.Slug);
        }

        if (await limits.RefuseNewAsync(db, member, actor.UserId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var submission = Submission.Start(member.OrganizationId, registry, actor.UserId, actor.Name, now);
        if (repositoryUrl is { Length: > 0 and <= ReadRepository.MaxUrl } && !repositoryUrl.Contains('@', StringComparison.Ordinal))
        {
            submission.RecordAddress(repositoryUrl, reference: null, SubmissionAccess.Publisher(actor), now).ThrowIfRefused();
        }

        db.Add(submission);
        work.Audit(actor, "submission.started", new AuditSubject("submission", submission.Id), member.OrganizationId);
        work.Refresh(() => lists.PublishAsync(member.OrganizationId));
        return submission.Id;
    }

    public static Error UnknownRegistry(string registry, string slug) => Error.NotFound(
        "registry_not_found",
        $"You can't publish to a registry “{(registry.Length > 60 ? registry[..60] + "…" : registry)}”. "
        + $"Use {Extension.Marketplace}, or {slug} for your organization's own registry.");
}
