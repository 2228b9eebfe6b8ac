using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Organizations;

/// <summary>A signed-in person creates an organization and is its first owner.</summary>
public sealed class CreateOrganization(
    UnitOfWork unit, ConfirmedPeople confirmed, IOptions<LimitsOptions> limits)
{
    /// <summary>No one needs more. The limit stops one account from taking every good name.</summary>
    public const int MaxOwned = 20;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public Task<Result<OrganizationSummary>> RunAsync(string slug, string name, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(work => CreateAsync(work, slug, name, actor, cancellationToken), cancellationToken, _ => Task.FromResult(Taken(slug.Trim())));

    private async Task<Result<OrganizationSummary>> CreateAsync(Work work, string slug, string name, Actor actor, CancellationToken cancellationToken)
    {
        var (db, now) = (work.Db, work.Now);
        var isPlatform = await db.Set<PortalUser>()
            .AnyAsync(user => user.Id == actor.UserId && (user.PlatformRoles & PlatformRoles.Operator) != PlatformRoles.None, cancellationToken);
        if (!Organization.Create(slug.Trim(), name, now, isPlatform).TryGet(out var organization, out var error))
        {
            return error;
        }

        if (await db.Set<Organization>().AnyAsync(other => other.Slug == organization.Slug, cancellationToken))
        {
            return Taken(organization.Slug);
        }

        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        var owned = await db.Set<Membership>()
            .CountAsync(membership => membership.UserId == actor.UserId && membership.Role == OrganizationRole.Owner, cancellationToken);
        if (owned >= MaxOwned)
        {
            return Error.Conflict(
                "too_many_organizations", $"You already own {owned} organizations. Make someone else the owner of one before you create another.");
        }

        if (await RefuseTodayAsync(db, actor.UserId, now, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        db.Add(organization);
        db.Add(Membership.Of(organization.Id, actor.UserId, OrganizationRole.Owner, now));
        work.Audit(
            actor, "organization.created", new("organization", organization.Id), organization.Id, after: new { organization.Slug, organization.Name });
        return new OrganizationSummary(organization.Id, organization.Slug, organization.Name, OrganizationRole.Owner);
    }

    private static Error Taken(string slug) =>
        Error.Field("slug", "organization_slug_taken", $"\"{slug}\" is taken. Choose another name for addresses.") with { Kind = ErrorKind.Conflict };

    /// <summary>Counts the organizations that the person owns now. After handing one over, they can create another.</summary>
    private async Task<Error?> RefuseTodayAsync(PortalDb db, Guid person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - Day;
        var most = limits.Value.OrganizationsPerDay;
        var made = await (
            from membership in db.Set<Membership>()
            join organization in db.Set<Organization>() on membership.OrganizationId equals organization.Id
            where membership.UserId == person && membership.Role == OrganizationRole.Owner && organization.CreatedAt > since
            orderby organization.CreatedAt descending
            select organization.CreatedAt).Take(most).ToListAsync(cancellationToken);
        if (made.Count < most)
        {
            return null;
        }

        var wait = made[^1] - since;
        var hours = Math.Max(1, (int)Math.Ceiling(wait.TotalHours));
        return Error.TooMany(
            "too_many_new_organizations",
            $"You created {most} organizations within a day. Create the next one in {(hours == 1 ? "an hour" : $"{hours} hours")}. Your text is still here.",
            wait);
    }
}
