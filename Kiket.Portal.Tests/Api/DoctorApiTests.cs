using System.Net;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>What the command line's doctor, reports and secrets commands ask for, in the shapes that they read.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class DoctorApiTests(ApiPortal portal)
{
    [Theory]
    [InlineData("/api/v1/secrets/health?organization=globex", "secret_count,expiring_soon,invalid")]
    [InlineData("/api/v1/workflows?organization=globex", "workflows")]
    [InlineData("/api/v1/diagnostics?organization_id=globex", "extensions,definitions")]
    [InlineData("/api/v1/extensions?organization=globex&product_installation", "extensions")]
    [InlineData("/api/v1/extensions/upgrade_recommendations?organization_id=globex", "upgrade_recommendations")]
    [InlineData("/api/v1/marketplace/telemetry?window_hours=24",
        "window_seconds,total_events,error_count,error_rate,top_extensions,recent_errors,scope,unverified_events")]
    [InlineData("/api/v1/analytics/usage?organization=globex&start_at&end_at&group_by=day&product_installation", "start_at,end_at,unit,totals,series")]
    [InlineData("/api/v1/analytics/billing?organization=globex&start_at&end_at", "start_at,end_at,totals,invoices")]
    public async Task Report_has_everything_that_the_client_reads_and_no_null(string path, string properties)
    {
        var report = await portal.Client(portal.Customer).ReadAsync(path);

        Assert.Equal(HttpStatusCode.OK, report.Status);
        Assert.All(properties.Split(','), name => Assert.NotEqual(JsonValueKind.Null, report.Body.GetProperty(name).ValueKind));
    }

    [Theory]
    [InlineData("/api/v1/secrets/health?organization=acme")]
    [InlineData("/api/v1/workflows?organization=nobody")]
    [InlineData("/api/v1/diagnostics?organization_id=acme")]
    [InlineData("/api/v1/extensions?organization=acme")]
    [InlineData("/api/v1/extensions/upgrade_recommendations?organization_id=acme")]
    [InlineData("/api/v1/analytics/usage?organization=acme")]
    [InlineData("/api/v1/analytics/billing?organization=acme")]
    public async Task Another_organization_is_not_found(string path) =>
        (await portal.Client(portal.Customer).ReadAsync(path)).Refused(HttpStatusCode.NotFound, "organization_not_found");

    [Theory]
    [InlineData("/api/v1/marketplace/telemetry?window_hours=0")]
    [InlineData("/api/v1/marketplace/telemetry?window_hours=841")]
    [InlineData("/api/v1/marketplace/telemetry?window_hours=1.5")]
    [InlineData("/api/v1/marketplace/telemetry?scope=all")]
    [InlineData("/api/v1/analytics/usage?start_at=yesterday")]
    public async Task Unreadable_period_is_refused(string path) =>
        (await portal.Client(portal.Customer).ReadAsync(path)).Refused(HttpStatusCode.UnprocessableEntity, "invalid_query");

    [Fact]
    public async Task Secrets_of_a_published_extension_are_pushed_and_pulled()
    {
        var id = await portal.ListedAsync();
        var publisher = portal.Client(await portal.TokenAsync("acme", Kiket.Portal.Accounts.ApiTokenScopes.Admin, portal.Ada));
        var address = $"/api/v1/extensions/{id}/secrets";

        var added = await publisher.PostAsync(address, new { secret = new { key = "PINGER_SECRET", value = "first value" } });
        Assert.Equal(HttpStatusCode.Created, added.Status);
        (await publisher.PostAsync(address, new { secret = new { key = "PINGER_SECRET", value = "again" } }))
            .Refused(HttpStatusCode.UnprocessableEntity, "secret_exists");
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"{address}/PINGER_SECRET")
        {
            Content = new StringContent("""{"secret":{"value":"second value"}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        Assert.Equal(HttpStatusCode.OK, (await publisher.SendAsync(change)).StatusCode);

        var keys = (await publisher.ReadAsync(address)).Body;
        Assert.Equal("PINGER_SECRET", Assert.Single(keys.EnumerateArray()).GetProperty("key").GetString());
        Assert.Equal("second value", (await publisher.ReadAsync($"{address}/PINGER_SECRET")).Body.GetProperty("value").GetString());
        (await publisher.ReadAsync($"{address}/OTHER")).Refused(HttpStatusCode.NotFound, "secret_not_found");
        (await portal.Client(portal.Customer).ReadAsync(address)).Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await publisher.PostAsync(address, new { secret = new { key = "BIG", value = new string('x', 8193) } }))
            .Refused(HttpStatusCode.UnprocessableEntity, "secret_too_large");
    }

    [Fact]
    public async Task Yanked_version_leaves_the_listing_and_comes_back()
    {
        var name = portal.Unique("yanked");
        var id = await portal.ListedAsync("1.0.0", name);
        await portal.ListedAsync("1.1.0", name);
        var publisher = portal.Client(portal.Publisher);
        var yank = $"/api/v1/extensions/registry/marketplace/{id}/releases/1.1.0/yank";

        (await publisher.PostTextAsync(yank, "")).Refused(HttpStatusCode.UnprocessableEntity, "reason_length");
        var yanked = await publisher.PostAsync(yank, new { reason = "It loses pings." });
        Assert.Equal((HttpStatusCode.OK, 0), (yanked.Status, yanked.Body.GetProperty("affected_installations").GetInt32()));
        Assert.Equal("1.0.0", await VersionAsync(id));
        (await publisher.PostAsync(yank, new { reason = "Again." })).Refused(HttpStatusCode.Conflict, "already_yanked");
        (await portal.Client(portal.Customer).PostAsync("/api/v1/marketplace/installations", new { product_id = id, version = "1.1.0" }))
            .Refused(HttpStatusCode.Conflict, "target_yanked");
        (await portal.Client(portal.Guild).PostAsync(yank, new { reason = "Not mine." })).Refused(HttpStatusCode.NotFound, "extension_not_found");

        Assert.Equal(HttpStatusCode.OK, (await publisher.DeleteAsync(yank)).StatusCode);
        Assert.Equal("1.1.0", await VersionAsync(id));
    }

    private async Task<string> VersionAsync(string id) =>
        (await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}")).Body.GetProperty("version").GetString()!;
}
