using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>A signed-in person founds an organization and is its first owner.</summary>
public sealed class CreateOrganization(IDbContextFactory<PortalDb> databases, ConfirmedPeople confirmed, TimeProvider clock)
{
    /// <summary>Nobody needs more; it keeps one account from taking every good name.</summary>
    public const int MaxOwned = 20;

    public async Task<Result<OrganizationSummary>> RunAsync(string slug, string name, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!Organization.Create(slug.Trim(), name, now).TryGet(out var organization, out var error))
        {
            return error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await confirmed.RequireAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } notConfirmed)
        {
            return notConfirmed.Error;
        }

        var owned = await db.Set<Membership>()
            .CountAsync(membership => membership.UserId == actor.UserId && membership.Role == OrganizationRole.Owner, cancellationToken);
        if (owned >= MaxOwned)
        {
            return Error.Conflict("too_many_organizations", $"You own {owned} organizations already. Hand one over before you found another.");
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
}
