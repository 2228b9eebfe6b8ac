using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>Opens an empty draft for an organization.</summary>
public sealed class StartSubmission(
    IDbContextFactory<PortalDb> databases, ConfirmedPeople confirmed, SubmissionListTopic lists, DraftLimits limits, TimeProvider clock)
{
    /// <param name="organization">Slug or id.</param>
    /// <param name="registry">The marketplace, or the organization's own slug for its private registry.</param>
    public Task<Result<Guid>> RunAsync(string organization, string registry, Actor actor, CancellationToken cancellationToken) =>
        RunAsync(organization, registry, repositoryUrl: null, actor, cancellationToken);

    /// <inheritdoc cref="RunAsync(string, string, Actor, CancellationToken)"/>
    /// <param name="repositoryUrl">The address to begin with, or null; nothing is read yet.</param>
    public async Task<Result<Guid>> RunAsync(string organization, string registry, string? repositoryUrl, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken)).TryGet(out var member, out var error))
        {
            return error;
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        if (registry != Extension.Marketplace && registry != member.Slug)
        {
            return UnknownRegistry(registry, member.Slug);
        }

        if (await limits.RefuseNewAsync(db, member, actor.UserId, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var submission = Submission.Start(member.OrganizationId, registry, actor.UserId, actor.Name, now);
        if (repositoryUrl is { Length: > 0 and <= ReadRepository.MaxUrl } && !repositoryUrl.Contains('@', StringComparison.Ordinal))
        {
            submission.RecordAddress(repositoryUrl, reference: null, SubmissionAccess.Publisher(actor), now).ThrowIfRefused();
        }

        db.Add(submission);
        RecordAudit.Add(db, actor, "submission.started", new AuditSubject("submission", submission.Id), now, member.OrganizationId);
        await db.SaveChangesAsync(cancellationToken);
        await lists.PublishAsync(member.OrganizationId);
        return submission.Id;
    }

    public static Error UnknownRegistry(string registry, string slug) => Error.NotFound(
        "registry_not_found",
        $"There is no registry “{(registry.Length > 60 ? registry[..60] + "…" : registry)}” that you can publish to. Use {Extension.Marketplace}, or {slug} for your organization's own.");
}
