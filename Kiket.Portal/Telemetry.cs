using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kiket.Portal;

/// <summary>
/// Logs, traces and metrics. None of them contains a secret: no header is recorded (so no Authorization), the
/// OpenTelemetry instrumentations replace query values with "Redacted", and the only log category that prints whole
/// request addresses is disabled below.
/// </summary>
public static class Telemetry
{
    private const string ServiceName = "kiket-portal";

    /// <summary>Exports traces and metrics only when an OTLP endpoint is configured.</summary>
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
    /// "Request starting … ?code=…" would write sign-in codes and the links of e-mails to the log. The level is set for every
    /// provider that has its own levels (<c>Logging:Console:LogLevel:…</c>), because those override the general ones.
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
