using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>Something happened to an extension that may allow an upgrade: its installations with an automatic policy are decided about again.</summary>
public sealed class DecideAfterRelease(IDbContextFactory<PortalDb> databases)
    : IEventHandler<ReleasePublished>,
        IEventHandler<ReleaseYanked>,
        IEventHandler<ReleaseUnyanked>,
        IEventHandler<ReleaseBlocked>,
        IEventHandler<ReleaseUnblocked>,
        IEventHandler<ListingRestored>,
        IEventHandler<RolloutChanged>,
        IEventHandler<DeprecationChanged>,
        IEventHandler<DeprecationWithdrawn>
{
    /// <summary>The stored name of its progress through the events.</summary>
    public const string HandlerName = "decide-upgrades";

    public Task RunAsync(ReleasePublished happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(ReleaseYanked happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(ReleaseUnyanked happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(ReleaseBlocked happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(ReleaseUnblocked happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(ListingRestored happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(DeprecationChanged happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(DeprecationWithdrawn happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    public Task RunAsync(RolloutChanged happened, DateTimeOffset at, CancellationToken cancellationToken) =>
        AgainAsync(happened.ExtensionKey, at, cancellationToken);

    private async Task AgainAsync(Guid extensionKey, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<Installation>()
            .Where(installation => installation.ExtensionKey == extensionKey
                && installation.IsAutomatic
                && installation.State != InstallationState.Uninstalled
                && (installation.DecideAt == null || installation.DecideAt > at))
            .ExecuteUpdateAsync(update => update.SetProperty(installation => installation.DecideAt, (DateTimeOffset?)at), cancellationToken);
    }
}
