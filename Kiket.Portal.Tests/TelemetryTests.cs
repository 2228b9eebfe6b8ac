using System.Collections.Concurrent;
using System.Text;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests;

/// <summary>What a collector receives over HTTP.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class TelemetryTests : IDisposable
{
    private readonly string _data = Places.Temporary();

    public void Dispose() => Places.Remove(_data);

    [Fact]
    public async Task A_collector_receives_requests_database_commands_and_metrics_without_what_people_typed()
    {
        var received = new ConcurrentDictionary<string, StringBuilder>(StringComparer.Ordinal);
        await using var collector = await CollectorAsync(received);
        // In a process of its own: spans belong to the process, so those of tests beside this one would crowd out what it looks for.
        await using var portal = await PortalServerProcess.StartAsync(
            _data,
            settings:
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ]);
        using (var client = new HttpClient { BaseAddress = portal.Address })
        {
            await client.TextAsync("/marketplace?q=whisperedquestion");
        }

        await portal.StopAsync();

        // What waits is sent when the portal stops.
        var traces = received["/v1/traces"].ToString();
        Assert.Contains("/marketplace", traces, StringComparison.Ordinal);
        Assert.Contains("sqlite", traces, StringComparison.Ordinal);
        Assert.Contains("FROM ListingIndex", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("whisperedquestion", traces, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", received["/v1/metrics"].ToString(), StringComparison.Ordinal);
    }

    /// <summary>Texts stand in the messages as they are, between the bytes of their format.</summary>
    private static async Task<WebApplication> CollectorAsync(ConcurrentDictionary<string, StringBuilder> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var texts = received.GetOrAdd(context.Request.Path.Value!, _ => new StringBuilder());
            lock (texts)
            {
                texts.Append(Encoding.Latin1.GetString(body.ToArray()));
            }
        });
        await collector.StartAsync();
        return collector;
    }
}
