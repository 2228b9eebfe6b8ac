using Kiket.Portal.Events;

namespace Kiket.Portal.Organizations.Deletion;

/// <summary>An Owner asked to delete an organization. It happens later, and can be undone until then.</summary>
[EventName("organization.deletion_planned")]
public sealed record DeletionPlanned(Guid OrganizationId, string ByName, DateTimeOffset DeletesAt) : IEvent
{
    public string Subject => $"organization:{OrganizationId}";
}

/// <summary>An Owner undid it in time.</summary>
[EventName("organization.kept")]
public sealed record OrganizationKept(Guid OrganizationId, string ByName) : IEvent
{
    public string Subject => $"organization:{OrganizationId}";
}

/// <summary>An organization was deleted: what it publishes, runs and has in review ends.</summary>
/// <param name="By">Who asked for it.</param>
[EventName("organization.deleted")]
public sealed record OrganizationDeleted(Guid OrganizationId, Guid By, string ByName) : IEvent
{
    public string Subject => $"organization:{OrganizationId}";
}
