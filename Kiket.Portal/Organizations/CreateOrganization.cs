using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Organizations;

/// <summary>A signed-in person creates an organization and is its first owner.</summary>
public sealed class CreateOrganization(
    IDbContextFactory<PortalDb> databases, ConfirmedPeople confirmed, IOptions<LimitsOptions> limits, TimeProvider clock)
{
    /// <summary>No one needs more. The limit stops one account from taking every good name.</summary>
    public const int MaxOwned = 20;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public async Task<Result<OrganizationSummary>> RunAsync(string slug, string name, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var isPlatform = await db.Set<PortalUser>()
            .AnyAsync(user => user.Id == actor.UserId && (user.PlatformRoles & PlatformRoles.Operator) != PlatformRoles.None, cancellationToken);
        if (!Organization.Create(slug.Trim(), name, now, isPlatform).TryGet(out var organization, out var error))
        {
            return error;
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
        RecordAudit.Add(
            db, actor, "organization.created", new("organization", organization.Id), now, organization.Id,
            after: new { organization.Slug, organization.Name });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            return Error.Field("slug", "organization_slug_taken", $"\"{organization.Slug}\" is taken. Choose another name for addresses.") with
            {
                Kind = ErrorKind.Conflict,
            };
        }

        return new OrganizationSummary(organization.Id, organization.Slug, organization.Name, OrganizationRole.Owner);
    }

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
