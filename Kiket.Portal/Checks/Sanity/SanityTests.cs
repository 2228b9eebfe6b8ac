using Kiket.Portal.Data;
using Kiket.Portal.Manifests;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Checks.Sanity;

/// <summary>Calls the health endpoints that a manifest declares, the same way that Kiket calls them.</summary>
public sealed class SanityTests(HealthClient client)
{
    /// <summary>An extension is called at most once in this time, whoever requests it.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait before the repository's extension may be called; null when it may be called now.</summary>
    public async Task<TimeSpan?> WaitAsync(PortalDb db, Guid repositoryId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await (
            from report in db.Set<CheckReport>()
            from run in report.Runs
            where report.RepositoryId == repositoryId && run.Kind == CheckKind.Sanity && run.Outcome != CheckOutcome.NotNeeded
            select run.StartedAt)
            .MaxAsync(cancellationToken);
        return last is { } at && at + Pause > now ? at + Pause - now : null;
    }

    public async Task<CheckResult> RunAsync(Manifest? manifest, string? baseUrl, CancellationToken cancellationToken)
    {
        if (NothingToCall(manifest, baseUrl) is { } why)
        {
            return CheckResult.NotNeeded(CheckKind.Sanity, why);
        }

        var responses = new List<(string Endpoint, HealthResponse Response)>();
        foreach (var endpoint in manifest!.HealthEndpoints)
        {
            var response = Address(manifest, endpoint, baseUrl) is { } address
                ? await client.CallAsync(address, cancellationToken)
                : HealthResponse.NotCalled("the base address is missing");
            responses.Add((endpoint, response));
        }

        var findings = responses.Where(response => response.Response.Class != HealthClass.Healthy)
            .Select(response => (response.Response.Class == HealthClass.NotCalled ? SanityRules.NotCalled : SanityRules.Unhealthy)
                .At($"{response.Endpoint}: {response.Response.Label}."))
            .ToList();
        var summary = string.Join(", ", responses.Select(response => $"{response.Endpoint} {response.Response.Label}"));
        return CheckResult.Of(CheckKind.Sanity, findings, "") with { Summary = summary + "." };
    }

    private static string? NothingToCall(Manifest? manifest, string? baseUrl) => manifest switch
    {
        null => "There is no manifest, so there is nothing to call.",
        { HealthEndpoints.Count: 0 } => "The extension runs inside Kiket, so there is nothing to call.",
        { Hosting.Managed: true } => "Kiket runs the container and calls it after installation.",
        _ when CallbackAddress.NeedsBaseUrl(manifest.Callback?.Url) && string.IsNullOrWhiteSpace(baseUrl) =>
            "Not called yet: the listing has no base URL for the extension.",
        _ => null,
    };

    /// <summary>A full address stays unchanged; a path is added to the base address, or to the origin of the callback.</summary>
    private static Uri? Address(Manifest manifest, string endpoint, string? baseUrl)
    {
        if (!endpoint.StartsWith('/'))
        {
            return Uri.TryCreate(endpoint, UriKind.Absolute, out var full) ? full : null;
        }

        var start = CallbackAddress.NeedsBaseUrl(manifest.Callback?.Url) ? baseUrl!.TrimEnd('/') : Origin(manifest.Callback?.Url);
        return start is not null && Uri.TryCreate(start + endpoint, UriKind.Absolute, out var address) ? address : null;
    }

    private static string? Origin(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var callback) ? callback.GetLeftPart(UriPartial.Authority) : null;
}
