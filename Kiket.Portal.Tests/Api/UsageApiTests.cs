using System.Globalization;
using System.Net;
using System.Text.Json;
using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>Acme sends what its extension counted for globex, over HTTP alone.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class UsageApiTests(ApiPortal portal)
{
    private const string Installations = "/api/v1/marketplace/installations";

    [Fact]
    public async Task Usage_is_recorded_once_shown_and_capped()
    {
        var (id, number) = await InstalledAsync();
        var sender = portal.Client(await portal.TokenAsync("acme", ApiTokenScopes.Usage, portal.Ada));
        var body = new { events = new[] { Event("a", number, 1_600), Event("b", number, 400) } };

        var first = await sender.PostAsync(Events(id), body);
        var again = await sender.PostAsync(Events(id), body);
        var capped = await CapAsync(number, 350);
        var more = await sender.PostAsync(Events(id), new { events = new[] { Event("c", number, 5_000) } });

        Assert.Equal((2, 0), Counts(first));
        Assert.Equal((0, 2), Counts(again));
        Assert.Equal("accepted", first.Body.GetProperty("results")[0].GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, capped.Status);
        Assert.Equal([number], more.Body.GetProperty("capped").EnumerateArray().Select(one => one.GetInt64()));
        var usage = (await Customer.ReadAsync($"{Installations}/{number}/usage")).Body;
        var meter = Assert.Single(usage.GetProperty("meters").EnumerateArray());
        Assert.Equal((7_000, 350), (meter.GetProperty("quantity").GetInt64(), meter.GetProperty("gross_cents").GetInt64()));
        Assert.Equal((350, true), (usage.GetProperty("cap_cents").GetInt64(), usage.GetProperty("capped").GetBoolean()));
        (await CapAsync(number, 349)).Refused(HttpStatusCode.Conflict, "cap_below_usage");
        Assert.Equal(JsonValueKind.Null, (await CapAsync(number, null)).Body.GetProperty("cap_cents").ValueKind);
    }

    [Fact]
    public async Task Each_wrong_event_is_refused_by_itself_with_its_reason()
    {
        var (id, number) = await InstalledAsync();
        var (_, other) = await InstalledAsync();
        var now = DateTimeOffset.UtcNow;
        (string Code, object Event)[] wrong =
        [
            ("quantity_invalid", Event("negative", number, -1)),
            ("quantity_invalid", Event("none", number, 0)),
            ("quantity_invalid", Event("huge", number, 1_000_000_001)),
            ("quantity_invalid", new { event_id = "part", installation_id = number, meter = "pings", quantity = 1.5, occurred_at = now }),
            ("quantity_invalid", new { event_id = "enormous", installation_id = number, meter = "pings", quantity = 1e300, occurred_at = now }),
            ("in_the_future", Event("future", number, 1, now.AddMinutes(6))),
            ("too_old", Event("old", number, 1, now.AddDays(-36))),
            ("not_installed", Event("before", number, 1, now.AddDays(-1))),
            ("meter_unknown", new { event_id = "meter", installation_id = number, meter = "pongs", quantity = 1, occurred_at = now }),
            ("installation_not_found", Event("other", other, 1)),
            ("installation_not_found", Event("nobody", 99_999_999, 1)),
            ("event_id_invalid", Event("", number, 1)),
            ("event_id_invalid", Event(new string('x', 101), number, 1)),
            ("occurred_at_invalid", new { event_id = "when", installation_id = number, meter = "pings", quantity = 1, occurred_at = "yesterday" }),
            ("occurred_at_invalid", new { event_id = "zone", installation_id = number, meter = "pings", quantity = 1, occurred_at = "2026-03-12T15:20:00" }),
        ];

        var reply = await (await SenderAsync()).PostAsync(Events(id), new { events = wrong.Select(pair => pair.Event).Append(Event("good", number, 1)) });

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(
            [.. wrong.Select(pair => pair.Code), null],
            reply.Body.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("code").GetString()));
        Assert.Equal((1, 0), Counts(reply));
        Assert.Equal(1, await QuantityAsync(number));
    }

    [Fact]
    public async Task Other_content_under_a_known_id_is_a_conflict()
    {
        var (id, number) = await InstalledAsync();
        await (await SenderAsync()).PostAsync(Events(id), new { events = new[] { Event("a", number, 1) } });

        var reply = await (await SenderAsync()).PostAsync(Events(id), new { events = new[] { Event("a", number, 2) } });

        var result = reply.Body.GetProperty("results")[0];
        Assert.Equal(("refused", "event_conflict"), (result.GetProperty("status").GetString(), result.GetProperty("code").GetString()));
        Assert.Equal(1, await QuantityAsync(number));
    }

    [Fact]
    public async Task A_batch_has_a_limit_and_needs_its_publisher()
    {
        var (id, number) = await InstalledAsync();
        object Batch(int count) => new { events = Enumerable.Range(0, count).Select(each => Event($"e{each}", number, 1)) };

        (await (await SenderAsync()).PostAsync(Events(id), Batch(1_001))).Refused(HttpStatusCode.UnprocessableEntity, "too_many_events");
        (await (await SenderAsync()).PostAsync(Events(id), Batch(0))).Refused(HttpStatusCode.UnprocessableEntity, "events_missing");
        (await (await SenderAsync()).PostTextAsync(Events(id), """{"events":5}""")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_value");
        (await (await SenderAsync()).PostTextAsync(Events(id), """{"events":[null,5]}""")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_value");
        (await portal.Client(portal.Guild).PostAsync(Events(id), Batch(1))).Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await portal.Client(portal.Publisher).PostAsync(Events(id), Batch(1))).Refused(HttpStatusCode.Forbidden, "scope_missing");
        Assert.Equal((1_000, 0), Counts(await (await SenderAsync()).PostAsync(Events(id), Batch(1_000))));
    }

    [Fact]
    public async Task A_token_for_usage_can_do_nothing_else()
    {
        var sender = portal.Client(await portal.TokenAsync("acme", ApiTokenScopes.Usage, portal.Ada));

        foreach (var path in new[] { "/api/v1/me", Installations, "/api/v1/analytics/billing", $"{Installations}/1/usage" })
        {
            (await sender.ReadAsync(path)).Refused(HttpStatusCode.Forbidden, "scope_missing");
        }
    }

    [Fact]
    public async Task An_event_is_taken_back_once()
    {
        var (id, number) = await InstalledAsync();
        await (await SenderAsync()).PostAsync(Events(id), new { events = new[] { Event("a", number, 3), Event("b", number, 4) } });

        var voided = await (await SenderAsync()).PostTextAsync($"{Events(id)}/a/void", "");
        var again = await (await SenderAsync()).PostAsync($"{Events(id)}/a/void", new { installation_id = number });

        Assert.Equal((HttpStatusCode.OK, "voided"), (voided.Status, voided.Body.GetProperty("status").GetString()));
        Assert.Equal(voided.Body.GetProperty("voided_at").GetDateTimeOffset(), again.Body.GetProperty("voided_at").GetDateTimeOffset());
        Assert.Equal(4, await QuantityAsync(number));
        (await (await SenderAsync()).PostAsync($"{Events(id)}/never/void", new { })).Refused(HttpStatusCode.NotFound, "event_not_found");
    }

    [Theory]
    [InlineData("\"many\"")]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("100000001")]
    public async Task A_cap_is_whole_cents_within_its_limits(string cap)
    {
        var (_, number) = await InstalledAsync();
        (await PutAsync($"{Installations}/{number}/usage_cap", $$"""{"cap_cents":{{cap}}}""")).Refused(HttpStatusCode.UnprocessableEntity, "cap_invalid");
        (await PutAsync($"{Installations}/{number}/usage_cap", "{}")).Refused(HttpStatusCode.UnprocessableEntity, "cap_invalid");
        (await Customer.ReadAsync($"{Installations}/{number}/usage?period=2026-13")).Refused(HttpStatusCode.UnprocessableEntity, "period_invalid");
    }

    private HttpClient Customer => portal.Client(portal.Customer);

    private async Task<HttpClient> SenderAsync() => portal.Client(await _sender.Value);

    private readonly Lazy<Task<string>> _sender = new(() => portal.TokenAsync("acme", ApiTokenScopes.Usage, portal.Ada));

    private static string Events(string id) => $"/api/v1/extensions/registry/marketplace/{id}/usage_events";

    private static object Event(string id, long number, long quantity, DateTimeOffset? at = null) =>
        new { event_id = id, installation_id = number, meter = "pings", quantity, occurred_at = at ?? DateTimeOffset.UtcNow };

    private static (int Accepted, int Duplicates) Counts(ApiResponse reply) =>
        (reply.Body.GetProperty("accepted").GetInt32(), reply.Body.GetProperty("duplicates").GetInt32());

    private async Task<long> QuantityAsync(long number) => (await Customer.ReadAsync($"{Installations}/{number}/usage")).Body
        .GetProperty("meters").EnumerateArray().Sum(meter => meter.GetProperty("quantity").GetInt64());

    private Task<ApiResponse> CapAsync(long number, long? cents) =>
        PutAsync($"{Installations}/{number}/usage_cap", JsonSerializer.Serialize(new { cap_cents = cents }));

    private async Task<ApiResponse> PutAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await ApiClient.ResponseAsync(await Customer.PutAsync(path, content));
    }

    private async Task<(string Id, long Number)> InstalledAsync()
    {
        var (url, id) = portal.Repository();
        var published = await portal.PublishAsync(url, new
        {
            summary = "Pings what matters, when it matters.",
            categories = new[] { "communication" },
            pricing = new
            {
                model = "usage_based",
                meters = new[] { new { key = "pings", name = "Pings", unit = "ping", unit_price_micros = 3500, included = 1000 } },
            },
            support = new { email = "help@acme.test" },
        });
        Assert.True(published.Status == HttpStatusCode.Accepted, published.Body.ToString());
        var submission = published.Body.GetProperty("submission_id").GetGuid();
        await portal.DecideAsync(submission, "approve");
        // What is newly paid needs two.
        await portal.DecideAsync(submission, "approve", token: portal.SecondReviewer);
        var created = await Customer.PostAsync(Installations, new { product_id = id, organization = "globex" });
        Assert.True(created.Status == HttpStatusCode.Created, created.Body.ToString());
        var number = created.Body.GetProperty("installation").GetProperty("id").GetInt64();
        await Wait.UntilAsync(
            async () => (await Customer.ReadAsync($"{Installations}/{number.ToString(CultureInfo.InvariantCulture)}")).Body,
            body => body.GetProperty("installation").GetProperty("status").GetString() == "active");
        return (id, number);
    }
}
