using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace Kiket.Portal.GitHub;

public static class GitHubModule
{
    internal static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(15);

    /// <summary>
    /// <see cref="IGitHub"/>, whose calls use the lane of the calling work (<see cref="GitHubLane"/>).
    /// <see cref="GitHubLinks"/> for addresses of pages.
    /// </summary>
    public static IServiceCollection AddGitHub(this IServiceCollection services)
    {
        services.AddOptions<GitHubOptions>().BindConfiguration(GitHubOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RateBudget>();
        services.AddSingleton<CallLimiter>();
        services.AddSingleton<ResponseCache>();
        services.AddSingleton<GitHubTransport>();
        services.AddSingleton<IGitHub, OctokitGitHub>();
        services.AddSingleton<IGitHubWriter, OctokitGitHubWriter>();
        services.AddSingleton(provided => new GitHubLinks(provided.GetRequiredService<IOptions<GitHubOptions>>().Value.Web));

        services.AddTransient<ResponseGuard>();
        var client = services.AddHttpClient(GitHubTransport.ClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            // The factory's own loggers write request headers at Trace level.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        client.AddResilienceHandler(
            "GitHub", (pipeline, context) => Configure(pipeline, context.ServiceProvider.GetRequiredService<IOptions<GitHubOptions>>().Value));
        client.AddHttpMessageHandler<ResponseGuard>();
        return services;
    }

    // From the outside in: retry, pause after repeated failures, limit the time of each try.
    private static void Configure(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, GitHubOptions options) => pipeline
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(250),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = false,
            // A timeout has already taken ten seconds, so it is retried once, not twice.
            // Writing calls are sent once. The caller decides whether to send them again.
            ShouldHandle = attempt => ValueTask.FromResult(
                IsPassing(attempt.Outcome)
                && attempt.Context.GetRequestMessage()?.Method == HttpMethod.Get
                && !(attempt.Outcome.Exception is TimeoutRejectedException && attempt.AttemptNumber > 0)),
        })
        .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(60),
            BreakDuration = BreakDuration,
            ShouldHandle = attempt => ValueTask.FromResult(IsPassing(attempt.Outcome)),
        })
        .AddTimeout(TimeSpan.FromSeconds(options.TimeoutSeconds));

    private static bool IsPassing(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or IOException or TimeoutRejectedException
        || outcome.Result?.StatusCode is >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented;
}
