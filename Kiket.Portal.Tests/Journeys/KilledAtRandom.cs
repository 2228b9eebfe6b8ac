using System.Diagnostics;
using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>
/// The portal is killed at a random moment of submit, review and release, over and over: every answer it gave
/// before is true afterwards, and nothing is half done.
/// </summary>
[Trait(Journey.TraitName, Journey.TraitValue)]
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class KilledAtRandom
{
    [Fact]
    [Asvs("V2.3.3")]
    public async Task Nothing_acknowledged_is_lost_and_nothing_is_half_done()
    {
        await using var gitHub = await SmallGitHub.StartAsync();
        await using var database = await PortalDatabase.CreateAsync(services => Scenario.Register(services, new RepositoriesInMemory()));
        var (publisher, reviewer) = await PeopleAsync(database);
        await using var portal = await PortalServerProcess.StartAsync(
            database.Directory, "Development", ("Demo:Enabled", "false"), ("GitHub:ApiUrl", gitHub.Address));
        var random = new Random(20);
        // The first walk is the measure: kills fall anywhere in it.
        var (length, first) = await WalkAsync(portal, gitHub, 0, publisher, reviewer);
        Assert.NotNull(first.Release);

        foreach (var round in Rounds.Of(5))
        {
            var walking = WalkAsync(portal, gitHub, round, publisher, reviewer);
            await Task.Delay(length * random.NextDouble());
            await portal.KillAsync();
            var (_, acknowledged) = await walking;

            await AssertAsync(database, acknowledged);
            await portal.RestartAsync();
        }
    }

    /// <summary>Publishes and approves one extension, as far as the portal lives; what it acknowledged.</summary>
    private static async Task<(TimeSpan Length, Acknowledged Acknowledged)> WalkAsync(
        PortalServerProcess portal, SmallGitHub gitHub, int round, string publisher, string reviewer)
    {
        var watch = Stopwatch.StartNew();
        var acknowledged = new Acknowledged(null, null);
        gitHub.Push($"acme/pinger{round}", ApiPortal.Manifest($"pinger{round}", "1.0.0"));
        try
        {
            using var client = new HttpClient { BaseAddress = portal.Address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", publisher);
            var published = await client.PostAsync("/api/v1/extensions/registry/marketplace/publish", new
            {
                repository = new { url = $"https://github.com/acme/pinger{round}", @ref = "main" },
                listing = ApiPortal.Listing(),
            });
            Assert.Equal(HttpStatusCode.Accepted, published.Status);
            acknowledged = acknowledged with { Submission = published.Body.GetProperty("submission_id").GetGuid() };

            client.DefaultRequestHeaders.Authorization = new("Bearer", reviewer);
            var decided = await client.PostAsync($"/api/v1/reviews/submissions/{acknowledged.Submission}/decision", new { decision = "approve" });
            Assert.Equal(HttpStatusCode.OK, decided.Status);
            acknowledged = acknowledged with { Release = acknowledged.Submission };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Killed: whatever was not acknowledged may or may not have happened.
        }

        return (watch.Elapsed, acknowledged);
    }

    private static async Task AssertAsync(PortalDatabase database, Acknowledged acknowledged)
    {
        // A connection of its own: one that was open before the kill may still hold what it had read.
        await using var db = new SqlitePortalDb(new DbContextOptionsBuilder<SqlitePortalDb>().UseSqlite($"Data Source={database.File};Pooling=False").Options);
        Assert.Equal(["ok"], await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync());
        await Invariants.AssertAsync(db);
        if (acknowledged.Submission is { } submission)
        {
            Assert.True(await db.Set<Submission>().AnyAsync(
                found => found.Id == submission && (found.State == SubmissionState.InReview || found.State == SubmissionState.Approved)));
        }

        if (acknowledged.Release is { } approved)
        {
            Assert.True(await db.Set<Release>().AnyAsync(release => release.SubmissionId == approved));
        }
    }

    private static async Task<(string Publisher, string Reviewer)> PeopleAsync(PortalDatabase database)
    {
        var ada = await database.AddPersonAsync("ada");
        var rita = await database.AddPersonAsync("rita", PlatformRoles.Reviewer);
        await database.AddOrganizationAsync("acme", ada);
        await database.AddOrganizationAsync("guild", rita);
        return (
            await TokenAsync(database, "acme", ApiTokenScopes.Publish | ApiTokenScopes.Read, ada),
            await TokenAsync(database, "guild", ApiTokenScopes.Review, rita));
    }

    private static async Task<string> TokenAsync(PortalDatabase database, string organization, ApiTokenScopes scopes, Actor actor) =>
        (await database.Get<CreateApiToken>()
            .RunAsync(organization, new NewApiToken("Test", scopes, TimeSpan.FromDays(1)), actor, CancellationToken.None)).Value.Value;

    /// <summary>The submission and the release that the portal said it has.</summary>
    private sealed record Acknowledged(Guid? Submission, Guid? Release);
}
