using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>An operator suspended an organization: it publishes nothing, and nobody new installs what it publishes.</summary>
[EventName("organization.suspended")]
public sealed record OrganizationSuspended(Guid OrganizationId, string Reason) : IEvent
{
    public string Subject => $"organization:{OrganizationId}";
}

/// <summary>An operator took that back.</summary>
[EventName("organization.resumed")]
public sealed record OrganizationResumed(Guid OrganizationId) : IEvent
{
    public string Subject => $"organization:{OrganizationId}";
}

/// <summary>Asked by everything that publishes.</summary>
public static class OrganizationSuspension
{
    public const string Code = "organization_suspended";

    /// <summary>Why an organization can't publish at the moment; null when it can.</summary>
    public static async Task<Error?> ProblemAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken)
    {
        var found = await db.Set<Organization>()
            .Where(one => one.Id == organizationId && one.SuspendedAt != null)
            .Select(one => new { one.Name, one.SuspendedAt, one.SuspendedFor })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? null
            : Error.Forbidden(Code, string.Create(
                CultureInfo.InvariantCulture,
                $"The operators of the marketplace suspended {found.Name} on {found.SuspendedAt:d MMMM yyyy}, so it can't publish: {found.SuspendedFor}"));
    }
}
