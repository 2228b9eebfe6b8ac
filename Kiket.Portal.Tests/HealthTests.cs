using System.Net;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kiket.Portal.Tests;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class HealthTests
{
    [Theory]
    [InlineData("/health/live", """{"status":"healthy","checks":{},"reasons":{}}""")]
    [InlineData("/health/ready", """{"status":"healthy","checks":{"database":"healthy","assets":"healthy","disk":"healthy","keys":"healthy"},"reasons":{}}""")]
    public async Task A_portal_that_started_is_healthy(string path, string expected)
    {
        await using var portal = await PortalServer.StartAsync();

        Assert.Equal(expected, await portal.Client().GetStringAsync(new Uri(path, UriKind.Relative)));
    }

    [Fact]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public async Task Without_its_database_the_portal_lives_and_is_not_ready()
    {
        await using var portal = await PortalServer.StartAsync();
        var client = portal.Client();
        ReplaceByDirectory(portal.DataDirectory);

        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (live.StatusCode, ready.StatusCode));
        Assert.Equal(
            """{"status":"unhealthy","checks":{"database":"unhealthy","assets":"healthy","disk":"healthy","keys":"healthy"},"reasons":{}}""",
            await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_portal_that_lost_its_keys_works_and_says_what_to_restore()
    {
        await using var portal = await PortalServer.StartAsync();
        Directory.Delete(Path.Combine(portal.DataDirectory, "keys"), recursive: true);
        await portal.RestartAsync();

        var ready = await portal.Client().GetStringAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Contains("\"status\":\"degraded\"", ready, StringComparison.Ordinal);
        Assert.Contains("Restore the keys folder from the backup", ready, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(portal, "/marketplace"));
    }

    [Theory]
    [InlineData(0, "Only 0 MB are free")]
    [InlineData(150L * 1024 * 1024, "Only 150 MB are free")]
    [InlineData(200L * 1024 * 1024, null)]
    public void A_disk_that_is_nearly_full_is_named(long free, string? problem)
    {
        var disk = Health.Disk(free);

        Assert.Equal(problem is null ? HealthStatus.Healthy : HealthStatus.Degraded, disk.Status);
        Assert.StartsWith(problem ?? "", disk.Description ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_may_call_it_by_any_address()
    {
        await using var portal = await PortalServer.StartAsync(("AllowedHosts", "portal.example"));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(portal, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(portal, "/health/live"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(portal, "/marketplace"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(portal, "/marketplace", "portal.example"));
    }

    private static async Task<HttpStatusCode> StatusAsync(PortalServer portal, string path, string host = "10.1.2.3")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var response = await portal.Client().SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Puts a directory in the database's place, because SQLite would create a missing file.</summary>
    private static void ReplaceByDirectory(string dataDirectory)
    {
        var database = Path.Combine(dataDirectory, "portal.db");
        while (!Directory.Exists(database))
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            foreach (var file in Directory.GetFiles(dataDirectory, "portal.db*"))
            {
                File.Delete(file);
            }

            try
            {
                Directory.CreateDirectory(database);
            }
            catch (IOException) when (File.Exists(database))
            {
                // The portal's own background work opened the database in between, and so created the file again.
            }
        }
    }
}
