using Kiket.Portal.Events;

namespace Kiket.Portal.Installations;

/// <summary>An extension runs for an organization.</summary>
/// <param name="ExtensionKey">The portal's id of the extension.</param>
[EventName("installation.installed")]
public sealed record InstallationInstalled(Guid InstallationId, Guid OrganizationId, Guid ExtensionKey, Guid ReleaseId, Guid OfferId) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>It runs another release.</summary>
[EventName("installation.upgraded")]
public sealed record InstallationUpgraded(
    Guid InstallationId, Guid OrganizationId, Guid ExtensionKey, Guid FromReleaseId, Guid ReleaseId, Guid OfferId, bool Automatic) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>It runs the release before again.</summary>
[EventName("installation.rolled_back")]
public sealed record InstallationRolledBack(
    Guid InstallationId, Guid OrganizationId, Guid ExtensionKey, Guid FromReleaseId, Guid ReleaseId, Guid OfferId) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>It has other terms of the release that it runs.</summary>
[EventName("installation.offer_changed")]
public sealed record InstallationOfferChanged(Guid InstallationId, Guid OrganizationId, Guid ExtensionKey, Guid OfferId) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>It no longer runs.</summary>
/// <param name="DeleteBy">Until when its configuration is kept; null when it is deleted.</param>
[EventName("installation.uninstalled")]
public sealed record InstallationUninstalled(
    Guid InstallationId, Guid OrganizationId, Guid ExtensionKey, Guid ReleaseId, DepartureReason Reason, DateTimeOffset? DeleteBy) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>It stopped, because its organization hasn't paid.</summary>
[EventName("installation.suspended")]
public sealed record InstallationSuspended(Guid InstallationId, Guid OrganizationId, Guid ExtensionKey) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>It runs again after it was suspended.</summary>
[EventName("installation.resumed")]
public sealed record InstallationResumed(Guid InstallationId, Guid OrganizationId, Guid ExtensionKey) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>An operation didn't reach its end.</summary>
[EventName("installation.operation_failed")]
public sealed record InstallationOperationFailed(Guid InstallationId, Guid OperationId, OperationKind Kind, Guid ReleaseId, string Code) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>Somebody changed what it is configured with.</summary>
/// <param name="Invocation">Of the call to the extension, the same each time that it is tried.</param>
[EventName("installation.configured")]
public sealed record InstallationConfigured(Guid InstallationId, Guid Invocation) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}
