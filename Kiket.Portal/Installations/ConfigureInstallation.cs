using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>What an installation asks for and has.</summary>
public sealed record InstallationSetup(Installation Installation, ConfigurationForm Form, ConfigurationValues Values);

/// <summary>Somebody changed what an installation is configured with.</summary>
/// <param name="Invocation">Of the call to the extension.</param>
[EventName("installation.configured")]
public sealed record InstallationConfigured(Guid InstallationId, Guid Invocation) : IEvent
{
    public string Subject => $"installation:{InstallationId}";
}

/// <summary>Reads and saves the settings and secrets of an installation, a step of the setup at a time.</summary>
public sealed class ConfigureInstallation(UnitOfWork unit, IDbContextFactory<PortalDb> databases, ConfigurationStore store, InstallationTopic topic)
{
    /// <summary>For any member of the organization; secrets are never among the values.</summary>
    public async Task<Result<InstallationSetup>> ReadAsync(long number, Guid? organizationId, IActor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var opened = await InstallationAccess.OpenAsync(db, number, organizationId, actor, OrganizationRole.Member, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        var form = ConfigurationForm.Of(await CallTargets.ManifestAsync(db, installation.ReleaseId, cancellationToken));
        return new InstallationSetup(installation, form, await ConfigurationStore.ReadAsync(db, CallTargets.OwnerOf(installation), cancellationToken));
    }

    /// <summary>What a release asks for, before it is installed.</summary>
    public async Task<ConfigurationForm> FormAsync(Guid releaseId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return ConfigurationForm.Of(await CallTargets.ManifestAsync(db, releaseId, cancellationToken));
    }

    /// <param name="given">Only what changes, as text. Null removes; an empty text removes too, and leaves a secret as it is.</param>
    /// <returns>The keys that changed; or every problem, each with its key as the field.</returns>
    public Task<Result<IReadOnlyList<string>>> RunAsync(
        ChangedInstallation which, IReadOnlyDictionary<string, string?> given, CancellationToken cancellationToken) =>
        unit.RunAsync(work => RunAsync(work, which, given, cancellationToken), cancellationToken);

    /// <summary>The same inside a larger change.</summary>
    public async Task<Result<IReadOnlyList<string>>> RunAsync(
        Work work, ChangedInstallation which, IReadOnlyDictionary<string, string?> given, CancellationToken cancellationToken)
    {
        var opened = await InstallationAccess.OpenAsync(work.Db, which.Number, which.OrganizationId, which.Actor, OrganizationRole.Admin, cancellationToken);
        if (!opened.TryGet(out var installation, out var error))
        {
            return error;
        }

        if (installation.IsGone)
        {
            return Error.Conflict("installation_uninstalled", "It is uninstalled, so nothing of it can be changed.");
        }

        if (which.ExpectedVersion is { } expected && expected != installation.RowVersion)
        {
            return UnitOfWork.Lost;
        }

        var owner = CallTargets.OwnerOf(installation);
        var form = ConfigurationForm.Of(await CallTargets.ManifestAsync(work.Db, installation.ReleaseId, cancellationToken));
        var saved = await store.SaveAsync(work.Db, owner, form, given, which.Actor.Name, work.Now, cancellationToken);
        if (saved.TryGet(out var changed, out _) && changed.Count > 0)
        {
            await work.Db.SaveChangesAsync(cancellationToken);
            installation.Configure(await ConfigurationStore.VersionAsync(work.Db, owner, cancellationToken));
            await RecordAsync(work, installation, changed, which.Actor, cancellationToken);
        }

        return saved;
    }

    private async Task RecordAsync(Work work, Installation installation, IReadOnlyList<string> changed, Actor actor, CancellationToken cancellationToken)
    {
        var extension = await work.Db.Set<Extension>().Where(candidate => candidate.Id == installation.ExtensionKey)
            .Select(candidate => candidate.ExtensionId).SingleAsync(cancellationToken);
        // Names alone: values may be secret, and what isn't is in the versions.
        work.Audit(
            actor, "installation.configured", new AuditSubject("installation", extension), installation.OrganizationId,
            after: new { keys = changed, version = installation.ConfigurationVersion });
        if (installation.State == InstallationState.Active)
        {
            work.Raise(new InstallationConfigured(installation.Id, Guid.CreateVersion7(work.Now)));
        }

        work.Refresh(() => topic.PublishAsync(installation));
    }
}
