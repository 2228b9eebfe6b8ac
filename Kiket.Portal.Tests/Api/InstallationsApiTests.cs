using System.Globalization;
using System.Net;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

/// <summary>Installations as the command line calls them: bare keys, nulls, empty bodies. Gus of globex installs what acme publishes.</summary>
[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class InstallationsApiTests(ApiPortal portal)
{
    private const string Installations = "/api/v1/marketplace/installations";

    private const string Asks = """
          permissions: [issues:read]
          configuration:
            TOKEN: { type: string, secret: true, required: true, label: Token, description: From your account page }
            channel: { type: string, default: "#ops", label: Channel }
            limit: { type: integer, default: "30", label: Limit }
        """;

    [Fact]
    public async Task Install_as_the_client_sends_it()
    {
        var id = await ListedAsync(extra: Asks);

        var created = await Customer.PostTextAsync(
            Installations, $$"""{"product_id":"{{id}}","organization":"globex","dry_run":null,"skip_demo_data":null}""");

        Assert.Equal(HttpStatusCode.Created, created.Status);
        var installation = created.Body.GetProperty("installation");
        Assert.Contains(installation.GetProperty("status").GetString(), new[] { "installing", "active" });
        Assert.Equal(["TOKEN"], installation.GetProperty("missing_extension_secrets").GetProperty(id).EnumerateArray().Select(key => key.GetString()!));
        Assert.Equal(JsonValueKind.Object, installation.GetProperty("scaffolded_extension_secrets").ValueKind);
        var extension = Assert.Single(installation.GetProperty("extensions").EnumerateArray());
        Assert.Equal((id, "Pinger"), (extension.GetProperty("extension_id").GetString(), extension.GetProperty("name").GetString()));

        var shown = (await ActiveAsync(installation.GetProperty("id").GetInt64())).GetProperty("installation");
        Assert.True(shown.GetProperty("health").GetProperty("installation").GetProperty("ok").GetBoolean());
        Assert.Equal("From your account page", shown.GetProperty("extensions")[0].GetProperty("secrets")[0].GetProperty("description").GetString());
        var row = (await Customer.ReadAsync($"{Installations}?organization=globex&per_page=100")).Body.GetProperty("installations")
            .EnumerateArray().Single(each => each.GetProperty("product_id").GetString() == id);
        Assert.All(
            new[] { "product_name", "product_version", "status", "installed_at" },
            name => Assert.Equal(JsonValueKind.String, row.GetProperty(name).ValueKind));
    }

    [Fact]
    public async Task Reply_itself_is_readable_without_a_reader_of_json()
    {
        var (_, number) = await InstalledAsync();
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");

        using var response = await Customer.PostAsync(new Uri($"{Installations}/{number}/secrets", UriKind.Relative), body);

        Assert.Contains("""Send {\"secret\": {\"key\": …""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dry_run_names_what_it_would_do_and_stores_nothing()
    {
        var id = await ListedAsync(extra: Asks);

        var planned = await Customer.PostAsync(Installations, new { product_id = id, organization = "globex", dry_run = true });

        Assert.Equal(HttpStatusCode.OK, planned.Status);
        var plan = planned.Body.GetProperty("installation").GetProperty("plan");
        Assert.Contains(plan.GetProperty("actions").EnumerateArray(), action => action.GetString() == "Asks to see issues.");
        Assert.Equal("issues:read", plan.GetProperty("permissions")[0].GetString());
        Assert.Equal(0, plan.GetProperty("monthly_cost_cents").GetInt64());
        Assert.DoesNotContain(
            (await Customer.ReadAsync($"{Installations}?per_page=100")).Body.GetProperty("installations").EnumerateArray(),
            row => row.GetProperty("product_id").GetString() == id);
    }

    [Fact]
    public async Task Second_installation_names_the_first()
    {
        var (id, number) = await InstalledAsync();

        var again = (await Customer.PostAsync(Installations, new { product_id = id })).Refused(HttpStatusCode.Conflict, "already_installed");

        Assert.Equal(number, again.Body.GetProperty("id").GetInt64());
        Assert.Contains(number.ToString(CultureInfo.InvariantCulture), again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_say_what_to_do()
    {
        var id = await ListedAsync();
        (await Customer.PostTextAsync(Installations, "")).Refused(HttpStatusCode.UnprocessableEntity, "product_missing");
        (await Customer.PostAsync(Installations, new { product_id = "dev.acme.nothing" })).Refused(HttpStatusCode.NotFound, "extension_not_found");
        (await Customer.PostAsync(Installations, new { product_id = id, organization = "acme" })).Refused(HttpStatusCode.NotFound, "organization_not_found");
        (await Customer.PostAsync(Installations, new { product_id = id, version = "9.9.9" })).Refused(HttpStatusCode.UnprocessableEntity, "version_not_found");
        (await Customer.PostAsync(Installations, new { product_id = id, consent = new string('0', 64) })).Refused(HttpStatusCode.Conflict, "consent_stale");
        (await Customer.PostAsync(Installations, new { product_id = id, policy = new { mode = "sometimes" } }))
            .Refused(HttpStatusCode.UnprocessableEntity, "mode_invalid");
        (await portal.Client(portal.Reader).PostAsync(Installations, new { product_id = id })).Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await portal.Client().PostAsync(Installations, new { product_id = id })).Refused(HttpStatusCode.Unauthorized, "token_missing");
    }

    [Fact]
    public async Task Required_answer_without_default_must_be_given()
    {
        var id = await ListedAsync(extra: """
              configuration:
                project: { type: project, required: true, label: Project }
                limit: { type: integer, min: 1, label: Limit }
            """);

        (await Customer.PostAsync(Installations, new { product_id = id })).Refused(HttpStatusCode.UnprocessableEntity, "configuration_required");
        (await Customer.PostAsync(Installations, new { product_id = id, configuration = new { project = "OPS", limit = "many" } }))
            .Refused(HttpStatusCode.UnprocessableEntity, "configuration_invalid");
        var created = await Customer.PostAsync(Installations, new { product_id = id, configuration = new { project = "OPS", limit = "30" } });

        Assert.Equal(HttpStatusCode.Created, created.Status);
    }

    [Fact]
    public async Task Idempotency_key_makes_one_installation()
    {
        var (id, key) = (await ListedAsync(), Guid.NewGuid().ToString());

        var first = await Customer.PostAsync(Installations, new { product_id = id }, key);
        var again = await Customer.PostAsync(Installations, new { product_id = id }, key);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        Assert.Equal(first.Body.GetProperty("installation").GetProperty("id").GetInt64(), again.Body.GetProperty("installation").GetProperty("id").GetInt64());
        (await Customer.PostAsync(Installations, new { product_id = "dev.acme.other" }, key))
            .Refused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("PATCH", "")]
    [InlineData("POST", "/refresh")]
    [InlineData("POST", "/secrets")]
    [InlineData("PATCH", "/secrets/TOKEN")]
    [InlineData("POST", "/upgrade/preview")]
    [InlineData("POST", "/upgrade")]
    [InlineData("POST", "/rollback")]
    [InlineData("POST", "/skip")]
    [InlineData("POST", "/pin")]
    public async Task Installation_of_another_organization_is_not_found(string method, string path)
    {
        var (_, number) = await InstalledAsync();
        foreach (var id in new[] { number.ToString(CultureInfo.InvariantCulture), "99999999", "nothing", "1.2" })
        {
            var reply = await SendAsync(portal.Client(portal.Guild), new HttpMethod(method), $"{Installations}/{id}{path}", "{}");
            reply.Refused(HttpStatusCode.NotFound, "installation_not_found");
        }
    }

    [Fact]
    public async Task Refresh_takes_an_empty_body()
    {
        var (_, number) = await InstalledAsync();

        var refreshed = await Customer.PostTextAsync($"{Installations}/{number}/refresh", "");

        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Equal(number, refreshed.Body.GetProperty("installation").GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Secrets_go_in_and_never_come_out()
    {
        var (id, number) = await InstalledAsync(Asks);

        var set = await Customer.PostAsync(
            $"{Installations}/{number}/secrets", new { secret = new { extension_id = id, key = "TOKEN", value = "s3cr3t-token-1234" } });
        var changed = await SendAsync(
            Customer, HttpMethod.Patch, $"{Installations}/{number}/secrets/TOKEN", """{"secret":{"extension_id":"x","value":"another-token-5678"}}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (set.Status, changed.Status));
        Assert.Empty(set.Body.GetProperty("installation").GetProperty("missing_extension_secrets").EnumerateObject());
        Assert.DoesNotContain("token-5678", changed.Body.ToString(), StringComparison.Ordinal);
        (await Customer.PostAsync($"{Installations}/{number}/secrets", new { secret = new { key = "channel", value = "x" } }))
            .Refused(HttpStatusCode.UnprocessableEntity, "secret_unknown");
        (await Customer.PostAsync($"{Installations}/{number}/secrets", new { secret = new { key = "TOKEN", value = new string('x', 9000) } }))
            .Refused(HttpStatusCode.UnprocessableEntity, "configuration_invalid");
    }

    [Fact]
    public async Task Upgrade_is_previewed_run_and_rolled_back()
    {
        var (id, number) = await InstalledAsync();
        await portal.ListedAsync("1.1.0", id["dev.acme.".Length..]);

        var preview = await Customer.PostAsync($"{Installations}/{number}/upgrade/preview", new { version = "latest" });
        Assert.Equal(("1.0.0", "1.1.0"), (preview.Body.GetProperty("from").GetString(), preview.Body.GetProperty("to").GetString()));
        Assert.All(preview.Body.GetProperty("changes").EnumerateArray(), change =>
        {
            Assert.Contains(change.GetProperty("type").GetString(), new[] { "add", "remove", "modify" });
            Assert.NotEmpty(change.GetProperty("description").GetString()!);
        });

        var upgrade = await Customer.PostAsync($"{Installations}/{number}/upgrade", new { version = "latest" });
        Assert.Equal(HttpStatusCode.Accepted, upgrade.Status);
        await SucceededAsync(number, upgrade.Body.GetProperty("job_id").GetGuid());
        var same = await Customer.PostAsync($"{Installations}/{number}/upgrade", new { version = "1.1.0" });
        Assert.Equal((HttpStatusCode.OK, upgrade.Body.GetProperty("job_id").GetGuid()), (same.Status, same.Body.GetProperty("job_id").GetGuid()));

        var rollback = await Customer.PostTextAsync($"{Installations}/{number}/rollback", "");
        Assert.Equal(HttpStatusCode.Accepted, rollback.Status);
        await SucceededAsync(number, rollback.Body.GetProperty("job_id").GetGuid());
        var shown = (await Customer.ReadAsync($"{Installations}/{number}")).Body.GetProperty("installation");
        Assert.Equal("1.0.0", shown.GetProperty("product_version").GetString());
        Assert.Equal("1.1.0", shown.GetProperty("policy").GetProperty("skipped")[0].GetString());
        (await Customer.PostTextAsync($"{Installations}/{number}/rollback", "")).Refused(HttpStatusCode.Conflict, "nothing_to_roll_back");
    }

    [Fact]
    public async Task Wider_upgrade_needs_the_hash_of_its_difference()
    {
        var (id, number) = await InstalledAsync(Asks);
        await ListedAsync("1.1.0", Asks.Replace("[issues:read]", "[issues:read, comments:write]", StringComparison.Ordinal), id["dev.acme.".Length..]);

        var refused = (await Customer.PostAsync($"{Installations}/{number}/upgrade", new { version = "1.1.0" }))
            .Refused(HttpStatusCode.Conflict, "consent_required");

        var (consent, url) = (refused.Body.GetProperty("consent").GetString()!, refused.Body.GetProperty("url").GetString()!);
        Assert.Contains(url, refused.Error, StringComparison.Ordinal);
        Assert.Contains(
            refused.Body.GetProperty("difference").EnumerateArray(),
            change => change.GetProperty("description").GetString() == "Now also asks to add comments.");
        (await Customer.PostAsync($"{Installations}/{number}/upgrade", new { version = "1.1.0", consent = new string('0', 64) }))
            .Refused(HttpStatusCode.Conflict, "consent_required");
        var bulk = await Customer.PostAsync("/api/v1/organizations/globex/upgrades", new { installations = new[] { number } });
        Assert.Equal(consent, Assert.Single(bulk.Body.GetProperty("consent_required").EnumerateArray()).GetProperty("consent").GetString());

        var agreed = await Customer.PostAsync($"{Installations}/{number}/upgrade", new { version = "1.1.0", consent });
        Assert.Equal(HttpStatusCode.Accepted, agreed.Status);
        await SucceededAsync(number, agreed.Body.GetProperty("job_id").GetGuid());
    }

    [Fact]
    public async Task Policy_is_changed_in_parts_and_against_the_version_that_was_read()
    {
        var (_, number) = await InstalledAsync();
        var address = $"{Installations}/{number}";
        var version = (await Customer.ReadAsync(address)).Body.GetProperty("installation").GetProperty("version").GetInt32();
        const string Policy = """
            {"mode": "minor", "window": {"time_zone": "Europe/Berlin", "days": ["saturday"], "from": "02:00", "to": "05:00"}}
            """;

        var changed = await SendAsync(Customer, HttpMethod.Patch, address, $$"""{"policy": {{Policy}}, "expected_version": {{version}}}""");
        var policy = changed.Body.GetProperty("installation").GetProperty("policy");
        Assert.Equal(("minor", 3), (policy.GetProperty("mode").GetString(), policy.GetProperty("cool_down_days").GetInt32()));
        Assert.Equal("saturday", policy.GetProperty("window").GetProperty("days")[0].GetString());
        (await SendAsync(Customer, HttpMethod.Patch, address, $$"""{"policy": {"mode": "all"}, "expected_version": {{version}}}"""))
            .Refused(HttpStatusCode.Conflict, "changed_meanwhile");
        (await SendAsync(Customer, HttpMethod.Patch, address, """{"policy": {"cool_down_days": 31}}"""))
            .Refused(HttpStatusCode.UnprocessableEntity, "cool_down_invalid");
        var open = await SendAsync(Customer, HttpMethod.Patch, address, """{"policy": {"window": null}}""");
        Assert.Equal(JsonValueKind.Null, open.Body.GetProperty("installation").GetProperty("policy").GetProperty("window").ValueKind);
        var pinned = await Customer.PostAsync($"{address}/pin", new { pinned = true });
        Assert.True(pinned.Body.GetProperty("installation").GetProperty("policy").GetProperty("pinned").GetBoolean());
        (await Customer.PostAsync($"{address}/skip", new { version = "7.7.7" })).Refused(HttpStatusCode.UnprocessableEntity, "version_not_found");
        (await Customer.PostAsync($"{address}/skip", new { version = "1.0.0" })).Refused(HttpStatusCode.Conflict, "version_installed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?preserve_data")]
    [InlineData("?preserve_data=true")]
    public async Task Deleting_twice_answers_204_twice(string query)
    {
        var (id, number) = await InstalledAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(Customer, HttpMethod.Delete, $"{Installations}/{number}{query}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(Customer, HttpMethod.Delete, $"{Installations}/{number}{query}")).Status);

        await UntilAsync(number, shown => shown.GetProperty("status").GetString() == "uninstalled");
        Assert.Equal(HttpStatusCode.Created, (await Customer.PostAsync(Installations, new { product_id = id })).Status);
    }

    private HttpClient Customer => portal.Client(portal.Customer);

    private async Task<string> ListedAsync(string version = "1.0.0", string extra = "", string? name = null)
    {
        var (url, id) = portal.Repository(version, extra, name);
        var listing = new
        {
            summary = "Pings what matters, when it matters.",
            categories = new[] { "communication" },
            pricing = new { model = "free" },
            support = new { email = "help@acme.test" },
            justifications = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["issues:read"] = "Reads the issue.",
                ["comments:write"] = "Says who was notified.",
            },
        };
        var published = await portal.PublishAsync(url, listing);
        Assert.True(published.Status == HttpStatusCode.Accepted, published.Body.ToString());
        Assert.Equal(HttpStatusCode.OK, (await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve")).Status);
        return id;
    }

    private async Task<(string Id, long Number)> InstalledAsync(string extra = "")
    {
        var id = await ListedAsync(extra: extra);
        var created = await Customer.PostAsync(Installations, new { product_id = id, organization = "globex" });
        Assert.True(created.Status == HttpStatusCode.Created, created.Body.ToString());
        var number = created.Body.GetProperty("installation").GetProperty("id").GetInt64();
        await ActiveAsync(number);
        return (id, number);
    }

    private Task<JsonElement> ActiveAsync(long number) => UntilAsync(
        number,
        shown => shown.GetProperty("status").GetString() == "active" && shown.GetProperty("operation").GetProperty("state").GetString() == "succeeded");

    private Task<JsonElement> UntilAsync(long number, Func<JsonElement, bool> isReached) => Wait.UntilAsync(
        async () => (await Customer.ReadAsync($"{Installations}/{number}")).Body, body => isReached(body.GetProperty("installation")));

    private async Task SucceededAsync(long number, Guid job)
    {
        var ended = await Wait.UntilAsync(
            async () => (await Customer.ReadAsync($"{Installations}/{number}/operations/{job}")).Body,
            operation => operation.GetProperty("state").GetString() is "succeeded" or "failed" or "cancelled");
        Assert.True(ended.GetProperty("state").GetString() == "succeeded", ended.ToString());
    }

    private static async Task<ApiResponse> SendAsync(HttpClient client, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        return await ApiClient.ResponseAsync(await client.SendAsync(request));
    }
}
