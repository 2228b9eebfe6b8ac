using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Manifests;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>A release of an installation as it is called.</summary>
/// <param name="Target">Null when nobody calls it: it runs inside Kiket, its address isn't known yet, or it is blocked.</param>
public sealed record CalledRelease(Manifest Manifest, ConfigurationForm Form, ConfigurationValues Values, ExtensionTarget? Target)
{
    /// <summary>By an operator: nothing is sent to it, not even a goodbye.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>It runs in a container of this portal that isn't there yet, so it can be called later.</summary>
    public bool IsAwaited { get; init; }
}

/// <summary>Collects where a call about an installation goes, and what it may contain.</summary>
public sealed class CallTargets(ConfigurationStore store, PublisherSecrets publisherSecrets, IHostedAddresses hosted)
{
    /// <param name="release">The installed release, or the one that an operation is about.</param>
    /// <param name="whereItRuns">A container of another release isn't called.</param>
    public async Task<CalledRelease> ReadAsync(
        PortalDb db, Installation installation, InstalledRelease release, CancellationToken cancellationToken, bool whereItRuns = false)
    {
        var manifest = await InstallationAnswers.ManifestAsync(db, release.ReleaseId, cancellationToken);
        var form = ConfigurationForm.Of(manifest);
        var values = await ConfigurationStore.ReadAsync(db, InstallationAnswers.Owner(installation), cancellationToken);
        var terms = await db.Set<Offer>().AsNoTracking()
            .Where(offer => offer.Id == release.OfferId)
            .Select(offer => offer.Terms)
            .SingleAsync(cancellationToken);
        var isBlocked = await db.Set<Release>().AnyAsync(one => one.Id == release.ReleaseId && one.BlockedAt != null, cancellationToken);
        var address = isBlocked || terms.Callback is null ? null
            : await AddressAsync(db, installation, terms, whereItRuns ? release.ReleaseId : null, cancellationToken);
        var target = address is not null
            ? await TargetAsync(db, installation, new Called(manifest, form, values, terms, terms.Callback!, address), cancellationToken)
            : null;
        return new CalledRelease(manifest, form, values, target)
        {
            IsBlocked = isBlocked,
            IsAwaited = target is null && !isBlocked && terms.Callback is { } called && IsHosted(terms, called),
        };
    }

    /// <summary>Whether a release is called in a container of this portal, which ends with its installation.</summary>
    public static async Task<bool> IsHostedAsync(PortalDb db, InstalledRelease release, CancellationToken cancellationToken)
    {
        var terms = await db.Set<Offer>().Where(offer => offer.Id == release.OfferId).Select(offer => offer.Terms).SingleAsync(cancellationToken);
        return terms.Callback is { } callback && IsHosted(terms, callback);
    }

    /// <summary>A managed extension is called where it is hosted, the others where their publisher said.</summary>
    private async Task<Uri?> AddressAsync(
        PortalDb db, Installation installation, OfferTerms terms, Guid? releaseId, CancellationToken cancellationToken)
    {
        var callback = terms.Callback!;
        if (IsHosted(terms, callback))
        {
            return await hosted.FindAsync(db, installation.Id, releaseId, cancellationToken) is { } root ? CallbackAddress.Resolve(callback.Url, root) : null;
        }

        return Uri.TryCreate(callback.Address, UriKind.Absolute, out var address) ? address : null;
    }

    private static bool IsHosted(OfferTerms terms, OfferedCallback callback) =>
        terms.Hosting.Managed && callback.Url.StartsWith(CallbackAddress.Placeholder, StringComparison.Ordinal);

    private async Task<ExtensionTarget> TargetAsync(PortalDb db, Installation installation, Called called, CancellationToken cancellationToken)
    {
        var organization = await db.Set<Organization>()
            .Where(candidate => candidate.Id == installation.OrganizationId)
            .Select(candidate => new { candidate.Slug, candidate.Numbered!.Number })
            .SingleAsync(cancellationToken);
        var extension = await db.Set<Extension>().AsNoTracking()
            .Include(candidate => candidate.Numbered)
            .SingleAsync(candidate => candidate.Id == installation.ExtensionKey, cancellationToken);
        return new ExtensionTarget(
            called.Address,
            called.Manifest.ApiVersion is { Length: > 0 } version ? version : "v1",
            TimeSpan.FromMilliseconds(called.Callback.Timeout ?? 0),
            called.Callback.Required,
            called.Terms.LifecycleEvents,
            organization.Number,
            extension.Numbered!.Number,
            installation.Number,
            organization.Slug,
            called.Terms.Scopes,
            await store.RevealAsync(db, InstallationAnswers.Owner(installation), called.Form, cancellationToken),
            [.. called.Values.MissingSecrets(called.Form).Select(field => field.Key)],
            await publisherSecrets.FindAsync(db, extension, called.Manifest.Callback?.Secret, cancellationToken));
    }

    private sealed record Called(
        Manifest Manifest, ConfigurationForm Form, ConfigurationValues Values, OfferTerms Terms, OfferedCallback Callback, Uri Address);
}
