using System.Globalization;
using System.Net;
using Kiket.Portal.Edge;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Edge;

/// <summary>How the portal talks to its edge, over real HTTP.</summary>
public sealed class EdgeAdminTests : IAsyncLifetime
{
    private const string Key = "a key of at least thirty-two characters";

    private readonly string _folder = Places.Temporary();
    private readonly Uri _address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}"));
    private WebApplication _edge = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--Portal:DataDirectory=" + _folder, "--Hosting:Edge:Key=" + Key]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address.ToString());
        builder.Services.AddEdge(isProduction: true);
        builder.Services.AddSingleton(new EdgeListening(IPAddress.Loopback, _ => Ports.Free()));
        _edge = builder.Build();
        _edge.MapEdgeAdmin();
        await _edge.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        Places.Remove(_folder);
    }

    [Fact]
    public async Task A_snapshot_is_taken_stored_and_reported()
    {
        using var client = new EdgeClient(_address, Key);

        Assert.True((await client.ReplaceAsync(new EdgeSnapshot(3, [new(new string('a', 32), "10.201.0.6", ["api.example.com"])], []), default)).Succeeded);
        Assert.Equal(3, (await client.StatusAsync(default)).Value.Snapshot);
        Assert.Contains("older", (await client.ReplaceAsync(new EdgeSnapshot(2, [], []), default)).Error!.Message, StringComparison.Ordinal);
        Assert.Contains("api.example.com", await File.ReadAllTextAsync(Path.Combine(_folder, "edge", "snapshot.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocked_calls_are_fetched()
    {
        _edge.Services.GetRequiredService<BlockedCalls>().Add(new string('a', 32), "evil.test", Refusal.UndeclaredHost);
        using var client = new EdgeClient(_address, Key);

        var report = (await client.BlockedAsync(default)).Value;

        Assert.Equal(("evil.test", "undeclared_host", 1), (report.Counts[0].Host, report.Counts[0].Reason, report.Counts[0].Count));
        Assert.Equal(report.Run, (await client.BlockedAsync(default)).Value.Run);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_told_or_changed()
    {
        using var client = new EdgeClient(_address, "another key of at least thirty-two chars");

        Assert.Equal("edge_unreachable", (await client.StatusAsync(default)).Error?.Code);
        Assert.Equal("edge_unreachable", (await client.BlockedAsync(default)).Error?.Code);
        Assert.False((await client.ReplaceAsync(new EdgeSnapshot(9, [], []), default)).Succeeded);
        Assert.Equal(0, _edge.Services.GetRequiredService<EdgePolicies>().Number);
    }

    [Fact]
    public async Task What_is_not_a_snapshot_is_refused()
    {
        using var http = new HttpClient { BaseAddress = _address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        foreach (var text in new[] { "", "{", "null", "[]", "{\"number\":1}", "{\"number\":-1,\"installations\":[],\"platform_hosts\":[]}" })
        {
            using var response = await http.PutAsync(new Uri(EdgeAdmin.SnapshotPath, UriKind.Relative), new StringContent(text));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        }
    }
}
