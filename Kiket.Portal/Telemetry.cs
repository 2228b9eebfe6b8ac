using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kiket.Portal;

/// <summary>
/// Logs, traces and metrics. None of them carries a secret: no header is recorded (so no Authorization), the
/// OpenTelemetry instrumentations replace query values by "Redacted", and the one log line that prints whole
/// request addresses is switched off below.
/// </summary>
public static class Telemetry
{
    private const string ServiceName = "kiket-portal";

    /// <summary>Traces and metrics go out only where an OTLP endpoint is configured.</summary>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsProduction())
        {
            builder.Logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }

        builder.Services.PostConfigure<LoggerFilterOptions>(NoRequestAddresses);

        if (Endpoint(builder.Configuration) is { } endpoint)
        {
            builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService(ServiceName))
                .WithTracing(tracing => tracing
                    .AddAspNetCoreInstrumentation(web => web.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                    .AddHttpClientInstrumentation())
                .WithMetrics(metrics => metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation())
                .UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, endpoint);
        }

        return builder;
    }

    /// <summary>
    /// "Request starting … ?code=…" would write sign-in codes and links of e-mails into the log. Said for every provider
    /// that has levels of its own (<c>Logging:Console:LogLevel:…</c>), since those come before what is said for all.
    /// </summary>
    private static void NoRequestAddresses(LoggerFilterOptions filters)
    {
        foreach (var provider in filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList())
        {
            filters.Rules.Add(new LoggerFilterRule(provider, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning, filter: null));
        }
    }

    private static Uri? Endpoint(IConfiguration configuration)
    {
        var text = configuration["OpenTelemetry:Endpoint"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
            ? endpoint
            : throw new InvalidOperationException("OpenTelemetry:Endpoint must be an absolute address, such as http://collector:4317.");
    }
}
