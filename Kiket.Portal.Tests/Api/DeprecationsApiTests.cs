using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>Deprecations as a publisher's script sends them, and what customers read of them.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class DeprecationsApiTests(ApiPortal portal)
{
    private const string Installations = "/api/v1/marketplace/installations";

    [Fact]
    public async Task Deprecation_is_announced_changed_and_withdrawn()
    {
        var (id, number) = await InstalledAsync();
        var address = Address(id);

        var announced = await Publisher.PostAsync(
            address, new { version = "<1.1.0", reason = "It loses pings.", sunset_at = "2030-01-01T01:00:00+01:00", recommended_version = "1.1.0" });

        Assert.Equal(HttpStatusCode.Created, announced.Status);
        Assert.Equal(
            ("<1.1.0", "It loses pings.", "1.1.0", 1),
            (Text(announced, "version"), Text(announced, "reason"), Text(announced, "recommended_version"),
                announced.Body.GetProperty("affected_installations").GetInt32()));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), announced.Body.GetProperty("sunset_at").GetDateTimeOffset());
        var one = $"{address}/{Text(announced, "id")}";
        var listed = Assert.Single((await Publisher.ReadAsync(address)).Body.GetProperty("deprecations").EnumerateArray());
        Assert.Equal("1.0.0", Assert.Single(listed.GetProperty("versions").EnumerateArray()).GetString());

        await RecommendedAsync(id, number);

        var changed = await SendAsync(HttpMethod.Patch, one, """{"sunset_at": null, "reason": "It loses many pings."}""");
        Assert.Equal(JsonValueKind.Null, changed.Body.GetProperty("sunset_at").ValueKind);
        Assert.Equal(("It loses many pings.", "1.1.0"), (Text(changed, "reason"), Text(changed, "recommended_version")));
        var withdrawn = await SendAsync(HttpMethod.Delete, one);
        Assert.Equal(HttpStatusCode.OK, withdrawn.Status);
        (await SendAsync(HttpMethod.Delete, one)).Refused(HttpStatusCode.Conflict, "deprecation_withdrawn");
        (await SendAsync(HttpMethod.Patch, $"{address}/nothing", "{}")).Refused(HttpStatusCode.NotFound, "deprecation_not_found");
        Assert.DoesNotContain(
            (await Customer.ReadAsync("/api/v1/extensions/upgrade_recommendations?organization_id=globex")).Body
                .GetProperty("upgrade_recommendations").EnumerateArray(),
            row => row.GetProperty("installation_id").GetInt64() == number);
    }

    [Fact]
    public async Task Reads_of_a_deprecated_version_say_so_in_their_headers()
    {
        var (id, number) = await InstalledAsync();
        var before = await Customer.ReadAsync($"{Installations}/{number}");
        Assert.Null(before.Header("Deprecation"));
        Assert.Null((await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}")).Header("Sunset"));

        var announced = await Publisher.PostAsync(Address(id), new { version = "1.0.0 || 1.0.5", reason = "It loses pings.", sunset_at = "2030-01-01" });
        Assert.Equal(HttpStatusCode.Created, announced.Status);

        var read = await Customer.ReadAsync($"{Installations}/{number}");
        Assert.Equal("deprecated", read.Body.GetProperty("installation").GetProperty("status").GetString());
        Assert.Equal("1.1.0", read.Body.GetProperty("installation").GetProperty("deprecation").GetProperty("recommended_version").GetString());
        AssertHeaders(read, announced, id);

        // The one that the listing shows.
        var shown = await Publisher.PostAsync(Address(id), new { version = "1.1.x", reason = "So does it.", sunset_at = "2030-01-01" });
        shown.Refused(HttpStatusCode.UnprocessableEntity, "range_matches_everything");
        var name = id["dev.acme.".Length..];
        await portal.ListedAsync("1.2.0", name);
        shown = await Publisher.PostAsync(Address(id), new { version = "1.2.0", reason = "So does it.", sunset_at = "2030-01-01" });
        Assert.Equal(HttpStatusCode.Created, shown.Status);
        AssertHeaders(await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}"), shown, id);
        AssertHeaders(await portal.Client().ReadAsync($"/api/v1/marketplace/products/{id}"), shown, id);
        var versions = (await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}/versions")).Body.GetProperty("versions");
        Assert.Equal([true, false, true], versions.EnumerateArray().Select(version => version.GetProperty("deprecated").GetBoolean()));
    }

    [Fact]
    public async Task Deprecated_version_installs_with_a_warning()
    {
        var (id, _) = await InstalledAsync();
        Assert.Equal(HttpStatusCode.Created, (await Publisher.PostAsync(Address(id), new { version = "1.0.0", reason = "It loses pings." })).Status);

        var planned = await portal.Client(portal.Guild).PostAsync(Installations, new { product_id = id, version = "1.0.0", dry_run = true });
        var created = await portal.Client(portal.Guild).PostAsync(Installations, new { product_id = id, version = "1.0.0" });

        Assert.Contains(
            planned.Body.GetProperty("installation").GetProperty("plan").GetProperty("actions").EnumerateArray(),
            action => action.GetString()!.StartsWith("Warning: 1.0.0 is deprecated. It loses pings.", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Created, true), (created.Status, created.Header("Deprecation") is not null));
    }

    [Fact]
    public async Task Refusals_say_what_to_do_and_nobody_else_s_extension_is_there()
    {
        var (id, _) = await InstalledAsync();
        var address = Address(id);
        (await Publisher.PostTextAsync(address, "")).Refused(HttpStatusCode.UnprocessableEntity, "version_missing");
        (await Publisher.PostAsync(address, new { version = "1.0.0" })).Refused(HttpStatusCode.UnprocessableEntity, "reason_length");
        (await Publisher.PostAsync(address, new { version = "3.x", reason = "Over." })).Refused(HttpStatusCode.UnprocessableEntity, "range_matches_nothing");
        (await Publisher.PostAsync(address, new { version = "*", reason = "Over." })).Refused(HttpStatusCode.UnprocessableEntity, "range_matches_everything");
        (await Publisher.PostAsync(address, new { version = "1.0.0", reason = "Over.", sunset_at = "2020-01-01" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "sunset_past");
        (await Publisher.PostAsync(address, new { version = "1.0.0", reason = "Over.", sunset_at = "2030-01-01T00:00:00" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "sunset_without_zone");
        (await Publisher.PostAsync(address, new { version = "1.1.0", reason = "Over.", recommended_version = "1.0.0" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "recommended_lower");
        (await portal.Client(portal.Guild).PostAsync(address, new { version = "1.0.0", reason = "Over." }))
            .Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await portal.Client(portal.Reader).ReadAsync(address)).Refused(HttpStatusCode.Forbidden, "scope_missing");
    }

    private async Task RecommendedAsync(string id, long number)
    {
        var row = (await Customer.ReadAsync("/api/v1/extensions/upgrade_recommendations?organization_id=globex")).Body
            .GetProperty("upgrade_recommendations").EnumerateArray().Single(each => each.GetProperty("installation_id").GetInt64() == number);
        Assert.Equal(
            (id, "1.0.0", true, "It loses pings.", "1.1.0", false, "minor"),
            (row.GetProperty("extension_id").GetString(), row.GetProperty("current_version").GetString(), row.GetProperty("deprecated").GetBoolean(),
                row.GetProperty("reason").GetString(), row.GetProperty("recommended_version").GetString(),
                row.GetProperty("requires_consent").GetBoolean(), row.GetProperty("change").GetString()));
        Assert.EndsWith($"/installed/{number}/upgrade/1.1.0", row.GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    private static void AssertHeaders(ApiResponse read, ApiResponse announced, string id)
    {
        var at = announced.Body.GetProperty("announced_at").GetDateTimeOffset();
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"@{at.ToUnixTimeSeconds()}"), read.Header("Deprecation"));
        Assert.Equal("Tue, 01 Jan 2030 00:00:00 GMT", read.Header("Sunset"));
        Assert.Contains($"/marketplace/{id}/versions>; rel=\"deprecation\"", read.Header("Link"), StringComparison.Ordinal);
        Assert.Contains($"/marketplace/{id}/versions>; rel=\"sunset\"", read.Header("Link"), StringComparison.Ordinal);
    }

    private HttpClient Publisher => portal.Client(portal.Publisher);

    private HttpClient Customer => portal.Client(portal.Customer);

    private static string Address(string id) => $"/api/v1/extensions/registry/marketplace/{id}/deprecations";

    private static string? Text(ApiResponse response, string name) => response.Body.GetProperty(name).GetString();

    /// <summary>Globex runs 1.0.0, and there is a 1.1.0.</summary>
    private async Task<(string Id, long Number)> InstalledAsync()
    {
        var name = portal.Unique("ending");
        var id = await portal.ListedAsync("1.0.0", name);
        var created = await Customer.PostAsync(Installations, new { product_id = id, organization = "globex" });
        Assert.True(created.Status == HttpStatusCode.Created, created.Body.ToString());
        var number = created.Body.GetProperty("installation").GetProperty("id").GetInt64();
        await Wait.UntilAsync(
            async () => (await Customer.ReadAsync($"{Installations}/{number}")).Body.GetProperty("installation").GetProperty("status").GetString(),
            status => status == "active");
        await portal.ListedAsync("1.1.0", name);
        return (id, number);
    }

    private async Task<ApiResponse> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await ApiClient.ResponseAsync(await Publisher.SendAsync(request));
    }
}
