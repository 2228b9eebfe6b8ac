using System.Collections.Concurrent;
using Kiket.Portal.Analytics.Store;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Analytics.Counts;

/// <summary>A page whose views are counted. The words are stored.</summary>
public enum ViewedPage
{
    Listing,
    Install,
}

/// <summary>
/// Counts views of listings and of their install pages, in memory, and stores the totals every ten seconds. It keeps no address and sets no cookie.
/// Machines and browsers that load ahead aren't counted, nor members of the publisher.
/// </summary>
public sealed partial class CountViews(
    TelemetryStore store, IDbContextFactory<PortalDb> databases, TimeProvider clock, ILogger<CountViews> logger) : BackgroundService
{
    /// <summary>Made-up addresses between two stores fill no more.</summary>
    private const int MostWaiting = 10_000;

    private const int MaxId = 200;

    private const int AtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly string[] Machines =
    [
        "bot", "crawl", "spider", "slurp", "fetch", "preview", "monitor", "curl", "wget", "python", "java/", "go-http", "node", "axios", "headless", "scan",
        "lighthouse", "facebookexternalhit", "libwww", "okhttp", "feed", "http-client", "httpclient",
    ];

    private readonly ConcurrentDictionary<(string ExtensionId, Guid? Person, ViewedPage Page, int Day), long> _waiting = new();
    private readonly Dictionary<(Guid Extension, ViewedPage Page, int Day), long> _totals = [];
    private readonly HashSet<(Guid Extension, ViewedPage Page, int Day)> _changed = [];
    private readonly long _writer = StoreTelemetry.NewWriter();
    private readonly SemaphoreSlim _storing = new(1);

    /// <summary>A visitor's request for a page of the marketplace, before the cache answers it.</summary>
    public void Count(HttpRequest request)
    {
        // "/marketplace/dev.acme.alerts", with any tab.
        var path = request.Path.Value ?? "";
        const string Root = "/marketplace/";
        if (path.Length <= Root.Length || !path.StartsWith(Root, StringComparison.OrdinalIgnoreCase) || !IsPerson(request))
        {
            return;
        }

        var end = path.IndexOf('/', Root.Length);
        var id = end < 0 ? path[Root.Length..] : path[Root.Length..end];
        if (end < 0 || !path.AsSpan(end + 1).Contains('.'))
        {
            // Feeds, badges and pictures have a dot.
            Count(id, person: null, ViewedPage.Listing);
        }
    }

    /// <param name="person">Who sees it, to leave out the publisher's own members; null for a visitor.</param>
    public void Count(string extensionId, Guid? person, ViewedPage page)
    {
        if (extensionId.Length <= MaxId && _waiting.Count < MostWaiting)
        {
            _waiting.AddOrUpdate(
                (Extension.Normalize(extensionId), person, page, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).DayNumber),
                1,
                (_, views) => views + 1);
        }
    }

    /// <summary>Stores what was counted so far.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        await _storing.WaitAsync(cancellationToken);
        try
        {
            if (!_waiting.IsEmpty)
            {
                await TakeAsync(cancellationToken);
            }

            if (_changed.Count > 0)
            {
                await store.ChangeAsync(change => WriteAsync(change, cancellationToken), cancellationToken);
                _changed.Clear();
            }

            var yesterday = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).DayNumber - 1;
            foreach (var old in _totals.Keys.Where(key => key.Day < yesterday).ToList())
            {
                _totals.Remove(old);
            }
        }
        finally
        {
            _storing.Release();
        }
    }

    public override void Dispose()
    {
        _storing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await StoreAsync(CancellationToken.None);
            }
            catch (Exception exception)
            {
                Failed(logger, exception);
            }
        }
    }

    internal static bool IsPerson(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return HttpMethods.IsGet(request.Method)
            && agent.Length > 0
            && !Machines.Any(word => agent.Contains(word, StringComparison.OrdinalIgnoreCase))
            && !IsAhead(request.Headers["Sec-Purpose"].ToString())
            && !IsAhead(request.Headers["Purpose"].ToString())
            && !IsAhead(request.Headers["X-Moz"].ToString());
    }

    private static bool IsAhead(string purpose) =>
        purpose.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || purpose.Contains("preview", StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds what waits to the totals of this process.</summary>
    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var keys in _waiting.Keys.ToList().Chunk(AtOnce))
        {
            var ids = keys.Select(key => key.ExtensionId).Distinct(StringComparer.Ordinal).ToList();
            var listings = await VisibleRegistry.Marketplace.Listed(db.Set<Listing>().AsNoTracking())
                .Where(one => ids.Contains(one.NormalizedId))
                .Select(one => new { one.NormalizedId, one.ExtensionKey, one.OrganizationId })
                .ToDictionaryAsync(one => one.NormalizedId, StringComparer.Ordinal, cancellationToken);
            foreach (var key in keys)
            {
                var listing = listings.GetValueOrDefault(key.ExtensionId);
                var isOwn = listing is not null && key.Person is { } person
                    && await db.Set<Membership>().AnyAsync(
                        member => member.UserId == person && member.OrganizationId == listing.OrganizationId, cancellationToken);
                if (_waiting.TryRemove(key, out var views) && listing is not null && !isOwn)
                {
                    var total = (listing.ExtensionKey, key.Page, key.Day);
                    _totals[total] = _totals.GetValueOrDefault(total) + views;
                    _changed.Add(total);
                }
            }
        }
    }

    private async Task<bool> WriteAsync(StoreChange change, CancellationToken cancellationToken)
    {
        foreach (var key in _changed)
        {
            await change.ExecuteAsync(
                """
                INSERT INTO listing_view_days (extension, day, page, writer, views) VALUES (@extension, @day, @page, @writer, @views)
                ON CONFLICT (extension, day, page, writer) DO UPDATE SET views = excluded.views
                """,
                cancellationToken,
                ("extension", key.Extension.ToString()),
                ("day", (long)key.Day),
                ("page", key.Page.ToString()),
                ("writer", _writer),
                ("views", _totals[key]));
        }

        return true;
    }

    [LoggerMessage(LogLevel.Error, "Views of listings could not be stored. They are stored with the next ones.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
