using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Operations;

/// <summary>
/// An operator suspends an organization, or takes that back. A suspended one publishes nothing, and its listings are suspended with it. What
/// other organizations have installed keeps running, its own people still sign in, pay and uninstall.
/// </summary>
public sealed class SuspendOrganization(UnitOfWork unit, NotifyPeople notify, IOptions<PortalOptions> portal)
{
    public const int MinReasonLength = 10;

    /// <param name="reason">Its members read it.</param>
    public Task<Result> RunAsync(Guid organizationId, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var text = reason.Trim();
        return ChangeAsync(
            organizationId,
            actor,
            new Change(
                "organization.suspended",
                (organization, now) => Problem(text) is { } problem ? problem : organization.Suspend(text, now),
                new OrganizationSuspended(organizationId, text),
                organization => (
                    $"{organization.Name} is suspended",
                    $"{text}\n\nIt can't publish, and nobody can newly install what it publishes. What other organizations have installed keeps "
                    + $"running. You can still sign in and use what {organization.Name} has installed.\n\nIf this is a mistake, {Contact}")),
            cancellationToken);
    }

    /// <summary>The listings that were suspended with it are restored.</summary>
    public Task<Result> ResumeAsync(Guid organizationId, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        organizationId,
        actor,
        new Change(
            "organization.resumed",
            (organization, _) => organization.Resume(),
            new OrganizationResumed(organizationId),
            organization => (
                $"{organization.Name} is no longer suspended", "It can publish again, and the listings that were suspended with it are restored.")),
        cancellationToken);

    private string Contact => portal.Value.SupportContact is { Length: > 0 } address
        ? $"write to {address}."
        : "contact the operators of the marketplace.";

    private static Error? Problem(string reason)
    {
        const string Ask = "Enter a reason of 10 to 500 characters. The organization's members read it.";
        return reason.Length is > 0 and < MinReasonLength
            ? Error.Field("reason", "reason_length", Ask)
            : PlainText.Problem(reason, "reason", "The reason", Organization.MaxSuspensionReason, Ask);
    }

    private Task<Result> ChangeAsync(Guid organizationId, Actor actor, Change change, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var db = work.Db;
            if (await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notAllowed)
            {
                return notAllowed.Error;
            }

            if (await db.Set<Organization>().SingleOrDefaultAsync(one => one.Id == organizationId, cancellationToken) is not { } organization)
            {
                return Error.NotFound("organization_not_found", "This organization doesn't exist. Reload the list.");
            }

            var before = new { organization.SuspendedAt, organization.SuspendedFor };
            if (change.Apply(organization, work.Now) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Audit(
                actor, change.Action, new AuditSubject("organization", organization.Slug), organization.Id, before,
                new { organization.SuspendedAt, organization.SuspendedFor });
            var members = await OrganizationQueries.MemberIdsAsync(db, organizationId, OrganizationRole.Member, cancellationToken);
            var (title, body) = change.Notice(organization);
            await notify.AddAsync(
                db,
                members,
                new NotificationDraft(
                    NotificationKind.Account,
                    change.Action,
                    $"{organizationId}:{work.Now.UtcTicks.ToString(CultureInfo.InvariantCulture)}",
                    title,
                    body,
                    $"/orgs/{organization.Slug}/extensions"),
                cancellationToken);
            work.Raise(change.Happened);
            work.Refresh(() => notify.PublishAsync(members));
            return Result.Success();
        },
        cancellationToken,
        _ => Task.FromResult(Error.Conflict("organization_changed", "Someone else has just changed this organization. Reload the list and try again.")));

    private sealed record Change(
        string Action,
        Func<Organization, DateTimeOffset, Result> Apply,
        IEvent Happened,
        Func<Organization, (string Title, string Body)> Notice);
}
