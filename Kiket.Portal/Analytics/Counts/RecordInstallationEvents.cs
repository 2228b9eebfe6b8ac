using System.Globalization;
using Kiket.Portal.Analytics.Rules;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Counts;

/// <summary>Notes what happens to installations, each thing once however often it is reported. The publisher's own organization doesn't count.</summary>
public sealed class RecordInstallationEvents(IDbContextFactory<PortalDb> databases, TelemetryStore store)
    : IEventHandler<InstallationInstalled>, IEventHandler<InstallationUpgraded>, IEventHandler<InstallationRolledBack>, IEventHandler<InstallationUninstalled>
{
    public const string HandlerName = "record-installation-events";

    /// <summary>Extensions whose days have to be counted again.</summary>
    internal const string Dirty = "dirty:";

    public Task RunAsync(InstallationInstalled happened, DateTimeOffset at, CancellationToken cancellationToken) => RecordAsync(
        new Happened(
            happened.InstallationId, happened.OrganizationId, happened.ExtensionKey, InstallationEventKind.Installed, null, happened.ReleaseId, "", "", at),
        cancellationToken);

    public Task RunAsync(InstallationUpgraded happened, DateTimeOffset at, CancellationToken cancellationToken) => RecordAsync(
        new Happened(
            happened.InstallationId,
            happened.OrganizationId,
            happened.ExtensionKey,
            InstallationEventKind.Upgraded,
            happened.FromReleaseId,
            happened.ReleaseId,
            happened.Automatic ? "policy" : "person",
            "",
            at),
        cancellationToken);

    public Task RunAsync(InstallationRolledBack happened, DateTimeOffset at, CancellationToken cancellationToken) => RecordAsync(
        new Happened(
            happened.InstallationId,
            happened.OrganizationId,
            happened.ExtensionKey,
            InstallationEventKind.RolledBack,
            happened.FromReleaseId,
            happened.ReleaseId,
            "person",
            "",
            at),
        cancellationToken);

    public Task RunAsync(InstallationUninstalled happened, DateTimeOffset at, CancellationToken cancellationToken) => RecordAsync(
        new Happened(
            happened.InstallationId,
            happened.OrganizationId,
            happened.ExtensionKey,
            InstallationEventKind.Uninstalled,
            happened.ReleaseId,
            happened.ReleaseId,
            "person",
            happened.Reason.ToString(),
            at),
        cancellationToken);

    private async Task RecordAsync(Happened happened, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<Guid, string>();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await db.Set<Extension>().AnyAsync(
                extension => extension.Id == happened.Extension && extension.OrganizationId == happened.Organization, cancellationToken))
            {
                return;
            }

            foreach (var id in new[] { happened.From, happened.To }.OfType<Guid>().Distinct())
            {
                versions[id] = await db.Set<Release>().Where(release => release.Id == id).Select(release => release.Version)
                    .SingleOrDefaultAsync(cancellationToken) ?? "";
            }
        }

        await store.ChangeAsync(
            async change =>
            {
                await change.ExecuteAsync(
                    """
                    INSERT INTO installation_events (id, extension, installation, kind, from_release, to_release, by_person, reason, at)
                    VALUES (@id, @extension, @installation, @kind, @from, @to, @by, @reason, @at) ON CONFLICT (id) DO NOTHING
                    """,
                    cancellationToken,
                    ("id", string.Create(CultureInfo.InvariantCulture, $"{happened.Installation}:{happened.Kind}:{happened.At.UtcTicks}")),
                    ("extension", happened.Extension.ToString()),
                    ("installation", happened.Installation.ToString()),
                    ("kind", happened.Kind.ToString()),
                    ("from", happened.From is { } from ? versions[from] : ""),
                    ("to", versions[happened.To]),
                    ("by", happened.By),
                    ("reason", happened.Reason),
                    ("at", happened.At.UtcTicks));
                await change.SetStateAsync(Dirty + happened.Extension, 1, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private sealed record Happened(
        Guid Installation,
        Guid Organization,
        Guid Extension,
        InstallationEventKind Kind,
        Guid? From,
        Guid To,
        string By,
        string Reason,
        DateTimeOffset At);
}
