using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Tests.Analytics;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>Telemetry as the SDKs send it, and what its publisher reads of it.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class TelemetryApiTests(ApiPortal portal)
{
    private const string Event = """{"event":"issue.created","version":"v1","status":"ok","duration_ms":5,"extension_version":"1.0.0"}""";

    [Fact]
    public async Task The_recorded_bodies_are_accepted_and_add_up()
    {
        var (id, token) = await TokenAsync();
        foreach (var recorded in ReadTelemetryTests.Recorded)
        {
            // Each SDK's own headers; .NET's body is chunked, without a length.
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/ext/t/{token}/telemetry");
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(recorded.BodyText));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", recorded.Headers["Content-Type"]);
            request.Headers.TransferEncodingChunked = recorded.Headers.ContainsKey("Transfer-Encoding");
            if (recorded.Headers.GetValueOrDefault("User-Agent") is { } agent)
            {
                request.Headers.TryAddWithoutValidation("User-Agent", agent);
            }

            var answer = await ApiClient.ResponseAsync(await portal.Client().SendAsync(request));
            Assert.Equal((HttpStatusCode.Accepted, "accepted"), (answer.Status, answer.Body.GetProperty("status").GetString()));
        }

        var shown = await ShownAsync(id, total: 10);
        Assert.Equal("10 4 40 164.1 1234 published 0", string.Join(' ', new[]
        {
            "total_events", "error_count", "error_rate", "avg_latency_ms", "p95_latency_ms", "scope", "unverified_events",
        }.Select(key => shown.GetProperty(key).ToString())));
        Assert.Equal(86_400, shown.GetProperty("window_seconds").GetInt32());
        var top = Assert.Single(shown.GetProperty("top_extensions").EnumerateArray());
        Assert.Equal((id, 10, 40.00m, 164.1m), (
            top.GetProperty("extension_id").GetString(),
            top.GetProperty("total").GetInt32(),
            top.GetProperty("error_rate").GetDecimal(),
            top.GetProperty("avg_latency_ms").GetDecimal()));
        var errors = shown.GetProperty("recent_errors").EnumerateArray().Select(error => error.GetProperty("error_message").GetString()).ToList();
        Assert.Equal(4, errors.Count);
        Assert.Contains("Connection to redis://<secret>@<ip>:6379 failed", errors);
        Assert.Contains("401 Unauthorized for <email>", errors);
    }

    [Fact]
    public async Task Nothing_ran_is_null_and_other_organizations_see_nothing()
    {
        var (id, _) = await TokenAsync();
        var none = (await portal.Client(portal.Publisher).ReadAsync($"/api/v1/marketplace/telemetry?extension_id={id}&window_hours")).Body;

        Assert.Equal((0, 0), (none.GetProperty("total_events").GetInt32(), none.GetProperty("error_count").GetInt32()));
        Assert.Equal(JsonValueKind.Null, none.GetProperty("avg_latency_ms").ValueKind);
        Assert.Equal(JsonValueKind.Null, none.GetProperty("p95_latency_ms").ValueKind);
        (await portal.Client(portal.Customer).ReadAsync($"/api/v1/marketplace/telemetry?extension_id={id}&scope=published"))
            .Refused(HttpStatusCode.NotFound, "extension_not_found");
    }

    [Fact]
    public async Task Without_a_token_events_are_unverified_and_in_no_sum()
    {
        var id = await portal.ListedAsync();
        var sender = portal.Client();
        var body = Event.Replace("{", $$"""{"extension_id":"{{id.ToUpperInvariant()}}",""", StringComparison.Ordinal);
        // An older SDK sends a key of another kind.
        sender.DefaultRequestHeaders.TryAddWithoutValidation("X-Kiket-API-Key", "old-key");
        Assert.Equal("accepted", await StatusAsync(await sender.PostTextAsync("/api/v1/ext/telemetry", body)));

        var shown = await Wait.UntilAsync(
            async () => (await portal.Client(portal.Publisher).ReadAsync($"/api/v1/marketplace/telemetry?extension_id={id}")).Body,
            read => read.GetProperty("unverified_events").GetInt32() == 1);
        Assert.Equal(0, shown.GetProperty("total_events").GetInt32());
        Assert.Empty(shown.GetProperty("top_extensions").EnumerateArray());
    }

    [Theory]
    [InlineData("/api/v1/ext/telemetry", """{"event":"x","status":"ok","duration_ms":1}""")]
    [InlineData("/api/v1/ext/telemetry", """{"event":"x","status":"ok","duration_ms":1,"extension_id":"dev.acme.nobody"}""")]
    [InlineData("/api/v1/ext/t/ktel_unknown/telemetry", """{"event":"x","status":"ok","duration_ms":1}""")]
    [InlineData("/api/v1/ext/t/tok_abc/telemetry", """{"event":"x","status":"ok","duration_ms":1}""")]
    public async Task Unknown_ids_and_tokens_are_ignored(string path, string body) =>
        Assert.Equal("ignored", await StatusAsync(await portal.Client().PostTextAsync(path, body)));

    [Theory]
    [InlineData("text/plain", Event, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    [InlineData("application/json; charset=utf-16", Event, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    [InlineData(null, Event, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    [InlineData("application/json", "{", HttpStatusCode.UnprocessableEntity, "invalid_json")]
    [InlineData("application/json", "", HttpStatusCode.UnprocessableEntity, "invalid_json")]
    [InlineData("application/json", """{"event":"x","status":"ok","duration_ms":-1}""", HttpStatusCode.UnprocessableEntity, "invalid_event")]
    public async Task What_cannot_be_read_is_refused(string? type, string body, HttpStatusCode status, string code) =>
        (await portal.Client().PostTextAsync("/api/v1/ext/telemetry", body, type)).Refused(status, code);

    [Fact]
    public async Task Large_bodies_are_refused_while_they_are_read()
    {
        var large = Event.Replace("}", $$""","error_message":"{{new string('x', 17_000)}}"}""", StringComparison.Ordinal);
        (await portal.Client().PostTextAsync("/api/v1/ext/telemetry", large)).Refused(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        var batch = $"[{large.Replace("xxxxxxxx", new string('x', 600), StringComparison.Ordinal)}]";
        Assert.True(batch.Length > 1024 * 1024);
        (await portal.Client().PostTextAsync("/api/v1/ext/telemetry", batch)).Refused(HttpStatusCode.RequestEntityTooLarge, "body_too_large");

        // A body without an end is refused as soon as it is too large.
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", portal.Server.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /api/v1/ext/telemetry HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"5000\r\n{{\"event\":\"{new string('x', 0x5000 - 10)}\r\n"));
        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal("HTTP/1.1 413", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public async Task Arrays_are_accepted_as_a_whole_or_not_at_all()
    {
        var (id, token) = await TokenAsync();
        var address = $"/api/v1/ext/t/{token}/telemetry";
        Assert.Equal("accepted", await StatusAsync(await portal.Client().PostTextAsync(address, $"[{string.Join(',', Enumerable.Repeat(Event, 500))}]")));
        (await portal.Client().PostTextAsync(address, $"[{string.Join(',', Enumerable.Repeat(Event, 501))}]"))
            .Refused(HttpStatusCode.UnprocessableEntity, "too_many_events");
        var refused = await portal.Client().PostTextAsync(address, $"[{Event},{Event.Replace("ok", "maybe", StringComparison.Ordinal)}]");
        refused.Refused(HttpStatusCode.UnprocessableEntity, "invalid_event");
        Assert.Equal("1.status", refused.Body.GetProperty("details")[0].GetProperty("field").GetString());

        await ShownAsync(id, total: 500);
    }

    [Fact]
    public async Task Tokens_are_shown_once_rotated_and_revoked()
    {
        var id = await portal.ListedAsync();
        var address = $"/api/v1/extensions/registry/marketplace/{id}/telemetry_tokens";
        var publisher = portal.Client(portal.Publisher);
        (await portal.Client(portal.Reader).ReadAsync(address)).Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await portal.Client(portal.Customer).ReadAsync(address)).Refused(HttpStatusCode.NotFound, "extension_not_found");
        var first = await publisher.PostAsync(address, new { });
        var second = await publisher.PostAsync(address, new { });
        (await publisher.PostAsync(address, new { })).Refused(HttpStatusCode.Conflict, "too_many_tokens");

        Assert.Equal(HttpStatusCode.Created, first.Status);
        var value = first.Body.GetProperty("token").GetString()!;
        Assert.StartsWith("ktel_", value, StringComparison.Ordinal);
        Assert.EndsWith($"/api/v1/ext/t/{value}", first.Body.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(value[^4..], first.Body.GetProperty("last_four").GetString());
        var listed = await publisher.GetStringAsync(address);
        Assert.DoesNotContain(value, listed, StringComparison.Ordinal);
        Assert.Contains(second.Body.GetProperty("last_four").GetString()!, listed, StringComparison.Ordinal);

        // Both are valid, in the path and in either header.
        var other = second.Body.GetProperty("token").GetString()!;
        Assert.Equal("accepted", await StatusAsync(await portal.Client().PostTextAsync($"/api/v1/ext/t/{value}/telemetry", Event)));
        Assert.Equal("accepted", await StatusAsync(await portal.Client(other).PostTextAsync("/api/v1/ext/telemetry", Event)));
        var byKey = portal.Client();
        byKey.DefaultRequestHeaders.Add("X-Kiket-API-Key", other);
        Assert.Equal("accepted", await StatusAsync(await byKey.PostTextAsync("/api/v1/ext/telemetry", Event)));

        Assert.Equal(HttpStatusCode.NoContent, (await publisher.DeleteAsync($"{address}/{first.Body.GetProperty("id")}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await publisher.DeleteAsync($"{address}/{first.Body.GetProperty("id")}")).StatusCode);
        (await ApiClient.ResponseAsync(await publisher.DeleteAsync($"{address}/none"))).Refused(HttpStatusCode.NotFound, "token_not_found");
        await Wait.UntilAsync(
            async () => await StatusAsync(await portal.Client().PostTextAsync($"/api/v1/ext/t/{value}/telemetry", Event)), status => status == "ignored");
        Assert.Equal(HttpStatusCode.Created, (await publisher.PostAsync(address, new { })).Status);
    }

    [Fact]
    public async Task The_limit_is_told()
    {
        var (_, token) = await TokenAsync();
        await portal.Client(token).PostTextAsync("/api/v1/ext/telemetry", Event);
        var left = (await portal.Client(token).ReadAsync("/api/v1/ext/rate_limit")).Body.GetProperty("rate_limit");
        Assert.Equal((6_000, 60), (left.GetProperty("limit").GetInt32(), left.GetProperty("window_seconds").GetInt32()));
        Assert.InRange(left.GetProperty("remaining").GetInt32(), 5_999, 6_000);
        Assert.InRange(left.GetProperty("reset_in").GetInt32(), 0, 1);
        Assert.Equal(120, (await portal.Client().ReadAsync("/api/v1/ext/rate_limit")).Body.GetProperty("rate_limit").GetProperty("limit").GetInt32());
    }

    [Fact]
    public async Task Analytics_and_error_groups_are_read_and_decided()
    {
        var (id, token) = await TokenAsync();
        var address = $"/api/v1/extensions/registry/marketplace/{id}";
        const string Error = "\"error\",\"error_class\":\"TypeError\",\"error_message\":\"boom for ada@example.test\"";
        var failed = Event.Replace("\"ok\"", Error, StringComparison.Ordinal);
        var unknown = failed.Replace("1.0.0", "7.7.7", StringComparison.Ordinal);
        await portal.Client().PostTextAsync($"/api/v1/ext/t/{token}/telemetry", $"[{Event},{Event},{failed},{unknown}]");
        await ShownAsync(id, total: 4);
        var publisher = portal.Client(portal.Publisher);

        var calls = (await publisher.ReadAsync($"{address}/analytics")).Body;
        Assert.Equal(("calls", "day", 7), (
            calls.GetProperty("metric").GetString(), calls.GetProperty("interval").GetString(), calls.GetProperty("points").GetArrayLength()));
        Assert.Equal(4, calls.GetProperty("points")[6].GetProperty("value").GetInt32());
        Assert.Equal(50, (await publisher.ReadAsync($"{address}/analytics?metric=error_rate")).Body.GetProperty("points")[6].GetProperty("value").GetDecimal());
        var slots = (await publisher.ReadAsync($"{address}/analytics?interval=slot&version=1.0.0")).Body.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(3, slots.Sum(point => point.GetProperty("value").GetInt32()));
        Assert.Equal(0, (await publisher.ReadAsync($"{address}/analytics?metric=active")).Body.GetProperty("points")[6].GetProperty("value").GetInt32());
        var csv = await publisher.GetStringAsync($"{address}/analytics?format=csv");
        Assert.StartsWith("at,calls\r\n", csv, StringComparison.Ordinal);
        Assert.Contains($"{DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T00:00Z,4\r\n", csv, StringComparison.Ordinal);
        foreach (var query in new[]
        {
            "metric=x", "interval=week", "from=x", "from=2026-02-30", "to=2001-01-01", "metric=active&interval=slot", "metric=active&version=1.0.0",
            "interval=slot&from=2020-01-01", "from=1900-01-01", "from=2001-01-01&to=2020-01-01",
        })
        {
            (await publisher.ReadAsync($"{address}/analytics?{query}")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_query");
        }

        (await portal.Client(portal.Customer).ReadAsync($"{address}/analytics")).Refused(HttpStatusCode.NotFound, "extension_not_found");

        var groups = (await publisher.ReadAsync($"{address}/error_groups")).Body.GetProperty("error_groups");
        var group = Assert.Single(groups.EnumerateArray());
        Assert.Equal(("54d64411da337d69", "new", 2, "boom for <email>", "(unknown)"), (
            group.GetProperty("fingerprint").GetString(),
            group.GetProperty("state").GetString(),
            group.GetProperty("errors").GetInt32(),
            group.GetProperty("error_message").GetString(),
            group.GetProperty("last_version").GetString()));
        var one = $"{address}/error_groups/54d64411da337d69";
        (await PatchAsync(publisher, one, new { state = "gone" })).Refused(HttpStatusCode.UnprocessableEntity, "state_invalid");
        (await PatchAsync(publisher, $"{address}/error_groups/none", new { state = "resolved" })).Refused(HttpStatusCode.NotFound, "error_group_not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await PatchAsync(publisher, one, new { state = "resolved" })).Status);
        Assert.Equal("resolved", await StateAsync(publisher, address));

        await portal.Client().PostTextAsync($"/api/v1/ext/t/{token}/telemetry", failed);
        await Wait.UntilAsync(() => StateAsync(publisher, address), state => state == "again");
        Assert.Equal(HttpStatusCode.NoContent, (await PatchAsync(publisher, one, new { state = "ignored" })).Status);
        Assert.Equal("ignored", await StateAsync(publisher, address));
        (await publisher.ReadAsync($"{address}/error_groups?from=x")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_query");
        Assert.Empty((await publisher.ReadAsync($"{address}/error_groups?version=9.9.9")).Body.GetProperty("error_groups").EnumerateArray());
    }

    [Fact]
    public async Task Views_of_people_are_counted_and_of_machines_not()
    {
        var id = await portal.ListedAsync();
        var visitor = portal.Client();
        await visitor.GetAsync($"/marketplace/{id}");
        visitor.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0");
        await visitor.GetAsync($"/marketplace/{id}");
        await visitor.GetAsync($"/marketplace/{id}/security");
        await visitor.GetAsync($"/marketplace/{id}/badge.svg");
        await visitor.GetAsync("/marketplace/dev.acme.none");
        using var ahead = new HttpRequestMessage(HttpMethod.Get, $"/marketplace/{id}");
        ahead.Headers.Add("Sec-Purpose", "prefetch;prerender");
        await visitor.SendAsync(ahead);
        var machine = portal.Client();
        machine.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1)");
        await machine.GetAsync($"/marketplace/{id}");

        var services = portal.Server.Services;
        await services.GetRequiredService<CountViews>().StoreAsync(CancellationToken.None);
        await services.GetRequiredService<CountViews>().StoreAsync(CancellationToken.None);
        var key = (await services.GetRequiredService<Kiket.Portal.Listings.Browsing.ListingQueries>()
            .FindAsync(Kiket.Portal.Listings.VisibleRegistry.Marketplace, id, CancellationToken.None))!.Listing.ExtensionKey;
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var funnel = await services.GetRequiredService<ReadInstallationDays>().FunnelAsync(key, today.AddDays(-1), today.AddDays(1), CancellationToken.None);
        Assert.Equal((2, 0, 0), (funnel.Views, funnel.InstallViews, funnel.Installed));
    }

    private async Task<(string Id, string Token)> TokenAsync()
    {
        var id = await portal.ListedAsync();
        var created = await portal.Client(portal.Publisher).PostAsync($"/api/v1/extensions/registry/marketplace/{id}/telemetry_tokens", new { });
        Assert.Equal(HttpStatusCode.Created, created.Status);
        return (id, created.Body.GetProperty("token").GetString()!);
    }

    private Task<JsonElement> ShownAsync(string id, int total) => Wait.UntilAsync(
        async () => (await portal.Client(portal.Publisher).ReadAsync($"/api/v1/marketplace/telemetry?extension_id={id}")).Body,
        shown => shown.GetProperty("total_events").GetInt32() == total);

    private static async Task<string?> StateAsync(HttpClient publisher, string address) =>
        (await publisher.ReadAsync($"{address}/error_groups")).Body.GetProperty("error_groups")[0].GetProperty("state").GetString();

    private static async Task<ApiResponse> PatchAsync(HttpClient client, string path, object body)
    {
        using var content = System.Net.Http.Json.JsonContent.Create(body);
        return await ApiClient.ResponseAsync(await client.PatchAsync(path, content));
    }

    private static Task<string?> StatusAsync(ApiResponse answer)
    {
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        return Task.FromResult(answer.Body.GetProperty("status").GetString());
    }
}
