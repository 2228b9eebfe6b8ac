using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Listings.Search;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Kiket.Portal.Tests.Listings.Browsing;

public sealed class SearchListingsOnSqliteTests : SearchListingsTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.Sqlite;
}

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SearchListingsOnPostgreSqlTests : SearchListingsTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>Search finds the same on both databases.</summary>
public abstract partial class SearchListingsTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Catalogue _catalogue = null!;

    protected abstract DatabaseProvider Provider { get; }

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddListings(), _clock, Provider);
        _catalogue = new Catalogue(_database.Databases, _database.Get<ShowRelease>(), _clock);
        await ListAsync(new Sample("Slack Alerts")
        {
            Summary = "Posts a digest to chat.",
            Scopes = ["issues:read", "users:read"],
            IsVerified = true,
            Tags = ["chat"],
        });
        await ListAsync(new Sample("Email Intake")
        {
            Categories = ["customer-support", "communication"],
            Scopes = ["issues:write"],
            IsManaged = true,
            Pricing = new Pricing(PriceModel.Flat, 900),
        });
        await ListAsync(new Sample("Quiet Reports")
        {
            Categories = ["analytics"],
            Words = "Slack is named in its documentation alone.",
            IsVerified = true,
            IsManaged = true,
        });
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Theory]
    [InlineData("slack", "Slack Alerts, Quiet Reports")]
    [InlineData("sla", "Slack Alerts, Quiet Reports")]
    [InlineData("DIGEST", "Slack Alerts")]
    [InlineData("acme intake", "Email Intake")]
    [InlineData("named in documentation", "Quiet Reports")]
    [InlineData("alert", "Slack Alerts")]
    [InlineData("alerting", "Slack Alerts")]
    [InlineData("slacks", "Slack Alerts, Quiet Reports")]
    [InlineData("reported", "Quiet Reports")]
    [InlineData("intakes", "Email Intake")]
    public async Task Words_are_found_from_their_beginning_names_before_documentation(string query, string names) =>
        Assert.Equal(names, await NamesAsync(query));

    [Theory]
    [InlineData("slakc", "slack")]
    [InlineData("lsack", "slack")]
    [InlineData("alrets", "alerts")]
    [InlineData("slack alertz", "slack alerts")]
    [InlineData("qiuet repots", "quiet reports")]
    public async Task Typing_errors_are_mended_when_nothing_is_found(string query, string fixedIn)
    {
        var found = await SearchAsync(query);

        Assert.True(found.IsCorrected);
        Assert.Equal(fixedIn, found.Suggestion);
        Assert.NotEmpty(found.Page.Items);
    }

    [Theory]
    [InlineData("zzzzqq")]
    [InlineData("***")]
    [InlineData("\" OR qqq:x")]
    [InlineData("🚀🚀")]
    public async Task What_resembles_nothing_finds_nothing_and_suggests_nothing(string query)
    {
        var found = await SearchAsync(query);

        Assert.Empty(found.Page.Items);
        Assert.Null(found.Suggestion);
    }

    [Fact]
    public async Task Words_that_find_nothing_together_are_offered_alone_with_what_they_find()
    {
        var found = await SearchAsync("slack intake zzzzqq OR the in");

        Assert.True(found.IsPartial);
        Assert.Equal(3, found.Page.Total);
        Assert.Equal(["zzzzqq"], found.Unmatched);
        Assert.Equal([new ShorterQuery("slack", 2), new ShorterQuery("intake", 1)], found.Fewer);
        Assert.Empty((await SearchAsync("slack")).Fewer);
    }

    [Fact]
    public async Task A_private_registry_is_searched_by_itself_however_common_its_words_are_in_the_marketplace()
    {
        await using (var db = await _database.OpenAsync())
        {
            var own = (await _catalogue.AddAsync(new Sample("Slack Bridge"))).Id;
            var text = new ListingText("Slack Bridge", "", "", "", "");
            await db.Set<Listing>().Where(listing => listing.Id == own).ExecuteUpdateAsync(set => set.SetProperty(listing => listing.Registry, "globex"));
            await _database.Get<ListingIndex>().WriteAsync(db, new(own, [FilterWords.Registry("globex")], "Free||,|,"), text, CancellationToken.None);
            foreach (var number in Enumerable.Range(1, ListingIndex.MaxCandidates + 1))
            {
                await _database.Get<ListingIndex>().WriteAsync(
                    db, new(-number, [FilterWords.Registry(Extension.Marketplace)], "Free||,|,"), text, CancellationToken.None);
            }
        }

        Assert.Equal(["Slack Bridge"], (await RunAsync(new BrowseRequest(Globex, "slack"))).Page.Items.Select(card => card.Name));
        Assert.Empty((await RunAsync(new BrowseRequest(Globex, "alerts"))).Page.Items);
    }

    [Fact]
    public async Task A_search_that_its_filters_leave_nothing_of_says_what_it_finds_without_them()
    {
        var found = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "slack", Category: "crm"));

        Assert.Empty(found.Page.Items);
        Assert.Equal(2, found.WithoutFilters);
    }

    [Theory]
    [InlineData("ｆｉｌｅｓ")]
    [InlineData("files")]
    [InlineData("ﬁles")]
    public async Task A_name_is_found_in_whatever_shape_its_letters_are_written(string query)
    {
        await ListAsync(new Sample("Ｆｉｌｅｓ") { Words = "One more." });

        Assert.Equal("Ｆｉｌｅｓ", await NamesAsync(query));
    }

    [Theory]
    [InlineData("etoile")]
    [InlineData("ÉTOILE")]
    [InlineData("bot")]
    [InlineData("slack-bot")]
    [InlineData("setup")]
    [InlineData("guide")]
    [InlineData("acme.example/setup_guide")]
    [InlineData("ops@acme.example")]
    [InlineData("1.20.3")]
    [InlineData("20")]
    [InlineData("yaml")]
    [InlineData("naïve résumé")]
    [InlineData("naive resume")]
    public async Task A_word_is_found_whatever_it_is_joined_to_and_however_its_accents_are_written(string query)
    {
        await ListAsync(new Sample("Étoile Bridge")
        {
            Words = "Works with slack-bot, see https://acme.example/setup_guide or write to ops@acme.example. "
                + "Version 1.20.3 reads docs/config.yaml. A naïve résumé.",
        });

        Assert.Contains("Étoile Bridge", await NamesAsync(query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_documentation_longer_than_an_index_takes_is_found_by_its_beginning()
    {
        await ListAsync(new Sample("Encyclopedia") { Words = "firstword " + string.Join(' ', Enumerable.Range(0, 90_000).Select(number => $"word{number}")) });

        Assert.Equal("Encyclopedia", await NamesAsync("firstword"));
    }

    [Fact]
    public async Task A_typing_error_is_mended_beside_a_filter_as_well()
    {
        var found = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "slakc", Verified: true));

        Assert.True(found.IsCorrected);
        Assert.Equal(2, found.Page.Total);
    }

    [Fact]
    public async Task Names_stand_in_one_order_whatever_their_case_and_accents()
    {
        foreach (var name in new[] { "zebra", "Étoile", "apple", "Zoo" })
        {
            await ListAsync(new Sample(name));
        }

        string[] byName = ["apple", "Email Intake", "Étoile", "Quiet Reports", "Slack Alerts", "zebra", "Zoo"];
        Assert.Equal(byName, (await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, Sort: ListingSort.Name))).Page.Items.Select(card => card.Name));
        var found = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, "acme", Sort: ListingSort.Name));
        Assert.Equal(byName, found.Page.Items.Select(card => card.Name));
    }

    [Fact]
    public async Task Counts_say_what_a_choice_would_show_beside_the_others()
    {
        var found = await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, Verified: true));

        Assert.Equal(2, found.Counts.Total);
        Assert.Equal(2, found.Counts.Verified);
        Assert.Equal(1, found.Counts.Categories["communication"]);
        Assert.Equal(1, found.Counts.Categories["analytics"]);
        Assert.False(found.Counts.Pricing.ContainsKey(PriceModel.Flat));
        Assert.Equal(1, found.Counts.Hosting[HostedBy.Kiket]);
        Assert.Equal(1, found.Counts.Permissions["issues:read"]);
        Assert.Equal(1, found.Counts.Permissions[BrowseFilter.NoPermission]);
    }

    [Fact]
    public async Task Every_filter_shows_as_many_as_it_said()
    {
        var counts = (await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace))).Counts;
        foreach (var query in new[] { null, "slack" })
        {
            foreach (var (category, _) in counts.Categories)
            {
                await AssertCountAsync(new BrowseRequest(VisibleRegistry.Marketplace, query, Category: category));
            }

            foreach (var (permission, _) in counts.Permissions)
            {
                await AssertCountAsync(new BrowseRequest(VisibleRegistry.Marketplace, query, Permission: permission));
            }

            foreach (var (hosting, _) in counts.Hosting)
            {
                await AssertCountAsync(new BrowseRequest(VisibleRegistry.Marketplace, query, Hosting: hosting));
            }

            await AssertCountAsync(new BrowseRequest(VisibleRegistry.Marketplace, query, Pricing: PriceModel.Flat));
        }
    }

    [Fact]
    public async Task A_new_listing_counts_at_once()
    {
        Assert.Equal(3, (await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace))).Page.Total);
        await ListAsync(new Sample("Fourth"));

        Assert.Equal(4, (await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace))).Page.Total);
        Assert.Equal("Fourth", (await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace))).Page.Items[0].Name);
    }

    [Fact]
    public async Task A_page_beyond_the_end_is_empty_and_asks_the_database_nothing()
    {
        await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace));
        var (found, commands) = await CountedAsync(new BrowseRequest(VisibleRegistry.Marketplace, Page: 1_000_000_000));

        Assert.Empty(found.Page.Items);
        Assert.Equal(0, commands);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("slack", 3)]
    // The words as typed and as corrected are each found and counted at the same time.
    [InlineData("slakc", 6)]
    public async Task A_page_costs_as_many_commands_with_many_listings_as_with_few(string? query, int most)
    {
        await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace));
        var (_, few) = await CountedAsync(new BrowseRequest(VisibleRegistry.Marketplace, query));
        for (var i = 0; i < 60; i++)
        {
            await ListAsync(new Sample($"Slack Helper {i}") { Scopes = ["issues:read"] });
        }

        await RunAsync(new BrowseRequest(VisibleRegistry.Marketplace));
        var (found, many) = await CountedAsync(new BrowseRequest(VisibleRegistry.Marketplace, query));

        Assert.Equal(24, found.Page.Items.Count);
        // Few results may cost one more: the look for a better spelling.
        Assert.InRange(many, 1, few);
        Assert.InRange(many, 1, most);
        Assert.InRange(few, 1, most + 1);
    }

    private async Task ListAsync(Sample sample)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        var listing = await _catalogue.AddAsync(sample);
        await _database.Get<ListingTopic>().PublishAsync(listing.ExtensionKey);
    }

    private async Task AssertCountAsync(BrowseRequest request)
    {
        var found = await RunAsync(request);
        Assert.Equal(found.Counts.Total, found.Page.Items.Count);
        Assert.Equal(found.Page.Total, found.Page.Items.Count);
    }

    private Task<FoundListings> RunAsync(BrowseRequest request) => _database.Get<SearchListings>().RunAsync(request, default);

    private static VisibleRegistry Globex { get; } =
        VisibleRegistry.Of(new OrganizationMember(Guid.Empty, "globex", "Globex", Guid.Empty, OrganizationRole.Member));

    private Task<FoundListings> SearchAsync(string query) => RunAsync(new BrowseRequest(VisibleRegistry.Marketplace, query));

    private async Task<string> NamesAsync(string query) => string.Join(", ", (await SearchAsync(query)).Page.Items.Select(card => card.Name));

    private async Task<(FoundListings Found, int Commands)> CountedAsync(BrowseRequest request)
    {
        var before = CountCommands.Of(_database);
        var found = await RunAsync(request);
        return (found, CountCommands.Of(_database) - before);
    }
}

/// <summary>Counts the commands that a database was sent, as EF Core's own diagnostics tell.</summary>
internal static class CountCommands
{
    private static readonly ConcurrentDictionary<string, int> Counts = new(StringComparer.Ordinal);

    public static int Of(PortalDatabase database) => Of(database.Name);

    /// <param name="database">The SQLite file, or the name of the database on its server.</param>
    public static int Of(string database) => Counts.GetValueOrDefault(database);

    /// <summary>Those of one trace, such as a request that carried it. What the portal does beside it isn't counted.</summary>
    public static int Of(System.Diagnostics.ActivityTraceId trace) => Counts.GetValueOrDefault(trace.ToHexString());

    /// <summary>Before any context is made: one that nobody listened to does not look again for a second, and is pooled.</summary>
    [ModuleInitializer]
    internal static void Listen() => System.Diagnostics.DiagnosticListener.AllListeners.Subscribe(new Listeners());

    private sealed class Listeners : IObserver<System.Diagnostics.DiagnosticListener>
    {
        public void OnNext(System.Diagnostics.DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name)
            {
                value.Subscribe(new Commands()!, name => name == RelationalEventId.CommandExecuted.Name);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    private sealed class Commands : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandExecutedEventData { Command.Connection: DbConnection connection })
            {
                Count(connection is Npgsql.NpgsqlConnection ? connection.Database : connection.DataSource);
                if (System.Diagnostics.Activity.Current is { } activity)
                {
                    Count(activity.TraceId.ToHexString());
                }
            }
        }

        private static void Count(string key) => Counts.AddOrUpdate(key, 1, static (_, count) => count + 1);

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
