using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>Why an organization no longer has an extension id.</summary>
public enum LostIdReason
{
    /// <summary>Another organization proved control of its repository, or the reservation had ended.</summary>
    Proven,

    /// <summary>An operator moved or freed it.</summary>
    Operator,
}

/// <summary>What is refreshed after the commit.</summary>
public sealed record LostId(IReadOnlyList<Submission> Submissions, IReadOnlyList<Guid> People);

/// <summary>
/// Informs an organization that another one now has its extension id: each open submission goes back with instructions,
/// and the Owners and Admins are notified. Runs inside the transaction that moves the id.
/// </summary>
public sealed class LoseExtensionId(NotifyPeople notify, SubmissionAccess access, TimeProvider clock)
{
    private static readonly Author Portal = new(Guid.Empty, "Kiket Marketplace", Side.Portal);

    /// <param name="lostBy">The organization that had the id; null when nobody loses it.</param>
    /// <param name="actor">Who moved it.</param>
    public async Task<LostId?> AddAsync(PortalDb db, Extension extension, Guid? lostBy, LostIdReason reason, Actor actor, CancellationToken cancellationToken)
    {
        if (lostBy is not { } organization)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var message = Message(extension.ExtensionId, reason);
        var ids = await db.Set<Submission>()
            .Where(submission => submission.ExtensionKey == extension.Id && submission.OrganizationId == organization
                && (submission.State == SubmissionState.InReview || submission.State == SubmissionState.ChangesRequested))
            .Select(submission => submission.Id)
            .ToListAsync(cancellationToken);
        if (ids.Count == 0)
        {
            // The reservation ended with its last submission.
            return null;
        }

        var submissions = new List<Submission>();
        foreach (var id in ids)
        {
            var submission = (await SubmissionAccess.LoadAsync(db, id, cancellationToken))!;
            var request = new NewChangeRequest(
                $"Choose an extension.id other than {extension.ExtensionId} in the manifest, push the change, then submit again.");
            if (submission.LoseId(message, request, Portal, now).Succeeded)
            {
                submissions.Add(submission);
            }
        }

        RecordAudit.Add(db, actor, "extension_id.lost", new AuditSubject("extension_id", extension.ExtensionId), now, organization, after: new { reason });
        var people = await OrganizationQueries.MemberIdsAsync(db, organization, OrganizationRole.Admin, cancellationToken);
        await notify.AddAsync(db, people, await DraftAsync(db, extension, submissions[^1], message, now, cancellationToken), cancellationToken);
        return new LostId(submissions, people);
    }

    public async Task PublishAsync(LostId? lost)
    {
        foreach (var submission in lost?.Submissions ?? [])
        {
            await access.PublishAsync(submission);
        }

        await notify.PublishAsync(lost?.People ?? []);
    }

    private static string Message(string extensionId, LostIdReason reason) => reason == LostIdReason.Operator
        ? $"An operator released the id {extensionId} or assigned it to another organization. "
            + "Choose another extension.id, then submit again, or contact support if the id is yours."
        : $"The id {extensionId} now belongs to another organization: your reservation ended, or they proved that they control "
            + "their repository and you did not. Choose another extension.id, then submit again, or contact support if the id is yours.";

    private static async Task<NotificationDraft> DraftAsync(
        PortalDb db, Extension extension, Submission submission, string message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var slug = await db.Set<Organization>()
            .Where(organization => organization.Id == submission.OrganizationId)
            .Select(organization => organization.Slug)
            .SingleAsync(cancellationToken);
        return new NotificationDraft(
            NotificationKind.Submission,
            "extension_id.lost",
            $"{extension.Id}:{now.UtcTicks}",
            $"You no longer have the id {extension.ExtensionId}",
            message,
            $"/orgs/{slug}/extensions/submissions/{submission.Id}");
    }
}
