using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Deprecations;

/// <summary>An installation whose version is deprecated or yanked, with what to move to.</summary>
/// <param name="Reason">The publisher's: of the yank when it is yanked.</param>
/// <param name="Target">Null when there is no version to move to.</param>
/// <param name="NeedsConsent">Whether a person must agree to what the target asks for.</param>
/// <param name="Class">How far the target is away: see <see cref="UpgradeDecision.Class"/>. Manual without a target.</param>
/// <param name="Changes">How many things its offer changes: permissions, hosts, settings, price.</param>
public sealed record UpgradeRecommendation(
    long Number,
    string ExtensionId,
    string Name,
    string Version,
    bool IsDeprecated,
    bool IsYanked,
    string? Reason,
    DateTimeOffset? SunsetAt,
    string? Target,
    bool NeedsConsent,
    UpgradeMode Class,
    int Changes);

/// <summary>What an organization should upgrade. Reads what it runs once, and offers of what is affected alone.</summary>
public sealed class RecommendUpgrades(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>Those that end first come first. The caller must check the membership.</summary>
    public async Task<IReadOnlyList<UpgradeRecommendation>> RunAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var affected = await AffectedAsync(db, organizationId, cancellationToken);
        if (affected.Count == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var keys = affected.Select(one => one.ExtensionKey).Distinct().ToList();
        var releases = (await db.Set<Release>().AsNoTracking().Where(release => keys.Contains(release.ExtensionKey)).ToListAsync(cancellationToken))
            .ToLookup(release => release.ExtensionKey);
        var targets = affected.ToDictionary(
            one => one.Number,
            one => RecommendedVersion.Of(one.Release.Semantic, one.Deprecation?.RecommendedVersion, releases[one.ExtensionKey].Select(ReleaseTarget.Of), now));
        var offers = await OffersAsync(db, affected, [.. targets.Values.OfType<ReleaseTarget>().Select(target => target.Id)], cancellationToken);
        return
        [
            .. affected
                .OrderBy(one => one.Release.SunsetAt ?? DateTimeOffset.MaxValue)
                .ThenBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
                .Select(one => Write(one, targets[one.Number], offers)),
        ];
    }

    private static UpgradeRecommendation Write(Affected one, ReleaseTarget? target, Offers offers)
    {
        var (agreed, next) = (offers.Agreed[one.OfferId], target is null ? null : offers.Current[target.Id]);
        return new UpgradeRecommendation(
            one.Number,
            one.ExtensionId,
            one.Name,
            one.Release.Version,
            one.Release.IsDeprecated,
            one.Release.IsYanked,
            one.Release.YankReason ?? one.Deprecation?.Reason,
            one.Release.SunsetAt,
            target?.Version.ToString(),
            next is not null && ConsentRule.NeedsConsent(agreed, next),
            target is null ? UpgradeMode.Manual : UpgradeDecision.Class(one.Release.Semantic, target.Version),
            next is null ? 0 : OfferDifference.Between(agreed, next).Count);
    }

    private static async Task<List<Affected>> AffectedAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken) => await (
        from installation in db.Set<Installation>()
        where installation.OrganizationId == organizationId
            && installation.State != InstallationState.Uninstalled
            && installation.InstalledAt != null
        join release in db.Set<Release>().AsNoTracking() on installation.ReleaseId equals release.Id
        where release.DeprecationId != null || release.YankedAt != null
        join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
        join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
        join deprecation in db.Set<Deprecation>().AsNoTracking() on release.DeprecationId equals deprecation.Id into deprecations
        from found in deprecations.DefaultIfEmpty()
        select new Affected(installation.Number, extension.Id, installation.OfferId, extension.ExtensionId, listing.Name, release, found))
        .ToListAsync(cancellationToken);

    private static async Task<Offers> OffersAsync(PortalDb db, List<Affected> affected, List<Guid> targets, CancellationToken cancellationToken)
    {
        var agreed = affected.Select(one => one.OfferId).Distinct().ToList();
        var read = await db.Set<Offer>().AsNoTracking()
            .Where(offer => agreed.Contains(offer.Id) || targets.Contains(offer.ReleaseId))
            .ToListAsync(cancellationToken);
        return new Offers(
            read.ToDictionary(offer => offer.Id, offer => offer.Terms),
            read.GroupBy(offer => offer.ReleaseId).ToDictionary(same => same.Key, same => same.MaxBy(offer => offer.Number)!.Terms));
    }

    private sealed record Affected(
        long Number, Guid ExtensionKey, Guid OfferId, string ExtensionId, string Name, Release Release, Deprecation? Deprecation);

    /// <param name="Agreed">By offer.</param>
    /// <param name="Current">By release.</param>
    private sealed record Offers(IReadOnlyDictionary<Guid, OfferTerms> Agreed, IReadOnlyDictionary<Guid, OfferTerms> Current);
}
