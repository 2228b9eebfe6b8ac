using System.Text.Json;
using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Jobs;

/// <summary>The real host with Quartz over its own database.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class DurableJobsTests : IAsyncLifetime
{
    private readonly ApiPortal _portal = new();

    public Task InitializeAsync() => _portal.InitializeAsync();

    public Task DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Workers_pick_up_what_a_publish_left_to_them()
    {
        var published = await _portal.PublishAsync(_portal.Repository().Url);
        var id = published.Body.GetProperty("submission_id").GetGuid();

        var sanity = await Wait.UntilAsync(
            async () => (await _portal.Client(_portal.Reader).ReadAsync($"/api/v1/submissions/{id}")).Body.GetProperty("checks").EnumerateArray()
                .FirstOrDefault(check => check.GetProperty("name").GetString() == "sanity"),
            check => check.ValueKind == JsonValueKind.Object && check.GetProperty("state").GetString() != "pending");

        Assert.Equal("warning", sanity.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Jobs_and_half_done_work_are_there_after_a_restart_and_work_goes_on()
    {
        await _portal.PublishAsync(_portal.Repository().Url);
        await Wait.UntilAsync(ReportAsync, report => report.State == CheckReportState.Finished);
        await ChangeAsync(report =>
        {
            Assert.True(report.RunAgain([CheckKind.SensitiveFiles], DateTimeOffset.UtcNow).Succeeded);
            // Marked as running by a worker that is no more.
            Assert.True(report.Claim(DateTimeOffset.UtcNow));
        });

        await _portal.Server.RestartAsync();

        var ended = await Wait.UntilAsync(ReportAsync, report => report.State == CheckReportState.Finished);
        Assert.Equal(5, ended.Runs.Count);
        await using var db = await OpenAsync(_portal.Server);
        Assert.Equal(
            ["checks-1", "checks-2", "due-upgrades-1", "events-1", "events-2", "installations-1", "installations-2", "installations-3", "syncs-1", "syncs-2"],
            await db.Database.SqlQuery<string>($"SELECT JOB_NAME AS Value FROM QRTZ_JOB_DETAILS WHERE JOB_GROUP = 'queues' ORDER BY JOB_NAME").ToListAsync());
    }

    internal static async Task<CheckReport> ReportAsync(PortalServer server)
    {
        await using var db = await OpenAsync(server);
        return await db.Set<CheckReport>().AsNoTracking().Include(report => report.Runs).SingleAsync();
    }

    private static Task<PortalDb> OpenAsync(PortalServer server) => server.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

    private Task<CheckReport> ReportAsync() => ReportAsync(_portal.Server);

    private async Task ChangeAsync(Action<CheckReport> change)
    {
        await using var db = await OpenAsync(_portal.Server);
        change(await db.Set<CheckReport>().Include(report => report.Runs).SingleAsync());
        await db.SaveChangesAsync();
    }
}

/// <summary>The same on PostgreSQL, where several portals share the jobs.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PostgreSqlServer.Collection)]
public sealed class SharedJobsTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Two_portals_share_the_workers_of_one_database()
    {
        var database = await server.CreateDatabaseAsync();
        var portal = new ApiPortal(("Database:Provider", "PostgreSql"), ("ConnectionStrings:Portal", database));
        await portal.InitializeAsync();
        try
        {
            await using var second = await PortalServer.StartAsync(
                ("Database:Provider", "PostgreSql"), ("ConnectionStrings:Portal", database),
                ("GitHub:ApiUrl", portal.GitHub.Address), ("Demo:Enabled", "false"));
            await portal.PublishAsync(portal.Repository().Url);

            var ended = await Wait.UntilAsync(
                () => DurableJobsTests.ReportAsync(portal.Server), report => report.State == CheckReportState.Finished);

            Assert.All(ended.Runs, run => Assert.Equal(1, run.Attempts));
        }
        finally
        {
            await portal.DisposeAsync();
        }
    }
}
