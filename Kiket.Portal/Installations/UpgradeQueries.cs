using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>Reads which installations of an organization have something newer, and how far their upgrades are.</summary>
public sealed class UpgradeQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>By name; at most <see cref="PageRequest.MaxSize"/>. The caller must check the membership.</summary>
    public async Task<IReadOnlyList<AvailableUpgrade>> ForOrganizationAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (
            from installation in db.Set<Installation>().AsNoTracking()
            where installation.OrganizationId == organizationId
                && (installation.State == InstallationState.Active || installation.State == InstallationState.Upgrading)
            join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
            // Who runs what the listing shows has the newest that may be offered to them.
            where listing.ReleaseId != installation.ReleaseId
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            join offer in db.Set<Offer>() on installation.OfferId equals offer.Id
            orderby listing.SortName, installation.Number
            select new Row(installation, extension.ExtensionId, listing.Name, offer))
            .Take(PageRequest.MaxSize)
            .ToListAsync(cancellationToken);
        var last = await LastAsync(db, [.. rows.Select(row => row.Installation.Id)], cancellationToken);
        var now = clock.GetUtcNow();
        var available = new List<AvailableUpgrade>(rows.Count);
        foreach (var row in rows)
        {
            var facts = await UpgradeFacts.ReadAsync(db, row.Installation.ExtensionKey, cancellationToken);
            var advice = facts.Decide(row.Installation, now);
            if (advice.Verdict != UpgradeVerdict.None)
            {
                available.Add(new AvailableUpgrade(
                    row.Installation,
                    row.ExtensionId,
                    row.Name,
                    facts.Find(row.Installation.ReleaseId)!.Release.Version,
                    advice.Verdict == UpgradeVerdict.Blocked ? advice.Reason : UpgradeReason.None,
                    await TargetsAsync(db, row, facts, advice, cancellationToken),
                    last.GetValueOrDefault(row.Installation.Id)));
            }
        }

        return available;
    }

    /// <summary>The last thing that was done to each installation, by its id. The caller must have read them before.</summary>
    public async Task<IReadOnlyDictionary<Guid, InstallationOperation>> LastAsync(
        IReadOnlyCollection<Guid> installations, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await LastAsync(db, installations, cancellationToken);
    }

    private static async Task<Dictionary<Guid, InstallationOperation>> LastAsync(
        PortalDb db, IReadOnlyCollection<Guid> installations, CancellationToken cancellationToken)
    {
        var operations = db.Set<InstallationOperation>().AsNoTracking();
        var last = await operations
            .Where(operation => installations.Contains(operation.InstallationId)
                && !operations.Any(later => later.InstallationId == operation.InstallationId && later.CreatedAt > operation.CreatedAt))
            .ToListAsync(cancellationToken);
        // Two of one instant are possible. At most one of them is open, and that is the later one.
        return last.GroupBy(operation => operation.InstallationId)
            .ToDictionary(same => same.Key, same => same.MaxBy(operation => (operation.IsOpen, operation.Id))!);
    }

    private static async Task<IReadOnlyList<UpgradeTarget>> TargetsAsync(
        PortalDb db, Row row, UpgradeFacts facts, UpgradeAdvice advice, CancellationToken cancellationToken)
    {
        var free = advice.All.FirstOrDefault(verdict => !verdict.Candidate.NeedsConsent);
        var targets = new List<UpgradeTarget>();
        foreach (var verdict in advice.All.Take(1).Append(free).OfType<CandidateVerdict>().Distinct())
        {
            var target = facts.Find(verdict.Candidate.ReleaseId)!;
            var before = new SidedOffer(facts.Find(row.Installation.ReleaseId)!.Release.Version, row.Offer);
            targets.Add(new UpgradeTarget(
                verdict, ConsentDocument.Of(row.ExtensionId, before, target.Sided), await NeededAsync(db, row.Offer, target, cancellationToken)));
        }

        return targets;
    }

    private static async Task<IReadOnlyList<FormField>> NeededAsync(PortalDb db, Offer before, OfferedRelease target, CancellationToken cancellationToken)
    {
        var keys = ConsentRule.NewAnswers(before.Terms, target.Offer.Terms).Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal);
        return keys.Count == 0
            ? []
            : [.. (await InstallationAnswers.FormAsync(db, target.Release.Id, cancellationToken)).Fields.Where(field => keys.Contains(field.Key))];
    }

    private sealed record Row(Installation Installation, string ExtensionId, string Name, Offer Offer);
}
