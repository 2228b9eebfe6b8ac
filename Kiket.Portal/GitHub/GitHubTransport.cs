using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kiket.Portal.Foundation;
using Microsoft.Extensions.Options;
using Octokit;
using Octokit.Internal;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Kiket.Portal.GitHub;

/// <summary>
/// Sends Octokit's requests through the caller's budget, the limiter, the cached responses, and then the resilient
/// client. A failure is thrown as <see cref="GitHubRefusedException"/>.
/// </summary>
internal sealed partial class GitHubTransport(
    IHttpClientFactory clients,
    IOptions<GitHubOptions> options,
    RateBudget budget,
    CallLimiter limiter,
    ResponseCache cached,
    ILogger<GitHubTransport> logger)
{
    public const string ClientName = "GitHub";

    /// <summary>Asks for bytes instead of base64 in JSON.</summary>
    public const string Raw = "application/vnd.github.raw+json";

    // The headers that Octokit and the refusals read. Others are dropped, because Octokit parses some and fails on odd values.
    private static readonly string[] ForwardedHeaders = ["X-OAuth-Scopes", "GitHub-Authentication-Token-Expiration", "X-GitHub-SSO"];

    /// <summary>All that the portal writes on GitHub.</summary>
    [GeneratedRegex(
        "/repositories/[0-9]+/(statuses/[0-9a-f]+|hooks(/[0-9]+(/pings)?)?)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 250)]
    private static partial Regex Writable();

    /// <summary>Octokit over this transport, on behalf of one caller, reading responses up to a limit.</summary>
    /// <param name="cancellationToken">For those of Octokit's methods that take none.</param>
    public Connection Connect(GitHubCaller caller, long maxBytes, CancellationToken cancellationToken = default)
    {
        var credentials = caller.Token is { } token ? new Credentials(token.Reveal()) : Credentials.Anonymous;
        return new Connection(
            new ProductHeaderValue("Kiket-Portal"),
            options.Value.Api,
            new InMemoryCredentialStore(credentials),
            new Adapter(this, caller, maxBytes, cancellationToken),
            new SimpleJsonSerializer());
    }

    private async Task<IResponse> SendAsync(IRequest request, GitHubCaller caller, long maxBytes, CancellationToken cancellationToken)
    {
        var address = new Uri(options.Value.Api, request.Endpoint);
        var isRead = request.Method == HttpMethod.Get;
        if (!options.Value.Api.IsBaseOf(address) || !(isRead || (caller is { IsPortal: false } && MayWrite(request.Method, address))))
        {
            throw new InvalidOperationException("Only reads below GitHub:ApiUrl are allowed, and statuses and webhooks of a publisher's token.");
        }

        RefuseWhileLimited(caller);
        using var slot = await limiter.EnterAsync(caller.Priority, cancellationToken);
        RefuseWhileLimited(caller);

        var accept = request.Headers.TryGetValue("Accept", out var accepted) ? accepted : "";
        var before = isRead ? cached.Find(caller, address, accept) : null;
        var response = await CallAsync(address, request, before?.ETag, maxBytes, cancellationToken);
        LogResponse(logger, (int)response.Status, address.AbsolutePath, caller.Key[..8]);
        if (budget.Learn(caller, response.Status, response.Headers, () => response.Text))
        {
            RefuseWhileLimited(caller);
        }

        if (response.Status == HttpStatusCode.NotModified)
        {
            response = before?.Response ?? throw new GitHubRefusedException(GitHubRefusals.Unexpected());
        }
        else if ((int)response.Status is >= 200 and < 300)
        {
            if (accept != Raw && response.Status != HttpStatusCode.NoContent && !(response.IsJson && response.IsWholeJson()))
            {
                throw new GitHubRefusedException(GitHubRefusals.NotJson());
            }

            if (isRead)
            {
                cached.Store(caller, address, accept, response);
            }
        }

        return ForOctokit(response, accept == Raw);
    }

    private async Task<GitHubResponse> CallAsync(Uri address, IRequest request, string? tag, long maxBytes, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, address);
        if (request.Body is string body)
        {
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
        if (tag is not null)
        {
            message.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        message.Options.Set(ResponseGuard.Base, options.Value.Api);
        message.Options.Set(ResponseGuard.MaxBytes, maxBytes);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
            var type = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
            return new GitHubResponse(response.StatusCode, headers, type, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Refusal(exception) is not null)
        {
            LogFailure(logger, address.AbsolutePath, exception.GetType().Name);
            throw new GitHubRefusedException(Refusal(exception)!);
        }
    }

    private static bool MayWrite(HttpMethod method, Uri address) =>
        (method == HttpMethod.Post || method == HttpMethod.Patch) && Writable().IsMatch(address.AbsolutePath);

    private Error? Refusal(Exception exception) => exception switch
    {
        TimeoutRejectedException or OperationCanceledException => GitHubRefusals.Slow(options.Value.TimeoutSeconds),
        BrokenCircuitException => GitHubRefusals.Paused(GitHubModule.BreakDuration),
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
        } => GitHubRefusals.Unreachable(),
        HttpRequestException or IOException or InvalidDataException => GitHubRefusals.Cut(),
        _ => null,
    };

    private void RefuseWhileLimited(GitHubCaller caller)
    {
        if (budget.Refusal(caller) is { } refusal)
        {
            throw new GitHubRefusedException(refusal);
        }
    }

    private static OctokitResponse ForOctokit(GitHubResponse response, bool asBytes)
    {
        var headers = ForwardedHeaders.Where(response.Headers.ContainsKey)
            .ToDictionary(name => name, name => response.Headers[name], StringComparer.OrdinalIgnoreCase);
        var isBytes = asBytes && (int)response.Status < 300;
        var type = response.IsJson ? "application/json" : response.MediaType;
        return new OctokitResponse(response.Status, isBytes ? response.Body : response.Text, headers, type);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "GitHub returned {Status} for {Path} to caller {Caller}")]
    private static partial void LogResponse(ILogger logger, int status, string path, string caller);

    [LoggerMessage(Level = LogLevel.Warning, Message = "GitHub did not respond for {Path}: {Failure}")]
    private static partial void LogFailure(ILogger logger, string path, string failure);

    private sealed record OctokitResponse(HttpStatusCode StatusCode, object Body, IReadOnlyDictionary<string, string> Headers, string ContentType) : IResponse
    {
        // Octokit copies this after each call, but the portal has its own budget.
        public ApiInfo ApiInfo { get; } = new(
            new Dictionary<string, Uri>(StringComparer.Ordinal), [], [], "", new RateLimit(0, 0, 0));
    }

    private sealed class Adapter(GitHubTransport transport, GitHubCaller caller, long maxBytes, CancellationToken otherwise) : IHttpClient
    {
        public Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null) =>
            transport.SendAsync(request, caller, maxBytes, cancellationToken.CanBeCanceled ? cancellationToken : otherwise);

        public void SetRequestTimeout(TimeSpan timeout) => throw new NotSupportedException("GitHub:TimeoutSeconds sets the time limit of a call.");

        public void Dispose()
        {
        }
    }
}
