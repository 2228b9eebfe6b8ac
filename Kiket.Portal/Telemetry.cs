using Kiket.Portal.Foundation;
using Microsoft.Data.Sqlite;
using OpenTelemetry;
using OpenTelemetry.Exporter;
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

    /// <summary>The framework's own meter of live pages.</summary>
    private const string Circuits = "Microsoft.AspNetCore.Components.Server.Circuits";

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

        builder.Services.AddOptions<TelemetryOptions>()
            .Configure(options => options.Endpoint = EndpointText(builder.Configuration))
            .Validate(
                options => options.Endpoint is null || AddressOf(options.Endpoint) is not null,
                "OpenTelemetry:Endpoint (or OTEL_EXPORTER_OTLP_ENDPOINT) must be an http or https address, such as http://collector:4317.")
            .ValidateOnStart();
        if (AddressOf(EndpointText(builder.Configuration)) is { } endpoint)
        {
            builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService(ServiceName, serviceVersion: PortalVersion.Text))
                .WithTracing(tracing => tracing
                    .AddAspNetCoreInstrumentation(web => web.Filter = context =>
                        !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                        // A token is in the path.
                        && !context.Request.Path.StartsWithSegments("/api/v1/ext", StringComparison.OrdinalIgnoreCase))
                    .AddHttpClientInstrumentation()
                    // Npgsql has spans of its own; SQLite's driver has none.
                    .AddEntityFrameworkCoreInstrumentation(database => database.Filter = (_, command) => command is SqliteCommand)
                    .AddSource("Npgsql"))
                .WithMetrics(metrics => metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter("Npgsql", Circuits, PortalMeter.Name))
                .UseOtlpExporter(Protocol(builder.Configuration), endpoint);
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

    private static string? EndpointText(IConfiguration configuration) =>
        (configuration["OpenTelemetry:Endpoint"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) is { Length: > 0 } text ? text : null;

    /// <summary>A host and port alone would be read as an address with the host as its scheme.</summary>
    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps)
            ? endpoint
            : null;

    /// <summary>The standard variable chooses HTTP; without it, gRPC.</summary>
    private static OtlpExportProtocol Protocol(IConfiguration configuration) =>
        configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;

    /// <summary>Where traces and metrics go.</summary>
    private sealed class TelemetryOptions
    {
        public string? Endpoint { get; set; }
    }
}
