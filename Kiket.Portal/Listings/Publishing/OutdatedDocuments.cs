using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Releases;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>Which stored documents people can open, and which of them an older renderer wrote.</summary>
public static class OutdatedDocuments
{
    /// <summary>Those of a listing or of a released version. What a draft or a check stored is read again with the next one.</summary>
    public static IQueryable<DocumentSet> Shown(PortalDb db) => db.Set<DocumentSet>().Where(set =>
        db.Set<Listing>().Any(listing => listing.DocumentSetId == set.Id)
        || db.Set<CommitSnapshot>().Any(snapshot => snapshot.DocumentSetId == set.Id
            && db.Set<Release>().Any(release => release.SnapshotId == snapshot.Id)));

    /// <summary>Only older ones: while nodes are replaced one after another, the old ones leave the newer pages alone.</summary>
    public static IQueryable<DocumentSet> In(PortalDb db) => Shown(db).Where(set => set.Renderer < RendererVersion.Current);
}
