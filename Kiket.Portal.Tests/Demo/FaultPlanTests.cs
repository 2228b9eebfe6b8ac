using System.Net;
using Kiket.Portal.Demo.LocalGitHub;
using Octokit;

namespace Kiket.Portal.Tests.Demo;

public class FaultPlanTests
{
    [Fact]
    public async Task Fault_strikes_as_often_as_planned_and_calls_are_counted()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        bench.Server.Faults.Add(Fault.ServerError("/repos/acme/*", 500) with { Times = 2 });
        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < 3; call++)
        {
            using var reply = await bench.GetAsync("api/v3/repos/acme/alerts");
            statuses.Add(reply.StatusCode);
        }

        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError, HttpStatusCode.OK], statuses);
        Assert.Equal(3, bench.Server.Faults.CallsTo("/repos/acme/alerts"));
    }

    [Fact]
    public async Task Rate_limits_carry_the_headers_that_clients_obey()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        var reset = DateTimeOffset.UtcNow.AddSeconds(90);
        bench.Server.Faults.Add(Fault.PrimaryRateLimit("/repos/*", reset) with { Times = 1 });
        var primary = await Assert.ThrowsAsync<RateLimitExceededException>(() => bench.Client().Repository.Get("acme", "alerts"));
        Assert.Equal(reset.ToUnixTimeSeconds(), primary.Reset.ToUnixTimeSeconds());

        bench.Server.Faults.Add(Fault.SecondaryRateLimit("/repos/*", TimeSpan.FromSeconds(7)) with { Times = 1 });
        await Assert.ThrowsAsync<SecondaryRateLimitExceededException>(() => bench.Client().Repository.Get("acme", "alerts"));

        bench.Server.Faults.Add(Fault.SecondaryRateLimit("/repos/*", TimeSpan.FromSeconds(7), 429) with { Times = 1 });
        using var many = await bench.GetAsync("repos/acme/alerts");
        Assert.Equal(HttpStatusCode.TooManyRequests, many.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), many.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Cut_tree_says_that_it_is_truncated()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        bench.Server.Faults.Add(Fault.TruncatedTree("/repos/*/git/trees/*", 2));
        var tree = await bench.Client().Git.Tree.GetRecursive("acme", "alerts", "main");
        Assert.True(tree.Truncated);
        Assert.Equal(2, tree.Tree.Count);
        Assert.False((await bench.Client().Git.Tree.Get("acme", "alerts", "main")).Truncated);
    }

    [Fact]
    public async Task Wrong_bodies_redirects_and_legal_blocks_are_played()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        bench.Server.Faults.Add(Fault.HtmlWithOk("/html"));
        bench.Server.Faults.Add(Fault.HalfJson("/half"));
        bench.Server.Faults.Add(Fault.LegallyBlocked("/blocked"));
        bench.Server.Faults.Add(Fault.Redirect("/away", new Uri("http://127.0.0.2:9999/")));
        using var html = await bench.GetAsync("html");
        Assert.Equal("text/html", html.Content.Headers.ContentType!.MediaType);
        using var half = await bench.GetAsync("half");
        Assert.Equal(HttpStatusCode.OK, half.StatusCode);
        using var blocked = await bench.GetAsync("blocked");
        Assert.Equal(451, (int)blocked.StatusCode);
        using var away = await bench.GetAsync("away");
        Assert.Equal("127.0.0.2", away.Headers.Location!.Host);
    }

    [Fact]
    public async Task Hanging_call_ends_when_the_caller_gives_up_and_a_cut_one_breaks()
    {
        await using var bench = await LocalGitHubBench.StartAsync();
        bench.Server.Faults.Add(Fault.Hang("/repos/acme/alerts/tags"));
        bench.Server.Faults.Add(Fault.Cut("/repos/acme/alerts"));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Http.GetAsync("repos/acme/alerts/tags", patience.Token));
        await Assert.ThrowsAsync<HttpRequestException>(() => bench.Http.GetAsync("repos/acme/alerts"));
    }
}
