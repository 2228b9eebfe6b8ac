using Kiket.Portal.Data;
using Kiket.Portal.Installations.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Operating;

/// <summary>What a switch means to the configuration, inside its transaction.</summary>
public sealed class SwitchConfiguration(ConfigurationStore store)
{
    private const string Portal = "Kiket";

    public async Task RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var (work, operation, installation) = context;
        var (db, owner) = (work.Db, InstallationAnswers.Owner(installation));
        switch (operation.Kind)
        {
            case OperationKind.Upgrade:
                // What the new release generates. Nothing is given, so nothing can be wrong.
                var form = await InstallationAnswers.FormAsync(db, installation.ReleaseId, cancellationToken);
                var nothing = new Dictionary<string, string?>(StringComparer.Ordinal);
                var generated = await store.SaveAsync(db, owner, form, nothing, Portal, work.Now, cancellationToken);
                if (generated.Succeeded && generated.Value.Count > 0)
                {
                    await NoteAsync(db, installation, owner, cancellationToken);
                }

                break;
            case OperationKind.Rollback:
                await ConfigurationStore.RestoreAsync(db, owner, operation.To.ConfigurationVersion, Portal, work.Now, cancellationToken);
                await NoteAsync(db, installation, owner, cancellationToken);
                break;
            case OperationKind.Uninstall:
                await ForgetAsync(db, installation, cancellationToken);
                break;
            default:
                break;
        }
    }

    /// <summary>Deletes the secrets of an uninstalled installation at once, and everything else when it isn't kept.</summary>
    internal static async Task ForgetAsync(PortalDb db, Installation installation, CancellationToken cancellationToken)
    {
        var owner = InstallationAnswers.Owner(installation);
        // A publisher that runs its own extension keeps the secrets that it publishes with, and who has installed it again uses what is shared.
        var withShared = installation.Publisher.OrganizationId != installation.OrganizationId
            && !await db.Set<Installation>().AnyAsync(
                other => other.OrganizationId == installation.OrganizationId && other.ExtensionKey == installation.ExtensionKey
                    && other.Id != installation.Id && other.State != InstallationState.Uninstalled,
                cancellationToken);
        await ConfigurationStore.DeleteSecretsAsync(db, owner, withShared, cancellationToken);
        if (installation.DataUntil is null)
        {
            await ConfigurationStore.DeleteAllAsync(db, owner, withShared, cancellationToken);
        }
    }

    private static async Task NoteAsync(PortalDb db, Installation installation, ConfigurationOwner owner, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        installation.Configure(await ConfigurationStore.VersionAsync(db, owner, cancellationToken));
    }
}
