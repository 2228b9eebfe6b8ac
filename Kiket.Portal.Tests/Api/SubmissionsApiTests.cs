using System.Net;
using System.Text.Json;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Api;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SubmissionsApiTests(ApiPortal portal)
{
    [Fact]
    public async Task Publisher_follows_a_submission_to_its_decision()
    {
        var (url, extension) = portal.Repository();
        var published = await portal.PublishAsync(url);
        var id = published.Body.GetProperty("submission_id").GetGuid();

        var waiting = await portal.Client(portal.Reader).ReadAsync($"/api/v1/submissions/{id}");
        Assert.Equal(id, waiting.Body.GetProperty("id").GetGuid());
        Assert.Equal(extension, waiting.Body.GetProperty("extension_id").GetString());
        Assert.Equal("in_review", waiting.Body.GetProperty("state").GetString());
        Assert.Equal("initial", waiting.Body.GetProperty("change_class").GetString());
        Assert.Equal(JsonValueKind.Null, waiting.Body.GetProperty("decision").ValueKind);
        Assert.Contains(waiting.Body.GetProperty("checks").EnumerateArray(), check => check.GetProperty("name").GetString() == "manifest");

        await portal.DecideAsync(id, "request_changes", "Say where the messages go.");
        var decided = await portal.Client(portal.Publisher).ReadAsync($"/api/v1/submissions/{id}");
        Assert.Equal("changes_requested", decided.Body.GetProperty("state").GetString());
        Assert.Equal("request_changes", decided.Body.GetProperty("decision").GetProperty("decision").GetString());
        Assert.Equal("Say where the messages go.", decided.Body.GetProperty("messages")[0].GetProperty("text").GetString());
    }

    [Fact]
    [Asvs("V8.4.1")]
    public async Task Another_organizations_submission_and_none_look_alike()
    {
        var (url, _) = portal.Repository();
        var id = (await portal.PublishAsync(url)).Body.GetProperty("submission_id").GetGuid();
        var customer = portal.Client(portal.Customer);

        var theirs = (await customer.ReadAsync($"/api/v1/submissions/{id}")).Refused(HttpStatusCode.NotFound, "submission_not_found");
        var absent = (await customer.ReadAsync($"/api/v1/submissions/{Guid.NewGuid()}")).Refused(HttpStatusCode.NotFound, "submission_not_found");
        (await customer.ReadAsync("/api/v1/submissions/1%27%20OR%201")).Refused(HttpStatusCode.NotFound, "submission_not_found");
        Assert.Equal(absent.Error, theirs.Error);
    }

    [Fact]
    public async Task Reviewer_reads_what_others_submitted()
    {
        var (url, _) = portal.Repository();
        var id = (await portal.PublishAsync(url)).Body.GetProperty("submission_id").GetGuid();

        Assert.Equal(HttpStatusCode.OK, (await portal.Client(portal.Reviewer).ReadAsync($"/api/v1/submissions/{id}")).Status);
    }

    [Fact]
    public async Task Plain_member_is_told_which_role_it_takes()
    {
        var (url, _) = portal.Repository();
        var id = (await portal.PublishAsync(url)).Body.GetProperty("submission_id").GetGuid();

        (await portal.Client(portal.Member).ReadAsync($"/api/v1/submissions/{id}")).Refused(HttpStatusCode.Forbidden, "role_too_low");
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told() =>
        (await portal.Client().ReadAsync($"/api/v1/submissions/{Guid.NewGuid()}")).Refused(HttpStatusCode.Unauthorized, "token_missing");
}
