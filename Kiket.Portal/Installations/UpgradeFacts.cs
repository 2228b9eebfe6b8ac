using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Rollouts;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>A release with its current offer.</summary>
public sealed record OfferedRelease(Release Release, Offer Offer)
{
    public SidedOffer Sided => new(Release.Version, Offer);
}

/// <summary>
/// Everything about an extension that upgrades of its installations are decided by, read once for all of them. What two offers differ in is
/// compared once per pair.
/// </summary>
public sealed class UpgradeFacts
{
    private readonly Dictionary<Guid, OfferedRelease> _releases;
    private readonly Dictionary<Guid, OfferTerms> _agreed = [];
    private readonly Dictionary<Guid, ReleaseRollout> _rollouts = [];
    private readonly Dictionary<(Guid From, Guid To), bool> _needsConsent = [];
    private readonly Dictionary<Guid, Deprecation> _deprecations = [];

    private UpgradeFacts(Extension extension, ListingState? state, ExtensionRepository repository, IEnumerable<OfferedRelease> releases) =>
        (Extension, ListingState, Repository, _releases) = (extension, state, repository, releases.ToDictionary(pair => pair.Release.Id));

    public Extension Extension { get; }

    /// <summary>Null when it isn't listed at all.</summary>
    public ListingState? ListingState { get; }

    public ExtensionRepository Repository { get; }

    public IReadOnlyCollection<OfferedRelease> Releases => _releases.Values;

    /// <summary>Who publishes it now.</summary>
    public KnownPublisher Publisher => new(Extension.OrganizationId, Repository.GitHubId);

    /// <summary>By the operators. An extension that its publisher unlisted is still upgraded.</summary>
    public bool IsSuspended => ListingState is not (Listings.ListingState.Listed or Listings.ListingState.Unlisted);

    /// <summary>Its publisher hides it, so nobody new installs it.</summary>
    public bool IsUnlisted => ListingState is Listings.ListingState.Unlisted;

    public static async Task<UpgradeFacts> ReadAsync(PortalDb db, Guid extensionKey, CancellationToken cancellationToken)
    {
        var extension = await db.Set<Extension>().AsNoTracking().SingleAsync(candidate => candidate.Id == extensionKey, cancellationToken);
        var repository = await db.Set<ExtensionRepository>().AsNoTracking()
            .SingleAsync(candidate => candidate.Id == extension.RepositoryId, cancellationToken);
        var state = await db.Set<Listing>()
            .Where(listing => listing.ExtensionKey == extensionKey)
            .Select(listing => (ListingState?)listing.State)
            .SingleOrDefaultAsync(cancellationToken);
        var offered = await (
            from release in db.Set<Release>().AsNoTracking()
            where release.ExtensionKey == extensionKey
            join offer in db.Set<Offer>().AsNoTracking() on release.Id equals offer.ReleaseId
            select new { Release = release, Offer = offer }).ToListAsync(cancellationToken);
        var facts = new UpgradeFacts(
            extension,
            state,
            repository,
            offered.GroupBy(pair => pair.Release.Id).Select(pairs => pairs.MaxBy(pair => pair.Offer.Number)!)
                .Select(pair => new OfferedRelease(pair.Release, pair.Offer)));
        foreach (var pair in offered)
        {
            facts._agreed[pair.Offer.Id] = pair.Offer.Terms;
        }

        foreach (var rollout in await db.Set<ReleaseRollout>().AsNoTracking().Where(one => one.ExtensionKey == extensionKey).ToListAsync(cancellationToken))
        {
            facts._rollouts[rollout.ReleaseId] = rollout;
        }
        await facts.ReadDeprecationsAsync(db, cancellationToken);

        return facts;
    }

    /// <summary>How far a release has come; null for one that goes to everyone.</summary>
    public ReleaseRollout? Rollout(Guid releaseId) => _rollouts.GetValueOrDefault(releaseId);

    public OfferedRelease? Find(Guid releaseId) => _releases.GetValueOrDefault(releaseId);

    /// <summary>By its version, whatever its build metadata.</summary>
    public OfferedRelease? Find(string version) =>
        VersionPolicy.Parse(version.Trim()).TryGet(out var parsed, out _)
            ? _releases.Values.FirstOrDefault(pair => pair.Release.PrecedenceKey == VersionPolicy.PrecedenceKey(parsed))
            : null;

    /// <summary>The terms that a customer agreed to, also of an offer that is no longer the release's current one.</summary>
    public OfferTerms Terms(Guid offerId) => _agreed[offerId];

    /// <summary>Why and when a release ends; null while nobody deprecated it.</summary>
    public Deprecation? DeprecationOf(Release release) => release.DeprecationId is { } id ? _deprecations.GetValueOrDefault(id) : null;

    /// <summary>What to move to from a release that ends or was yanked; null when there is nothing.</summary>
    public OfferedRelease? Recommended(Release release, DateTimeOffset now) =>
        RecommendedVersion.Of(
            release.Semantic, DeprecationOf(release)?.RecommendedVersion, _releases.Values.Select(pair => ReleaseTarget.Of(pair.Release)), now) is { } target
            ? _releases[target.Id]
            : null;

    public UpgradeAdvice Decide(Installation installation, DateTimeOffset now) => UpgradeDecision.Decide(new DecisionInput(
        installation.Id,
        _releases[installation.ReleaseId].Release.Semantic,
        installation.Policy,
        [.. _releases.Values.Where(pair => pair.Release.Id != installation.ReleaseId).Select(pair => Candidate(installation, pair, now))],
        Blocked(installation),
        now));

    public UpgradeReason Blocked(Installation installation)
    {
        if (IsSuspended)
        {
            return UpgradeReason.PublisherSuspended;
        }

        if (Extension.OrganizationId != installation.Publisher.OrganizationId)
        {
            return UpgradeReason.OwnershipChanged;
        }

        return Repository.ReplacedByGitHubId is not null || Repository.GitHubId != installation.Publisher.RepositoryGitHubId
            ? UpgradeReason.RepositoryReplaced
            : UpgradeReason.None;
    }

    public bool NeedsConsent(Guid fromOfferId, Offer to)
    {
        if (!_needsConsent.TryGetValue((fromOfferId, to.Id), out var needed))
        {
            needed = ConsentRule.NeedsConsent(_agreed[fromOfferId], to.Terms);
            _needsConsent[(fromOfferId, to.Id)] = needed;
        }

        return needed;
    }

    private async Task ReadDeprecationsAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var ids = _releases.Values.Select(pair => pair.Release.DeprecationId).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0)
        {
            return;
        }

        var deprecations = db.Set<Deprecation>().AsNoTracking().Where(deprecation => ids.Contains(deprecation.Id));
        await foreach (var deprecation in deprecations.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            _deprecations[deprecation.Id] = deprecation;
        }
    }

    private UpgradeCandidate Candidate(Installation installation, OfferedRelease pair, DateTimeOffset now)
    {
        var (release, offer) = pair;
        var version = release.Semantic;
        return new UpgradeCandidate(release.Id, version, release.ReleasedAt, NeedsConsent(installation.OfferId, offer))
        {
            IsYanked = release.IsYanked,
            IsBlocked = release.IsBlocked,
            SunsetAt = release.SunsetAt,
            IsSecurityFix = release.IsSecurityFix,
            Rollout = Rollout(release.Id)?.Stage(now),
        };
    }
}
