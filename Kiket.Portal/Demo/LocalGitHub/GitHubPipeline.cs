using System.Globalization;
using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// Runs around every endpoint: counting, planned faults, the token, the rate limit, the headers, and 304 for content
/// that the caller already has.
/// </summary>
internal sealed class GitHubPipeline(DemoRepositories repositories, FaultPlan faults, RateLimits limits, TimeProvider time)
{
    private const string Docs = "https://docs.github.com/rest";
    private const string Body = "body";

    /// <summary>Wraps an endpoint that needs no repository.</summary>
    public RequestDelegate Handle(Func<HttpContext, DemoToken?, GitHubResponse> endpoint, bool counts = true) =>
        context => RunAsync(context, token => endpoint(context, token), counts);

    /// <summary>Wraps an endpoint of one repository. A repository without access looks like a missing one.</summary>
    public RequestDelegate Handle(Func<RepositoryCall, GitHubResponse> endpoint) =>
        context => RunAsync(context, token => OfRepository(context, token, endpoint), counts: true);

    public bool CanSee(DemoRepository repository, DemoToken? token) =>
        !repository.IsPrivate || (token is not null && repository.Access.ContainsKey(token.Value));

    private GitHubResponse OfRepository(HttpContext context, DemoToken? token, Func<RepositoryCall, GitHubResponse> endpoint)
    {
        DemoRepository? repository;
        if (context.GetRouteValue("id") is string id)
        {
            repository = long.TryParse(id, CultureInfo.InvariantCulture, out var number) ? repositories.Find(number) : null;
        }
        else
        {
            var owner = (string)context.GetRouteValue("owner")!;
            var name = (string)context.GetRouteValue("name")!;
            repository = repositories.Find(owner, name);
            if (repository is not null && CanSee(repository, token)
                && !repository.FullName.Equals($"{owner}/{name}", StringComparison.OrdinalIgnoreCase))
            {
                return Moved(context, repository, owner, name);
            }
        }

        return repository is not null && CanSee(repository, token)
            ? endpoint(new RepositoryCall(context, repository, token))
            : GitHubResponse.Problem(StatusCodes.Status404NotFound, "Not Found", $"{Docs}/repos/repos#get-a-repository");
    }

    private static GitHubResponse Moved(HttpContext context, DemoRepository repository, string owner, string name)
    {
        var request = context.Request;
        var rest = request.Path.Value![$"/repos/{owner}/{name}".Length..];
        var url = $"{request.Scheme}://{request.Host}{request.PathBase}/repositories/{repository.Id}{rest}{request.QueryString}";
        return GitHubResponse.Json(
            new { Message = "Moved Permanently", Url = url, DocumentationUrl = $"{Docs}/guides/best-practices-for-using-the-rest-api#follow-redirects" },
            StatusCodes.Status301MovedPermanently) with
        {
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Location"] = url },
        };
    }

    /// <summary>What was sent with a write.</summary>
    public static ReadOnlyMemory<byte> BodyOf(HttpContext context) => context.Items[Body] as byte[] ?? [];

    private async Task RunAsync(HttpContext context, Func<DemoToken?, GitHubResponse> endpoint, bool counts)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, context.RequestAborted);
            context.Items[Body] = body.ToArray();
        }

        var given = TokenOf(request);
        var conditional = request.Headers.IfNoneMatch.Count > 0;
        faults.Record(new GitHubCall(request.Method, request.Path, request.QueryString.Value ?? "", given is not null, conditional));
        var fault = faults.Take(request.Path, given);
        if (fault is not null && await FaultEndsItAsync(context, fault))
        {
            return;
        }

        var token = given is null ? null : repositories.Accounts.Find(given, time.GetUtcNow());
        if (given is not null && token is null)
        {
            await WriteAsync(context, GitHubResponse.Problem(StatusCodes.Status401Unauthorized, "Bad credentials", Docs), null, fault);
            return;
        }

        var answer = limits.Take(token?.Value, counts) ? endpoint(token) : LimitReached(context, token);
        if (answer.Status == StatusCodes.Status200OK && HasAlready(request, answer))
        {
            if (counts)
            {
                limits.GiveBack(token?.Value);
            }

            answer = answer with { Status = StatusCodes.Status304NotModified };
        }

        await WriteAsync(context, answer, token, fault);
    }

    private static bool HasAlready(HttpRequest request, GitHubResponse answer)
    {
        static string Opaque(string tag) => tag.Trim().Replace("W/", "", StringComparison.Ordinal);
        return request.Headers.IfNoneMatch
            .SelectMany(value => (value ?? "").Split(','))
            .Any(tag => tag.Trim() == "*" || Opaque(tag) == Opaque(answer.ETag));
    }

    private static GitHubResponse LimitReached(HttpContext context, DemoToken? token)
    {
        var who = token is null ? context.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1" : $"user ID {DemoAccounts.IdOf(token.Login)}";
        return GitHubResponse.Problem(
            StatusCodes.Status403Forbidden,
            $"API rate limit exceeded for {who}.",
            $"{Docs}/using-the-rest-api/rate-limits-for-the-rest-api");
    }

    private async Task WriteAsync(HttpContext context, GitHubResponse answer, DemoToken? token, Fault? fault)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        WriteHeaders(context, token);
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Status is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
        {
            response.Headers.ETag = answer.ETag;
            response.Headers.CacheControl = token is null ? "public, max-age=60, s-maxage=60" : "private, max-age=60, s-maxage=60";
        }

        if (answer.Status is StatusCodes.Status304NotModified or StatusCodes.Status204NoContent)
        {
            return;
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (fault is { CutsConnection: true })
        {
            await response.Body.WriteAsync(answer.Body.AsMemory(0, answer.Body.Length / 2), context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private void WriteHeaders(HttpContext context, DemoToken? token)
    {
        var headers = context.Response.Headers;
        var media = RepositoryCall.MediaType(context.Request);
        limits.WriteTo(headers, token?.Value);
        headers["X-GitHub-Media-Type"] = media == "json" ? "github.v3; format=json" : $"github.v3; param={media}";
        headers["X-GitHub-Request-Id"] = context.TraceIdentifier;
        headers["X-GitHub-Api-Version-Selected"] = "2022-11-28";
        headers.Vary = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding";
        if (token is { Kind: DemoTokenKind.Classic })
        {
            headers["X-OAuth-Scopes"] = string.Join(", ", token.Scopes);
            headers["X-Accepted-OAuth-Scopes"] = "repo";
        }

        if (token?.ExpiresAt is { } end)
        {
            headers["github-authentication-token-expiration"] =
                end.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Applies a fault. Returns true when it was the whole response.</summary>
    private async Task<bool> FaultEndsItAsync(HttpContext context, Fault fault)
    {
        if (fault.TreeEntries is { } bound)
        {
            context.Items[GitDataEndpoints.TreeBound] = bound;
        }

        if (fault.Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }

        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, time, context.RequestAborted);
        }

        if (fault.Status is not { } status)
        {
            return false;
        }

        WriteHeaders(context, null);
        context.Response.StatusCode = status;
        context.Response.ContentType = fault.ContentType;
        foreach (var (name, value) in fault.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(fault.Body ?? "", context.RequestAborted);
        await PadAsync(context, fault.Padding);
        return true;
    }

    private static async Task PadAsync(HttpContext context, long padding)
    {
        var spaces = new byte[64 * 1024];
        Array.Fill(spaces, (byte)' ');
        for (var left = padding; left > 0 && !context.RequestAborted.IsCancellationRequested; left -= spaces.Length)
        {
            await context.Response.Body.WriteAsync(spaces.AsMemory(0, (int)Math.Min(left, spaces.Length)), context.RequestAborted);
        }
    }

    /// <summary>GitHub accepts <c>token x</c>, <c>Bearer x</c> and Basic with the token as either part.</summary>
    private static string? TokenOf(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header, ..] || header.Split(' ', 2) is not [var scheme, var value])
        {
            return null;
        }

        if (!scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return value.Trim();
        }

        try
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(value)).Split(':', 2);
            return parts is [_, { Length: > 0 } password] ? password : parts[0];
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
