using System.Net;
using System.Security.Claims;
using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Checks;
using Kiket.Portal.Components.Reviews;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Ratings;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.Ratings;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Nodes;

[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PostgreSqlServer.Collection)]
public sealed class TwoNodesTests(TwoNodes nodes) : PortalContext, IClassFixture<TwoNodes>
{
    private const string Browse = "/marketplace";
    private const string Feed = "/marketplace/feed.atom";

    private IServiceScope? _scope;

    [Fact]
    public async Task What_is_approved_on_one_node_is_on_the_cached_pages_of_the_other()
    {
        var id = await nodes.A.ListedAsync("1.0.0", summary: "Says the first thing.");
        await SoonAsync(Browse, page => page.Contains("Says the first thing.", StringComparison.Ordinal));
        await GetAsync(Feed);
        await GetAsync($"/marketplace/{id}");

        await nodes.A.ListedAsync("1.1.0", id.Split('.')[^1], summary: "Says the second thing.");

        await SoonAsync(Browse, page => page.Contains("Says the second thing.", StringComparison.Ordinal));
        await SoonAsync(Feed, page => page.Contains("1.1.0", StringComparison.Ordinal));
        await SoonAsync($"/marketplace/{id}", page => page.Contains("Says the second thing.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_open_review_queue_on_one_node_follows_what_happens_on_the_other()
    {
        var rita = await nodes.A.ReviewerAsync("Rita");
        var queue = OpenOnB<QueuePage>(rita);
        var (url, _) = nodes.A.Repository();

        var submission = (await nodes.A.PublishAsync(url)).Body.GetProperty("submission_id").GetGuid();
        queue.WaitForAssertion(() => Assert.Contains($"/review/{submission}", queue.Markup, StringComparison.Ordinal), TwoNodes.Soon);
        Assert.Equal(HttpStatusCode.OK, (await nodes.A.DecideAsync(submission, "approve")).Status);

        queue.WaitForAssertion(() => Assert.DoesNotContain($"/review/{submission}", queue.Markup, StringComparison.Ordinal), TwoNodes.Soon);
    }

    [Fact]
    public async Task A_listing_that_is_suspended_on_one_node_disappears_from_the_other()
    {
        var id = await nodes.A.ListedAsync(summary: "Sends mail to strangers.");
        await SoonAsync(Browse, page => page.Contains("Sends mail to strangers.", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/marketplace/{id}")).Status);

        var suspended = await nodes.A.Server.Services.GetRequiredService<SuspendListing>()
            .RunAsync(await nodes.KeyOfAsync(id), "It sends mail to strangers.", nodes.Operator, CancellationToken.None);

        Assert.True(suspended.Succeeded, suspended.Error?.Message);
        await SoonAsync(Browse, page => !page.Contains("Sends mail to strangers.", StringComparison.Ordinal));
        await Wait.UntilAsync(async () => (await GetAsync($"/marketplace/{id}")).Status, status => status == HttpStatusCode.Gone, TwoNodes.Soon);
    }

    [Fact]
    public async Task What_a_publisher_lists_leaves_both_nodes_when_it_is_suspended_on_one()
    {
        var id = await nodes.A.ListedAsync();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/marketplace/{id}")).Status);
        var suspend = nodes.A.Server.Services.GetRequiredService<SuspendOrganization>();
        var acme = await nodes.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "acme").Select(one => one.Id).SingleAsync());

        var suspended = await suspend.RunAsync(acme, "It sends mail to strangers.", nodes.Operator, CancellationToken.None);

        try
        {
            Assert.True(suspended.Succeeded, suspended.Error?.Message);
            await Wait.UntilAsync(async () => (await GetAsync($"/marketplace/{id}")).Status, status => status == HttpStatusCode.Gone, TwoNodes.Soon);
            using var customer = nodes.B.Client();
            customer.DefaultRequestHeaders.Authorization = new("Bearer", nodes.A.Customer);
            (await customer.PostAsync("/api/v1/marketplace/installations", new { product_id = id })).Refused(HttpStatusCode.Conflict, "publisher_suspended");
        }
        finally
        {
            Assert.True((await suspend.ResumeAsync(acme, nodes.Operator, CancellationToken.None)).Succeeded);
        }

        await Wait.UntilAsync(async () => (await GetAsync($"/marketplace/{id}")).Status, status => status == HttpStatusCode.OK, TwoNodes.Soon);
    }

    [Fact]
    public async Task A_rating_on_one_node_is_on_the_cached_page_of_the_other()
    {
        var id = await nodes.A.ListedAsync();
        await Customers.RunAsync(nodes.A.Server.Services, "globex", id);
        await SoonAsync($"/marketplace/{id}/reviews", page => page.Contains("Nobody has rated it yet.", StringComparison.Ordinal));

        var rated = await nodes.A.Server.Services.GetRequiredService<RateExtension>().RunAsync(
            new RatingRequest("globex", "marketplace", id, await nodes.A.ReviewerAsync("Gus")), 4, "It does what it says.", CancellationToken.None);

        Assert.True(rated.Succeeded, rated.Error?.Message);
        await SoonAsync($"/marketplace/{id}/reviews", page => page.Contains("It does what it says.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_category_that_is_added_on_one_node_can_be_chosen_on_the_other()
    {
        var added = await nodes.A.Server.Services.GetRequiredService<ManageCategories>()
            .AddAsync(new CategoryInput("Robots", "Machines that help.", CategoryIcon.Bolt), nodes.Operator, CancellationToken.None);

        Assert.True(added.Succeeded, added.Error?.Message);
        await Wait.UntilAsync(() => nodes.B.Services.GetRequiredService<CategoryShelf>().Find("robots") is not null, TwoNodes.Soon);
    }

    [Fact]
    public async Task A_sign_in_is_one_on_both_nodes_and_ends_on_both()
    {
        var (client, user) = await SignedInAsync();
        var ended = 0;
        using var page = nodes.B.Services.GetRequiredService<SessionTopic>().Subscribe(user, () => Task.FromResult(Interlocked.Increment(ref ended)));
        using (var there = await client.GetAsync(new Uri(nodes.B.Address, "/account")))
        {
            Assert.Equal(HttpStatusCode.OK, there.StatusCode);
            Assert.Contains("Sam Fisher", await there.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await nodes.A.Server.Services.GetRequiredService<EndSessions>().RunAsync(user, sessionId: null, "test", CancellationToken.None);

        await Wait.UntilAsync(() => ended > 0, TwoNodes.Soon);
        using var after = await client.GetAsync(new Uri(nodes.B.Address, "/account"));
        Assert.Contains("/account/login", after.RequestMessage!.RequestUri!.PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_node_works_on_survives_the_start_of_another()
    {
        var submission = (await nodes.A.PublishAsync(nodes.A.Repository().Url)).Body.GetProperty("submission_id").GetGuid();
        var id = await nodes.QueryAsync(db => (
            from published in db.Set<Submission>()
            join report in db.Set<CheckReport>() on published.RepositoryId equals report.RepositoryId
            where published.Id == submission
            select report.Id).SingleAsync());
        await Wait.UntilAsync(() => ReportAsync(id), report => report.State == CheckReportState.Finished);
        // As a worker of A that is in the middle of it.
        var lease = await nodes.QueryAsync(async db =>
        {
            var report = await db.Set<CheckReport>().Include(candidate => candidate.Runs).SingleAsync(candidate => candidate.Id == id);
            Assert.True(report.RunAgain(CheckKinds.All, DateTimeOffset.UtcNow).Succeeded);
            Assert.True(report.Claim(DateTimeOffset.UtcNow));
            await db.SaveChangesAsync();
            return report.LeaseUntil;
        });

        await using (await nodes.StartNodeAsync())
        {
            // The new node's workers look at their queues meanwhile.
            await Task.Delay(TimeSpan.FromSeconds(2));
            var report = await ReportAsync(id);
            Assert.Equal((CheckReportState.Running, lease), (report.State, report.LeaseUntil));
        }
    }

    [Fact]
    public async Task What_changed_while_the_connection_was_broken_is_seen_after_it()
    {
        var heard = 0;
        var topic = nodes.B.Services.GetRequiredService<SubmissionTopic>();
        using var page = topic.Subscribe(Guid.NewGuid(), () => Task.FromResult(Interlocked.Increment(ref heard)));

        await PostgreSqlServer.DisconnectAsync(nodes.Connection, "portal-nodes");

        // A node that connects again cannot know what it missed, so it reads everything again.
        await Wait.UntilAsync(() => heard > 0, TimeSpan.FromSeconds(15));
        var key = Guid.NewGuid();
        var next = 0;
        using var other = topic.Subscribe(key, () => Task.FromResult(Interlocked.Increment(ref next)));
        await nodes.A.Server.Services.GetRequiredService<SubmissionTopic>().PublishAsync(key);
        await Wait.UntilAsync(() => next > 0, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_push_that_one_node_receives_is_read_once_and_shown_by_the_other()
    {
        var (id, number, secret) = await FollowedAsync();
        await GetAsync($"/marketplace/{id}");
        nodes.A.GitHub.Push($"acme/{id.Split('.')[^1]}", ApiPortal.Manifest(id.Split('.')[^1], "1.0.0"), readme: "# Pinger\n\nPushed to the other node.");
        var body = Pushed.Body(number);
        using var request = Pushed.Request(body, Pushed.Sign(secret, body), delivery: id);

        using var reply = await nodes.A.Client().SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        await Wait.UntilAsync(
            async () => (await GetAsync($"/marketplace/{id}")).Text, page => page.Contains("Pushed to the other node.", StringComparison.Ordinal));
        var delivery = await nodes.QueryAsync(db => db.Set<WebhookDelivery>().AsNoTracking().SingleAsync(one => one.DeliveryId == id));
        Assert.Equal((1, SyncOutcome.Refreshed), (delivery.Attempts, delivery.Outcome));
        Assert.Equal(1, await nodes.QueryAsync(db => db.Set<RepositoryValidation>().CountAsync(one => one.RepositoryId == delivery.RepositoryId)));
    }

    [Fact]
    public async Task A_delivery_that_reaches_both_nodes_at_once_is_stored_once()
    {
        var (id, number, secret) = await FollowedAsync();
        var body = Pushed.Body(number);
        using var there = nodes.B.Client();
        var clients = new[] { nodes.A.Client(), there };
        foreach (var round in Rounds.Of(5))
        {
            var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
            {
                using var request = Pushed.Request(body, Pushed.Sign(secret, body), delivery: $"{id}-{round}");
                using var reply = await clients[n % 2].SendAsync(request);
                return reply.StatusCode;
            }));

            Assert.Single(sent, HttpStatusCode.Accepted);
            Assert.Equal(7, sent.Count(status => status == HttpStatusCode.OK));
            Assert.Equal(1, await nodes.QueryAsync(db => db.Set<WebhookDelivery>().CountAsync(one => one.DeliveryId == $"{id}-{round}")));
        }
    }

    /// <summary>A listed extension whose repository is followed: its id, GitHub's number and the secret.</summary>
    private async Task<(string Id, long Number, string Secret)> FollowedAsync()
    {
        var id = await nodes.A.ListedAsync();
        var number = nodes.A.GitHub.IdOf($"acme/{id.Split('.')[^1]}");
        var repository = await nodes.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync(one => one.GitHubId == number));
        return (id, number, nodes.A.Server.Services.GetRequiredService<RepositoryWebhooks>().Reveal(repository)!);
    }

    private Task<CheckReport> ReportAsync(Guid id) =>
        nodes.QueryAsync(db => db.Set<CheckReport>().AsNoTracking().Include(report => report.Runs).SingleAsync(report => report.Id == id));

    /// <summary>A page of B, drawn here from B's own services, as its circuit would.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _scope?.Dispose();
    }

    private IRenderedComponent<TPage> OpenOnB<TPage>(Actor person)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        Services.AddScoped<CurrentPerson>();
        // A page's own services live in a scope, as they do in a circuit.
        _scope ??= nodes.B.Services.CreateScope();
        Services.AddFallbackServiceProvider(_scope.ServiceProvider);
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized(person.Name);
        authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, person.UserId.ToString()), new Claim(PersonClaims.DisplayName, person.Name));
        SetRendererInfo(new("Server", isInteractive: true));
        return Render<TPage>();
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var response = await client.GetAsync(new Uri(nodes.B.Address, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The page of B as soon as it is so.</summary>
    private async Task<string> SoonAsync(string path, Func<string, bool> isSo)
    {
        try
        {
            return await Wait.UntilAsync(async () => (await GetAsync(path)).Text, isSo, TwoNodes.Soon);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{path} of the other node did not change in {TwoNodes.Soon}.", late);
        }
    }

    private async Task<(HttpClient Client, Guid UserId)> SignedInAsync()
    {
        const string Password = "correct horse battery staple 7";
        var sam = PortalUser.Register("sam@people.test", "Sam Fisher", DateTimeOffset.UtcNow);
        using (var scope = nodes.A.Server.Services.CreateScope())
        {
            Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(sam, Password)).Succeeded);
        }

        var client = nodes.A.Server.ClientWithCookies();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["Input.Email"] = "sam@people.test", ["Input.Password"] = Password };
        using var response = await client.SubmitAsync("/account/login", fields);
        Assert.True(response.IsSuccessStatusCode, $"Signing in was answered with {response.StatusCode}.");
        return (client, sam.Id);
    }
}
