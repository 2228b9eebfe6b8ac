using System.Net;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

[Collection(ApiPortal.Collection)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ReviewsApiTests(ApiPortal portal)
{
    [Fact]
    public async Task Queue_shows_what_waits_and_an_approval_lists_it()
    {
        var (url, extension) = portal.Repository();
        var published = await portal.PublishAsync(url);
        var id = published.Body.GetProperty("submission_id").GetGuid();

        var row = await FindAsync("in_review", id);
        Assert.Equal(published.Body.GetProperty("commit").GetString(), row.GetProperty("commit").GetString());
        var decided = await portal.DecideAsync(id, "approve", expectedCommit: row.GetProperty("commit").GetString()![..7]);

        Assert.Equal(HttpStatusCode.OK, decided.Status);
        Assert.Equal("approved", decided.Body.GetProperty("state").GetString());
        Assert.Equal("Rita", decided.Body.GetProperty("decision").GetProperty("decided_by").GetString());
        await FindAsync("approved", id);
        Assert.Equal(HttpStatusCode.OK, (await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{extension}")).Status);
    }

    [Fact]
    public async Task What_is_newly_paid_stays_in_review_until_a_second_reviewer_approves()
    {
        var (url, _) = portal.Repository();
        var published = await portal.PublishAsync(url, new
        {
            summary = "Pings.",
            categories = new[] { "communication" },
            support = new { email = "help@acme.test" },
            pricing = new { model = "flat", price_cents = 900 },
        });
        var id = published.Body.GetProperty("submission_id").GetGuid();

        var first = await portal.DecideAsync(id, "approve");
        var again = await portal.DecideAsync(id, "approve");
        var second = await portal.DecideAsync(id, "approve", token: portal.SecondReviewer);

        Assert.Equal((HttpStatusCode.OK, "in_review"), (first.Status, first.Body.GetProperty("state").GetString()));
        again.Refused(HttpStatusCode.Conflict, "second_approver_needed");
        Assert.Equal((HttpStatusCode.OK, "approved"), (second.Status, second.Body.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task What_is_free_costs_nothing_whatever_was_typed_before()
    {
        var (url, extension) = portal.Repository();
        var published = await portal.PublishAsync(url, new
        {
            summary = "Pings.",
            categories = new[] { "communication" },
            support = new { email = "help@acme.test" },
            pricing = new { model = "free", price_cents = 900 },
        });
        await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve");

        var listed = await portal.Client().ReadAsync($"/api/v1/extensions/registry/marketplace/{extension}");

        Assert.Equal(0, listed.Body.GetProperty("pricing").GetProperty("price_cents").GetInt64());
    }

    [Fact]
    public async Task What_another_reviewer_holds_is_a_conflict()
    {
        var id = await SubmittedAsync();
        var claimant = await portal.Server.Services.GetRequiredService<ClaimSubmission>().RunAsync(
            new ClaimSubmissionRequest(id, TakeOver: false, await portal.ReviewerAsync("Rob")), CancellationToken.None);
        Assert.True(claimant.Succeeded, claimant.Error?.Message);

        (await portal.DecideAsync(id, "approve")).Refused(HttpStatusCode.Conflict, "review_held");
        Assert.Equal(HttpStatusCode.OK, (await portal.DecideAsync(id, "approve", token: portal.SecondReviewer)).Status);
    }

    [Fact]
    public async Task Second_decision_is_a_conflict()
    {
        var id = await SubmittedAsync();
        await portal.DecideAsync(id, "reject", "Not like this.");

        (await portal.DecideAsync(id, "approve")).Refused(HttpStatusCode.Conflict, "submission_not_in_review");
    }

    [Fact]
    public async Task Stale_commit_is_a_conflict() =>
        (await portal.DecideAsync(await SubmittedAsync(), "approve", expectedCommit: "0000000")).Refused(HttpStatusCode.Conflict, "commit_changed");

    [Fact]
    public async Task Own_organizations_submission_is_left_to_another()
    {
        var name = portal.Unique("pinger");
        portal.GitHub.Push($"guild/{name}", ApiPortal.Manifest(name, "1.0.0"));
        var published = await portal.PublishAsync($"https://github.com/guild/{name}", token: portal.Guild);

        var response = await portal.DecideAsync(published.Body.GetProperty("submission_id").GetGuid(), "approve");

        response.Refused(HttpStatusCode.Forbidden, "own_organization");
    }

    [Theory]
    [InlineData("maybe", null, "decision_invalid")]
    [InlineData("0", null, "decision_invalid")]
    [InlineData("reject", null, "message_required")]
    [InlineData("request_changes", " ", "message_required")]
    public async Task Incomplete_decision_is_refused(string decision, string? message, string code) =>
        (await portal.DecideAsync(await SubmittedAsync(), decision, message)).Refused(HttpStatusCode.UnprocessableEntity, code);

    [Fact]
    public async Task Unknown_submission_is_not_found()
    {
        (await portal.DecideAsync(Guid.NewGuid(), "approve")).Refused(HttpStatusCode.NotFound, "submission_not_found");
        var response = await portal.Client(portal.Reviewer).PostAsync("/api/v1/reviews/submissions/1/decision", new { decision = "approve" });
        response.Refused(HttpStatusCode.NotFound, "submission_not_found");
    }

    [Fact]
    public async Task Admin_scope_does_not_review()
    {
        (await portal.Client(portal.Guild).ReadAsync("/api/v1/reviews/submissions?registry=marketplace")).Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await portal.DecideAsync(Guid.NewGuid(), "approve", token: portal.Customer)).Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await portal.Client().ReadAsync("/api/v1/reviews/submissions")).Refused(HttpStatusCode.Unauthorized, "token_missing");
    }

    [Fact]
    public async Task A_private_registry_is_reviewed_with_the_admin_scope_of_its_organization_alone()
    {
        var (url, _) = portal.Repository("1.0.0");
        var published = await portal.PublishAsync(url, registry: "acme");
        var id = published.Body.GetProperty("submission_id").GetGuid();

        Assert.Contains(await QueuedAsync(portal.Owner, ""), row => row == id);
        Assert.Contains(await QueuedAsync(portal.Owner, "?registry=acme"), row => row == id);
        Assert.DoesNotContain(await QueuedAsync(portal.Reviewer, ""), row => row == id);
        Assert.Empty(await QueuedAsync(portal.Customer, ""));
        (await portal.Client(portal.Customer).ReadAsync("/api/v1/reviews/submissions?registry=acme"))
            .Refused(HttpStatusCode.NotFound, "registry_not_found");
        (await portal.DecideAsync(id, "approve", token: portal.Reviewer)).Refused(HttpStatusCode.NotFound, "submission_not_found");
        (await portal.DecideAsync(id, "approve", token: portal.Customer)).Refused(HttpStatusCode.Forbidden, "scope_missing");
        (await portal.Client(portal.Reviewer).ReadAsync($"/api/v1/submissions/{id}")).Refused(HttpStatusCode.NotFound, "submission_not_found");
        Assert.Equal(HttpStatusCode.OK, (await portal.DecideAsync(id, "approve", token: portal.Owner)).Status);
    }

    [Fact]
    public async Task Unknown_state_names_the_possible_ones()
    {
        var response = (await portal.Client(portal.Reviewer).ReadAsync("/api/v1/reviews/submissions?state=sleeping"))
            .Refused(HttpStatusCode.UnprocessableEntity, "invalid_query");

        Assert.Contains("changes_requested", response.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_are_never_in_the_queue()
    {
        var (url, _) = portal.Repository();
        await portal.PublishAsync(url, new { summary = "" });

        var queue = await portal.Client(portal.Reviewer).ReadAsync("/api/v1/reviews/submissions?state=draft");

        Assert.Equal(0, queue.Body.GetProperty("total").GetInt32());
    }

    private async Task<Guid> SubmittedAsync()
    {
        var (url, _) = portal.Repository();
        return (await portal.PublishAsync(url)).Body.GetProperty("submission_id").GetGuid();
    }

    private async Task<System.Text.Json.JsonElement> FindAsync(string state, Guid id)
    {
        var queue = await portal.Client(portal.Reviewer).ReadAsync($"/api/v1/reviews/submissions?state={state}&per_page=100");
        return queue.Body.GetProperty("submissions").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == id);
    }

    private async Task<List<Guid>> QueuedAsync(string token, string query) =>
        [.. (await portal.Client(token).ReadAsync("/api/v1/reviews/submissions" + query)).Body
            .GetProperty("submissions").EnumerateArray().Select(row => row.GetProperty("id").GetGuid())];
}
