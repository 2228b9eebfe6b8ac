using System.Net;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PublishApiTests(ApiPortal portal)
{
    [Fact]
    public async Task Complete_publish_goes_to_review()
    {
        var (url, id) = portal.Repository();

        var response = await portal.PublishAsync(url);

        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        Assert.Equal(id, response.Body.GetProperty("extension_id").GetString());
        Assert.Equal("1.0.0", response.Body.GetProperty("version").GetString());
        Assert.Equal(40, response.Body.GetProperty("commit").GetString()!.Length);
        Assert.Equal("in_review", response.Body.GetProperty("state").GetString());
        Assert.Equal("README.md", response.Body.GetProperty("documents").GetProperty("overview").GetString());
        Assert.Equal(JsonValueKind.Null, response.Body.GetProperty("documents").GetProperty("changelog").ValueKind);
        Assert.Equal(0, response.Body.GetProperty("documents").GetProperty("examples").GetArrayLength());
        Assert.Equal(0, response.Body.GetProperty("missing").GetArrayLength());
        Assert.Equal(
            $"{portal.Server.Address}orgs/acme/extensions/submissions/{response.Body.GetProperty("submission_id").GetGuid()}",
            response.Body.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Missing_details_leave_a_draft_that_the_next_publish_completes()
    {
        var (url, _) = portal.Repository(extra: "  permissions: [issues:read]");

        var draft = await portal.PublishAsync(url, new { summary = (string?)null });

        Assert.Equal(HttpStatusCode.Accepted, draft.Status);
        Assert.Equal("draft", draft.Body.GetProperty("state").GetString());
        Assert.Equal(["issues:read"], draft.Body.GetProperty("permissions").EnumerateArray().Select(each => each.GetString()));
        var missing = draft.Body.GetProperty("missing").EnumerateArray().Select(each => each.GetString()).ToList();
        Assert.Contains("listing.categories", missing);
        Assert.Contains("listing.justifications.issues:read", missing);
        Assert.All(draft.Body.GetProperty("details").EnumerateArray(), detail => Assert.NotEmpty(detail.GetProperty("message").GetString()!));

        var complete = await portal.PublishAsync(url, new
        {
            summary = "Pings.",
            categories = new[] { "communication" },
            support = new { email = "help@acme.test" },
            justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = "Reads what changed." },
        });
        Assert.Equal("in_review", complete.Body.GetProperty("state").GetString());
        Assert.Equal(draft.Body.GetProperty("submission_id").GetGuid(), complete.Body.GetProperty("submission_id").GetGuid());
    }

    [Fact]
    public async Task Dry_run_checks_the_same_and_stores_nothing()
    {
        var (url, id) = portal.Repository();

        var dry = await portal.PublishAsync(url, dryRun: true);

        Assert.Equal(HttpStatusCode.OK, dry.Status);
        Assert.Equal(id, dry.Body.GetProperty("extension_id").GetString());
        Assert.Equal("in_review", dry.Body.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, dry.Body.GetProperty("submission_id").ValueKind);
        var queue = await portal.Client(portal.Reviewer).ReadAsync("/api/v1/reviews/submissions?per_page=100");
        Assert.DoesNotContain(queue.Body.GetProperty("submissions").EnumerateArray(), item => item.GetProperty("extension_id").GetString() == id);
    }

    [Fact]
    public async Task Failed_checks_come_with_every_finding()
    {
        var (url, _) = portal.Repository(extra: "  broken: [");

        var response = await portal.PublishAsync(url);

        response.Refused(HttpStatusCode.UnprocessableEntity, "checks_failed");
        var error = response.Body.GetProperty("findings").EnumerateArray().First(finding => finding.GetProperty("level").GetString() == "error");
        Assert.Equal(".kiket/manifest.yaml", error.GetProperty("path").GetString());
        Assert.True(error.GetProperty("line").GetInt32() > 0);
        Assert.NotEmpty(error.GetProperty("fix").GetString()!);
        Assert.Equal(JsonValueKind.Null, response.Body.GetProperty("submission_id").ValueKind);
        Assert.Equal(JsonValueKind.Array, response.Body.GetProperty("missing").ValueKind);
    }

    [Fact]
    public async Task Version_that_does_not_rise_is_a_conflict_naming_the_current_one()
    {
        var name = portal.Unique("pinger");
        await portal.ListedAsync("1.2.0", name);
        var (url, _) = portal.Repository("1.1.0", name: name);

        var response = await portal.PublishAsync(url);

        response.Refused(HttpStatusCode.Conflict, "version_not_greater");
        Assert.Contains("1.2.0", response.Error, StringComparison.Ordinal);
        Assert.Equal("1.1.0", response.Body.GetProperty("version").GetString());
    }

    [Fact]
    public async Task New_version_inherits_the_listing()
    {
        var name = portal.Unique("pinger");
        await portal.ListedAsync("1.2.0", name);
        var (url, _) = portal.Repository("1.3.0", name: name);

        var response = await portal.Client(portal.Publisher).PostAsync("/api/v1/extensions/registry/marketplace/publish", new { repository = new { url } });

        Assert.Equal("in_review", response.Body.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Links_are_published_shown_and_inherited()
    {
        var name = portal.Unique("pinger");
        var (url, id) = portal.Repository("1.0.0", name: name);
        var sent = await portal.PublishAsync(url, WithLinks(new { documentation = "https://docs.acme.test", privacy = "https://acme.test/privacy" }));
        await portal.DecideAsync(sent.Body.GetProperty("submission_id").GetGuid(), "approve");
        portal.Repository("1.1.0", name: name);

        var next = await portal.PublishAsync(url);
        await portal.DecideAsync(next.Body.GetProperty("submission_id").GetGuid(), "approve");

        var listing = await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}");
        Assert.Equal("1.1.0", listing.Body.GetProperty("version").GetString());
        Assert.Equal("https://docs.acme.test", listing.Body.GetProperty("links").GetProperty("documentation").GetString());
        Assert.Equal("https://acme.test/privacy", listing.Body.GetProperty("links").GetProperty("privacy").GetString());
        Assert.Equal(JsonValueKind.Null, listing.Body.GetProperty("links").GetProperty("terms").ValueKind);
    }

    [Fact]
    public async Task A_link_that_is_no_https_address_keeps_the_draft()
    {
        var (url, _) = portal.Repository();

        var response = await portal.PublishAsync(url, WithLinks(new { privacy = "http://acme.test/privacy" }));

        Assert.Equal("draft", response.Body.GetProperty("state").GetString());
        Assert.Contains("listing.links.privacy", response.Body.GetProperty("missing").EnumerateArray().Select(each => each.GetString()));
    }

    private static object WithLinks(object links) => new
    {
        summary = "Pings what matters.",
        categories = new[] { "communication" },
        support = new { email = "help@acme.test" },
        links,
    };

    [Fact]
    public async Task Id_of_another_organization_is_refused()
    {
        var name = portal.Unique("pinger");
        await portal.ListedAsync(name: name);
        portal.GitHub.Push($"globex/{name}", ApiPortal.Manifest(name, "2.0.0"));

        var response = await portal.PublishAsync($"https://github.com/globex/{name}", token: portal.Customer);

        response.Refused(HttpStatusCode.Conflict, "extension_id_taken");
    }

    [Theory]
    [InlineData("https://github.com/acme/no-such-repository", "repository_not_found")]
    [InlineData("https://example.com/acme/pinger", "repository_url_invalid")]
    [InlineData("pinger", "repository_url_invalid")]
    public async Task What_is_wrong_with_the_repository_is_never_404(string url, string code)
    {
        var response = await portal.PublishAsync(url);

        response.Refused(HttpStatusCode.UnprocessableEntity, code);
        Assert.Equal("repository.url", response.Body.GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Unknown_ref_is_named()
    {
        var (url, _) = portal.Repository();

        var response = await portal.Client(portal.Publisher).PostAsync(
            "/api/v1/extensions/registry/marketplace/publish", new { repository = new { url, @ref = "no-such-branch" } });

        response.Refused(HttpStatusCode.UnprocessableEntity, "ref_not_found");
        Assert.Equal("repository.ref", response.Body.GetProperty("details")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Private_repository_opens_with_its_token_which_never_comes_back()
    {
        const string Token = "github_pat_0123456789abcdef";
        var name = portal.Unique("pinger");
        portal.GitHub.Push($"acme/{name}", ApiPortal.Manifest(name, "1.0.0"), Token);
        object Body(string? token) => new { repository = new { url = $"https://github.com/acme/{name}", access_token = token }, listing = ApiPortal.Listing() };
        var client = portal.Client(portal.Publisher);
        const string Path = "/api/v1/extensions/registry/marketplace/publish";

        (await client.PostAsync(Path, Body(null))).Refused(HttpStatusCode.UnprocessableEntity, "repository_not_found");
        var opened = await client.PostAsync(Path, Body(Token));

        Assert.Equal(HttpStatusCode.Accepted, opened.Status);
        Assert.DoesNotContain(Token, opened.Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_of_the_request_is_compared_and_not_trusted()
    {
        var (url, id) = portal.Repository();

        var response = await portal.Client(portal.Publisher).PostAsync("/api/v1/extensions/registry/marketplace/publish", new
        {
            manifest = new { model_version = "1.0", extension = new { id = "dev.acme.other", name = "Other", version = "9.9.9", delivery = "internal" } },
            repository = new { url, @ref = "main", commit_sha = "deadbeef" },
            listing = ApiPortal.Listing(),
            unknown = new { ignored = true },
        });

        Assert.Equal(id, response.Body.GetProperty("extension_id").GetString());
        var findings = response.Body.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("id").GetString()).ToList();
        Assert.Contains("C104", findings);
        Assert.Contains("C105", findings);
    }

    [Theory]
    [InlineData("flat_rate")]
    [InlineData("")]
    public async Task Unknown_pricing_word_names_the_possible_ones(string model)
    {
        var (url, _) = portal.Repository();

        var response = await portal.PublishAsync(url, new { pricing = new { model } });

        response.Refused(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Contains("usage_based", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_based_pricing_is_listed_as_sent()
    {
        var (url, id) = portal.Repository();
        var published = await portal.PublishAsync(url, new
        {
            summary = "Pings.",
            categories = new[] { "communication" },
            support = new { email = "help@acme.test" },
            pricing = new
            {
                model = "usage_based",
                currency = "usd",
                meters = new[] { new { key = "pings", name = "Pings", unit = "ping", unit_price_micros = "1500", included = 100 } },
            },
        });
        await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve");
        await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve", token: portal.SecondReviewer);

        var listing = await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{id}");

        var pricing = listing.Body.GetProperty("pricing");
        Assert.Equal("usage_based", pricing.GetProperty("model").GetString());
        Assert.Equal(1500, pricing.GetProperty("meters")[0].GetProperty("unit_price_micros").GetInt64());
    }

    [Fact]
    public async Task Registry_of_another_organization_is_not_found()
    {
        var (url, _) = portal.Repository();

        (await portal.PublishAsync(url, registry: "globex")).Refused(HttpStatusCode.NotFound, "registry_not_found");
    }

    [Fact]
    public async Task Token_without_the_scope_is_refused()
    {
        var (url, _) = portal.Repository();

        var response = await portal.PublishAsync(url, token: portal.Reader);

        response.Refused(HttpStatusCode.Forbidden, "scope_missing");
        Assert.Contains("publish", response.Error, StringComparison.Ordinal);
    }
}
