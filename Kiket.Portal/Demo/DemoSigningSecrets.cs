using Kiket.Portal.Data;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Releases;
using Kiket.Portal.Secrets;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Demo;

/// <summary>Shares the samples' signing secret with Kiket, as their publishers would. Doing it twice changes nothing.</summary>
public sealed class DemoSigningSecrets(IDbContextFactory<PortalDb> databases, ConfigurationStore store, TimeProvider clock)
{
    private const string Reference = "env.";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var manifests = await (
            from extension in db.Set<Extension>()
            join release in db.Set<Release>() on extension.Id equals release.ExtensionKey
            join snapshot in db.Set<CommitSnapshot>() on release.SnapshotId equals snapshot.Id
            select new { extension.Id, extension.OrganizationId, snapshot.Manifest }).ToListAsync(cancellationToken);
        var names = manifests
            .Where(known => known.Manifest?.Callback?.Secret?.StartsWith(Reference, StringComparison.Ordinal) == true)
            .Select(known => (known.Id, known.OrganizationId, Key: known.Manifest!.Callback!.Secret![Reference.Length..]))
            .Distinct();
        foreach (var (id, organization, key) in names)
        {
            var owner = new ConfigurationOwner(Guid.Empty, organization, id);
            if (await store.RevealSharedAsync(db, owner, key, cancellationToken) is null)
            {
                await store.SetSharedAsync(db, owner, key, new SecretText(SampleHandler.SigningSecret), "the demo", clock.GetUtcNow(), cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
