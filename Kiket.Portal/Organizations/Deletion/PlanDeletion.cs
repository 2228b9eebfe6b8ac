using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations.Deletion;

/// <summary>An Owner asks to delete an organization. Everything goes on for two weeks, in which any Owner can keep it.</summary>
public sealed class PlanDeletion(UnitOfWork unit)
{
    /// <summary>Long enough for a colleague who is away to notice.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromDays(14);

    /// <param name="organization">Slug or id.</param>
    /// <param name="typedSlug">The organization's slug, typed as a confirmation.</param>
    public Task<Result> RunAsync(string organization, string? typedSlug, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await FindAsync(work, organization, actor, cancellationToken)).TryGet(out var found, out var error))
            {
                return error;
            }

            if (!string.Equals(found.Slug, typedSlug?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return Error.Field("slug", "slug_not_typed", $"Type {found.Slug}, the short name of this organization, to delete it.");
            }

            if (found.PlanDeletion(actor, work.Now + Wait) is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Audit(
                actor, "organization.deletion_planned", new AuditSubject("organization", found.Id), found.Id, after: new { found.DeletesAt });
            work.Raise(new DeletionPlanned(found.Id, actor.Name, found.DeletesAt!.Value));
            return Result.Success();
        },
        cancellationToken,
        OrganizationChange.LostAsync);

    /// <summary>Undoes it.</summary>
    public Task<Result> KeepAsync(string organization, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await FindAsync(work, organization, actor, cancellationToken)).TryGet(out var found, out var error))
            {
                return error;
            }

            var before = new { found.DeletesAt };
            if (found.Keep() is { Succeeded: false } refused)
            {
                return refused;
            }

            work.Audit(actor, "organization.kept", new AuditSubject("organization", found.Id), found.Id, before: before);
            work.Raise(new OrganizationKept(found.Id, actor.Name));
            return Result.Success();
        },
        cancellationToken,
        OrganizationChange.LostAsync);

    private static async Task<Result<Organization>> FindAsync(Work work, string organization, Actor actor, CancellationToken cancellationToken)
    {
        var access = await OrganizationAccess.RequireAsync(work.Db, organization, actor.UserId, OrganizationRole.Owner, cancellationToken);
        return access.TryGet(out var member, out var error)
            ? await work.Db.Set<Organization>().SingleAsync(one => one.Id == member.OrganizationId, cancellationToken)
            : error;
    }
}
