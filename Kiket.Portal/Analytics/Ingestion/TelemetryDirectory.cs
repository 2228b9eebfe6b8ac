using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Analytics.Tokens;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Kiket.Portal.Analytics.Ingestion;

/// <summary>Whose telemetry it is.</summary>
/// <param name="Extension">The portal's id of the extension.</param>
/// <param name="ExtensionId">Normalized, to compare it with what the sender says.</param>
/// <param name="TokenId">Null for what anybody sent.</param>
/// <param name="Installation">Empty unless a container sent it.</param>
/// <param name="Release">That the token proves; null when the sender says it.</param>
/// <param name="WithTexts">False when the customer wants only the classes of errors to be kept.</param>
public sealed record TelemetrySender(
    TelemetrySource Source, Guid Extension, string ExtensionId, Guid? TokenId, Guid Installation, string? Release, bool WithTexts);

/// <summary>
/// Finds senders by token or extension id, and remembers them for a minute, unknown ones as well: an event must be answered faster than a database
/// can be asked each time.
/// </summary>
public sealed class TelemetryDirectory : IDisposable
{
    /// <summary>Of tokens, ids and releases together. A flood of unknown ones drives out others, which are read again.</summary>
    private const int MostEntries = 20_000;

    private static readonly TimeSpan For = TimeSpan.FromSeconds(60);

    /// <summary>A version that is sent before its release is known here may just have been released.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = MostEntries });
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly IDisposable _changes;

    public TelemetryDirectory(IDbContextFactory<PortalDb> databases, TelemetryTopic topic)
    {
        _databases = databases;
        _changes = topic.Subscribe(Guid.Empty, () =>
        {
            _entries.Clear();
            return Task.CompletedTask;
        });
    }

    /// <summary>Whether it is known whose token it is, or that it is none, without a look-up.</summary>
    public bool Remembers(string token, out TelemetrySender? sender)
    {
        var isKnown = _entries.TryGetValue(("token", token), out var known);
        sender = (TelemetrySender?)known;
        return isKnown;
    }

    /// <summary>Null for a token that is none, or no longer.</summary>
    public ValueTask<TelemetrySender?> ByTokenAsync(string token, CancellationToken cancellationToken) =>
        token.Length > TelemetryTokenValue.MaxLength || !token.StartsWith(TelemetryTokenValue.Prefix, StringComparison.Ordinal)
            ? default
            : GetAsync(("token", token), (Directory: this, token), static of => of.Directory.ReadTokenAsync(of.token), For, cancellationToken);

    /// <summary>Null for an id that isn't listed on the marketplace.</summary>
    public ValueTask<TelemetrySender?> ByExtensionAsync(string extensionId, CancellationToken cancellationToken) =>
        GetAsync(
            ("extension", extensionId), (Directory: this, extensionId), static of => of.Directory.ReadExtensionAsync(of.extensionId), For, cancellationToken);

    /// <summary>Whether an extension has a release of this version. It is asked with each event.</summary>
    public async ValueTask<bool> HasReleaseAsync(Guid extension, string version, CancellationToken cancellationToken)
    {
        var known = await GetAsync(("releases", extension.ToString()), (_databases, extension), static of => ReadReleasesAsync(of), For, cancellationToken);
        if (known?.Contains(version) == true)
        {
            return true;
        }

        var newer = await GetAsync(("newest", extension.ToString()), (_databases, extension), static of => ReadReleasesAsync(of), Again, cancellationToken);
        return newer?.Contains(version) == true;
    }

    public void Dispose()
    {
        _changes.Dispose();
        _entries.Dispose();
    }

    private async ValueTask<T?> GetAsync<T, TState>(
        (string Kind, string Key) key, TState state, Func<TState, Task<T?>> read, TimeSpan remembered, CancellationToken cancellationToken)
        where T : class
    {
        if (_entries.TryGetValue(key, out var known))
        {
            return (T?)known;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var found = await read(state);
        _entries.Set(key, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = remembered });
        return found;
    }

    private async Task<TelemetrySender?> ReadTokenAsync(string token)
    {
        var hash = TelemetryTokenValue.Hash(token);
        await using var db = await _databases.CreateDbContextAsync(CancellationToken.None);
        var found = await (
            from one in db.Set<TelemetryToken>().AsNoTracking()
            where one.Hash == hash && one.RevokedAt == null
            join extension in db.Set<Extension>() on one.ExtensionKey equals extension.Id
            select new { Token = one, extension.NormalizedId }).SingleOrDefaultAsync();
        if (found is null)
        {
            return null;
        }

        if (found.Token.InstallationId is not { } installation)
        {
            return new TelemetrySender(
                TelemetrySource.Publisher, found.Token.ExtensionKey, found.NormalizedId, found.Token.Id, Guid.Empty, Release: null, WithTexts: true);
        }

        var release = await db.Set<Release>().Where(one => one.Id == found.Token.ReleaseId).Select(one => one.Version).SingleOrDefaultAsync();
        var detail = await db.Set<InstallationTelemetry>()
            .Where(one => one.InstallationId == installation)
            .Select(one => (TelemetryDetail?)one.Detail)
            .SingleOrDefaultAsync() ?? TelemetryDetail.Full;
        return detail == TelemetryDetail.Off
            ? null
            : new TelemetrySender(
                TelemetrySource.Hosted,
                found.Token.ExtensionKey,
                found.NormalizedId,
                found.Token.Id,
                installation,
                release,
                detail == TelemetryDetail.Full);
    }

    private async Task<TelemetrySender?> ReadExtensionAsync(string extensionId)
    {
        var id = Extension.Normalize(extensionId);
        await using var db = await _databases.CreateDbContextAsync(CancellationToken.None);
        var key = await VisibleRegistry.Marketplace.Listed(db.Set<Listing>().AsNoTracking())
            .Where(listing => listing.NormalizedId == id)
            .Select(listing => (Guid?)listing.ExtensionKey)
            .SingleOrDefaultAsync();
        return key is { } extension
            ? new TelemetrySender(TelemetrySource.Unverified, extension, id, TokenId: null, Guid.Empty, Release: null, WithTexts: false)
            : null;
    }

    private static async Task<HashSet<string>?> ReadReleasesAsync((IDbContextFactory<PortalDb> Databases, Guid Extension) of)
    {
        await using var db = await of.Databases.CreateDbContextAsync(CancellationToken.None);
        var versions = await db.Set<Release>().AsNoTracking()
            .Where(release => release.ExtensionKey == of.Extension)
            .Select(release => release.Version)
            .ToListAsync();
        return versions.ToHashSet(StringComparer.Ordinal);
    }
}
