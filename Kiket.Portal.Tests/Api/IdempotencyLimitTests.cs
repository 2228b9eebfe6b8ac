using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Api;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>What is stored of keyed requests is bounded.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class IdempotencyLimitTests
{
    private const string Publish = "/api/v1/extensions/registry/marketplace/publish";

    [Fact]
    public async Task The_oldest_go_when_a_person_has_used_too_many_keys_with_all_their_tokens()
    {
        await using var portal = await StartAsync(("Api:Idempotency:Requests", "3"));
        var second = portal.Portal.Client(await portal.Portal.TokenAsync("acme", ApiTokenScopes.Publish, portal.Portal.Ada));
        await portal.SendAsync("one");
        await portal.SendAsync("two");
        await second.PostAsync(Publish, Body("three"), "three");
        await second.PostAsync(Publish, Body("four"), "four");

        Assert.Equal(3, await portal.CountAsync());
        Assert.Null((await portal.SendAsync("one")).Header("Idempotency-Replayed"));
        Assert.Equal("true", (await second.PostAsync(Publish, Body("four"), "four")).Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Another_persons_keys_stay()
    {
        await using var portal = await StartAsync(("Api:Idempotency:Requests", "1"));
        var guild = portal.Portal.Client(portal.Portal.Guild);
        await guild.PostAsync(Publish, Body("theirs"), "theirs");
        await portal.SendAsync("one");
        await portal.SendAsync("two");

        Assert.Equal("true", (await guild.PostAsync(Publish, Body("theirs"), "theirs")).Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task With_too_many_still_running_one_more_is_refused_and_not_run()
    {
        await using var portal = await StartAsync(("Api:Idempotency:Requests", "2"));
        await portal.SendAsync("one");
        await portal.SendAsync("two");
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync($"UPDATE IdempotentRequests SET Status = NULL, Response = NULL"));

        var refused = (await portal.SendAsync("three")).Refused(HttpStatusCode.TooManyRequests, "too_many_idempotency_keys");

        Assert.NotNull(refused.Message.Headers.RetryAfter);
        Assert.Equal(2, await portal.CountAsync());
    }

    [Fact]
    public async Task The_oldest_answers_go_when_all_together_are_too_long()
    {
        await using var portal = await StartAsync(("Api:Idempotency:AllResponses", "1024"));
        for (var n = 0; n < 8; n++)
        {
            await portal.SendAsync($"key{n}");
        }

        Assert.InRange(await portal.CountAsync(), 1, 7);
        Assert.Equal("true", (await portal.SendAsync("key7")).Header("Idempotency-Replayed"));
        Assert.Null((await portal.SendAsync("key0")).Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_response_too_long_to_store_is_not_run_again()
    {
        await using var portal = await StartAsync(("Api:Idempotency:LongestResponse", "1024"));
        var (url, _) = portal.Portal.Repository();
        var body = new { repository = new { url }, listing = ApiPortal.Listing() };
        var client = portal.Portal.Client(portal.Portal.Publisher);
        var first = await client.PostAsync(Publish, body, "long");

        var again = await client.PostAsync(Publish, body, "long");

        Assert.Equal(HttpStatusCode.Accepted, first.Status);
        Assert.True(first.Body.ToString().Length > 1024, "The sample is too short.");
        again.Refused(HttpStatusCode.Conflict, "idempotent_response_too_long");
        Assert.Contains("with status 202", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_swept_after_a_day()
    {
        await using var portal = await StartAsync();
        await portal.SendAsync("old");
        await portal.SendAsync("new");
        var yesterday = DateTimeOffset.UtcNow.AddHours(-25).UtcTicks;
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync($"UPDATE IdempotentRequests SET CreatedAt = {yesterday} WHERE Key = 'old'"));

        Assert.Equal(1, await portal.Portal.Server.Services.GetRequiredService<SweepIdempotentRequests>().RunAsync(CancellationToken.None));
        Assert.Equal(1, await portal.CountAsync());
    }

    [Fact]
    public async Task A_job_sweeps_them_without_anybody_asking()
    {
        await using var portal = await StartAsync();
        await portal.SendAsync("old");
        await portal.SendAsync("new");
        var yesterday = DateTimeOffset.UtcNow.AddHours(-25).UtcTicks;
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync($"UPDATE IdempotentRequests SET CreatedAt = {yesterday} WHERE Key = 'old'"));

        await portal.Portal.Server.RestartAsync();

        Assert.Equal(1, await Wait.UntilAsync(portal.CountAsync, count => count == 1));
        await portal.ChangeAsync(async db => Assert.Equal(
            [
                "count-installations", "count-responses", "decide-upgrades", "delete-organizations", "invoice-months", "mail-digests",
                "merge-telemetry", "metrics", "notify-of-sunsets", "pass-sunsets", "remind-of-drafts", "remind-of-invoices", "remind-of-secrets",
                "render-again", "rotate-runtime-keys", "run-gateway", "score-listings", "statement-months", "suspend-unpaid", "sweep-call-attempts",
                "sweep-configuration", "sweep-deliveries", "sweep-departures", "sweep-events", "sweep-idempotent-requests", "sweep-reports",
                "sweep-ticket-files", "sweep-uploads", "watch-releases", "watch-tickets",
            ],
            await db.Database.SqlQuery<string>($"SELECT JOB_NAME AS Value FROM QRTZ_JOB_DETAILS WHERE JOB_GROUP = 'regular' ORDER BY JOB_NAME").ToListAsync()));
    }

    [Fact]
    public async Task A_key_whose_day_is_over_is_free_again_before_the_sweep()
    {
        await using var portal = await StartAsync();
        await portal.SendAsync("old");
        var yesterday = DateTimeOffset.UtcNow.AddHours(-25).UtcTicks;
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync($"UPDATE IdempotentRequests SET CreatedAt = {yesterday}"));

        Assert.Null((await portal.SendAsync("old")).Header("Idempotency-Replayed"));
        Assert.Equal("true", (await portal.SendAsync("old")).Header("Idempotency-Replayed"));
        Assert.Equal(1, await portal.CountAsync());
    }

    [Fact]
    public async Task Waiting_for_the_first_request_deletes_nothing()
    {
        await using var portal = await StartAsync();
        await portal.SendAsync("slow");
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync($"UPDATE IdempotentRequests SET Status = NULL, Response = NULL"));
        // Counts every row that is deleted, whatever deletes it.
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync($"CREATE TABLE Deleted (Key TEXT)"));
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync(
            $"CREATE TRIGGER CountDeleted BEFORE DELETE ON IdempotentRequests BEGIN INSERT INTO Deleted VALUES (OLD.Key); END"));

        var waiting = portal.SendAsync("slow");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await portal.ChangeAsync(db => db.Database.ExecuteSqlAsync($"UPDATE IdempotentRequests SET Status = 418, Response = '{{}}'"));

        Assert.Equal((HttpStatusCode)418, (await waiting).Status);
        await portal.ChangeAsync(async db => Assert.Equal(0, await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM Deleted").SingleAsync()));
    }

    /// <summary>Refused, and so quick; refusals are stored like everything else.</summary>
    private static object Body(string name) => new { repository = new { url = "https://github.com/acme/absent-" + name } };

    private static async Task<Bench> StartAsync(params (string Key, string Value)[] settings)
    {
        var portal = new ApiPortal(settings);
        await portal.InitializeAsync();
        return new Bench(portal);
    }

    private sealed class Bench(ApiPortal portal) : IAsyncDisposable
    {
        public ApiPortal Portal { get; } = portal;

        public Task<ApiResponse> SendAsync(string key) => Portal.Client(Portal.Publisher).PostAsync(Publish, Body(key), key);

        public async Task<int> CountAsync()
        {
            await using var db = await OpenAsync();
            return await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM IdempotentRequests").SingleAsync();
        }

        public async Task ChangeAsync(Func<PortalDb, Task> change)
        {
            await using var db = await OpenAsync();
            await change(db);
        }

        public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

        private Task<PortalDb> OpenAsync() => Portal.Server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
    }
}
