using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.GitHub;

/// <summary>A GitHub that responds to each path as a test says, over real HTTP on its own port, and counts the calls.</summary>
internal sealed class FakeGitHub : IAsyncDisposable
{
    public const string Repository = """{"id":42,"name":"app","full_name":"acme/app","owner":{"login":"acme"}"""
        + ""","private":false,"default_branch":"main","archived":false,"description":"An app","permissions":{"push":true,"pull":true}}""";

    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _responses = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private readonly ServiceProvider _services;

    private FakeGitHub(WebApplication app, Dictionary<string, string?> settings)
    {
        _app = app;
        Address = new Uri(app.Urls.First() + "/base/");
        settings.TryAdd("GitHub:ApiUrl", Address.AbsoluteUri);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddGitHub();
        _services = services.BuildServiceProvider();
    }

    public Uri Address { get; }

    public FakeClock Clock { get; } = new();

    public WrittenLog Log { get; } = new();

    /// <summary>Path and query below the base, in order, with the Authorization header.</summary>
    public ConcurrentQueue<(string Path, string Authorization)> Calls { get; } = new();

    public IGitHub Client => _services.GetRequiredService<IGitHub>();

    public IGitHubWriter Writer => _services.GetRequiredService<IGitHubWriter>();

    /// <summary>What a gauge of the portal's meter shows; null while it shows nothing.</summary>
    public long? Gauge(string name)
    {
        long? shown = null;
        using var listener = new MeterListener();
        var own = _services.GetRequiredService<IMeterFactory>().CreatePortalMeter();
        listener.InstrumentPublished = (instrument, reading) =>
        {
            if (ReferenceEquals(instrument.Meter, own) && instrument.Name == name)
            {
                reading.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => shown = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return shown;
    }

    public static async Task<FakeGitHub> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        FakeGitHub? fake = null;
        app.Run(context => fake!.ResponseAsync(context));
        await app.StartAsync();
        fake = new FakeGitHub(app, settings ?? []);
        return fake;
    }

    public FakeGitHub On(
        string path,
        int status,
        string body = "",
        string type = "application/json; charset=utf-8",
        params (string Name, string Value)[] headers) =>
        On(path, async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            if (status != 304)
            {
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
            }
        });

    public FakeGitHub On(string path, Func<HttpContext, Task> response)
    {
        _responses[path] = response;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _app.DisposeAsync();
    }

    private Task ResponseAsync(HttpContext context)
    {
        var path = context.Request.Path + context.Request.QueryString.Value;
        Calls.Enqueue((path, context.Request.Headers.Authorization.ToString()));
        if (_responses.TryGetValue(path, out var response))
        {
            return response(context);
        }

        context.Response.StatusCode = 404;
        return context.Response.WriteAsync("""{"message":"Not Found"}""");
    }
}

/// <summary>Everything that was logged, at every level, as text.</summary>
internal sealed class WrittenLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Writer(_lines);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);
    }
}
