using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Semver;

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

/// <summary>
/// What an organization should upgrade. Three queries, whatever it runs: what is affected, what it could move to, and the offers of that. Terms are
/// read only for pairs of offers that were never compared: offers never change, so neither does what lies between two of them.
/// </summary>
public sealed class RecommendUpgrades(IDbContextFactory<PortalDb> databases, TimeProvider clock) : IDisposable
{
    /// <summary>Some megabytes at most; pairs that nobody asks for any more make room.</summary>
    private const int MaxCompared = 50_000;

    private readonly MemoryCache _compared = new(new MemoryCacheOptions { SizeLimit = MaxCompared });

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
        var releases = await TargetsAsync(db, [.. affected.Select(one => one.ExtensionKey).Distinct()], cancellationToken);
        var targets = affected.ToDictionary(
            one => one.Number, one => RecommendedVersion.Of(one.Semantic, one.Recommended, releases[one.ExtensionKey], now));
        var offers = await CurrentOffersAsync(db, [.. targets.Values.OfType<ReleaseTarget>().Select(target => target.Id).Distinct()], cancellationToken);
        List<OfferPair> pairs =
        [
            .. affected.Select(one => targets[one.Number] is { } target ? new OfferPair(one.OfferId, offers[target.Id]) : (OfferPair?)null)
                .OfType<OfferPair>()
                .Distinct(),
        ];
        var steps = await StepsAsync(db, pairs, cancellationToken);
        return
        [
            .. affected
                .OrderBy(one => one.SunsetAt ?? DateTimeOffset.MaxValue)
                .ThenBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
                .Select(one => Write(one, targets[one.Number], target => steps[new OfferPair(one.OfferId, offers[target.Id])])),
        ];
    }

    public void Dispose() => _compared.Dispose();

    private static UpgradeRecommendation Write(Affected one, ReleaseTarget? target, Func<ReleaseTarget, OfferStep> stepTo)
    {
        var step = target is null ? null : stepTo(target);
        return new UpgradeRecommendation(
            one.Number,
            one.ExtensionId,
            one.Name,
            one.Version,
            one.IsDeprecated,
            one.IsYanked,
            one.YankReason ?? one.Reason,
            one.SunsetAt,
            target?.Version.ToString(),
            step?.NeedsConsent ?? false,
            target is null ? UpgradeMode.Manual : UpgradeDecision.Class(one.Semantic, target.Version),
            step?.Changes ?? 0);
    }

    private static async Task<List<Affected>> AffectedAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken) => await (
        from installation in db.Set<Installation>()
        where installation.OrganizationId == organizationId
            && installation.State != InstallationState.Uninstalled
            && installation.InstalledAt != null
        join release in db.Set<Release>() on installation.ReleaseId equals release.Id
        where release.DeprecationId != null || release.YankedAt != null
        join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
        join listing in db.Set<Listing>() on installation.ExtensionKey equals listing.ExtensionKey
        join deprecation in db.Set<Deprecation>() on release.DeprecationId equals deprecation.Id into deprecations
        from found in deprecations.DefaultIfEmpty()
        select new Affected(
            installation.Number, extension.Id, installation.OfferId, extension.ExtensionId, listing.Name, release.Version, release.DeprecationId != null,
            release.YankedAt != null, release.YankReason, release.SunsetAt, found == null ? null : found.Reason,
            found == null ? null : found.RecommendedVersion))
        .ToListAsync(cancellationToken);

    /// <summary>What can be moved to at all; an extension has many more releases than that.</summary>
    private static async Task<ILookup<Guid, ReleaseTarget>> TargetsAsync(PortalDb db, List<Guid> extensions, CancellationToken cancellationToken) => (await db
        .Set<Release>()
        .Where(release => extensions.Contains(release.ExtensionKey)
            && release.DeprecationId == null
            && release.YankedAt == null
            && release.BlockedAt == null)
        .Select(release => new { release.ExtensionKey, release.Id, release.Version, release.SunsetAt })
        .ToListAsync(cancellationToken))
        .ToLookup(
            release => release.ExtensionKey,
            release => new ReleaseTarget(release.Id, Parse(release.Version), IsDeprecated: false, IsYanked: false, release.SunsetAt));

    /// <returns>The id of the newest offer, by release.</returns>
    private static async Task<IReadOnlyDictionary<Guid, Guid>> CurrentOffersAsync(
        PortalDb db, List<Guid> releases, CancellationToken cancellationToken) => (await db
        .Set<Offer>()
        .Where(offer => releases.Contains(offer.ReleaseId))
        .Select(offer => new { offer.ReleaseId, offer.Number, offer.Id })
        .ToListAsync(cancellationToken))
        .GroupBy(offer => offer.ReleaseId)
        .ToDictionary(same => same.Key, same => same.MaxBy(offer => offer.Number)!.Id);

    private async Task<IReadOnlyDictionary<OfferPair, OfferStep>> StepsAsync(PortalDb db, List<OfferPair> pairs, CancellationToken cancellationToken)
    {
        var steps = new Dictionary<OfferPair, OfferStep>();
        var unknown = new List<OfferPair>();
        foreach (var pair in pairs)
        {
            if (_compared.TryGetValue(pair, out OfferStep? known))
            {
                steps[pair] = known!;
            }
            else
            {
                unknown.Add(pair);
            }
        }

        if (unknown.Count == 0)
        {
            return steps;
        }

        var ids = unknown.SelectMany(pair => new[] { pair.Agreed, pair.Next }).Distinct().ToList();
        var terms = await db.Set<Offer>().AsNoTracking()
            .Where(offer => ids.Contains(offer.Id))
            .ToDictionaryAsync(offer => offer.Id, offer => offer.Terms, cancellationToken);
        foreach (var pair in unknown)
        {
            var (agreed, next) = (terms[pair.Agreed], terms[pair.Next]);
            steps[pair] = _compared.Set(
                pair,
                new OfferStep(ConsentRule.NeedsConsent(agreed, next), OfferDifference.Between(agreed, next).Count),
                new MemoryCacheEntryOptions { Size = 1 });
        }

        return steps;
    }

    private static SemVersion Parse(string version) => SemVersion.Parse(version, SemVersionStyles.Strict, VersionPolicy.MaxLength);

    private sealed record Affected(
        long Number, Guid ExtensionKey, Guid OfferId, string ExtensionId, string Name, string Version, bool IsDeprecated, bool IsYanked,
        string? YankReason, DateTimeOffset? SunsetAt, string? Reason, string? Recommended)
    {
        public SemVersion Semantic { get; } = Parse(Version);
    }

    /// <summary>From what was agreed to, to what would be agreed to.</summary>
    private readonly record struct OfferPair(Guid Agreed, Guid Next);

    private sealed record OfferStep(bool NeedsConsent, int Changes);
}
