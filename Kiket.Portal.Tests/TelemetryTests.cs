using System.Collections.Concurrent;
using System.Text;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests;

/// <summary>What a collector receives over HTTP.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_collector_receives_requests_database_commands_and_metrics_without_what_people_typed()
    {
        var received = new ConcurrentDictionary<string, StringBuilder>(StringComparer.Ordinal);
        await using var collector = await CollectorAsync(received);
        await using (var portal = await PortalServer.StartAsync(
            ("Demo:Enabled", "false"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            // Spans belong to the process: those of tests that run beside this one fill the usual 2,048 places at once.
            ("OTEL_BSP_MAX_QUEUE_SIZE", "500000")))
        {
            await portal.Client().TextAsync("/marketplace?q=whisperedquestion");
        }

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
