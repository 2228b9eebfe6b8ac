using System.Diagnostics;
using Kiket.Portal.Data;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations.Calls;

/// <summary>
/// Calls an extension once for one event, and records the attempt. The caller decides whether and when to try again,
/// with the same invocation.
/// </summary>
public sealed class CallExtension(
    CallClient client, RuntimeTokens tokens, SecretLinks links, IDbContextFactory<PortalDb> databases, RealTime real, TimeProvider clock)
{
    /// <summary>Never throws for anything that the extension does.</summary>
    public async Task<CallOutcome> RunAsync(ExtensionTarget target, ExtensionCall call, CancellationToken cancellationToken)
    {
        if (!LifecycleEvents.IsCalled(call.Event, target.LifecycleEvents))
        {
            return new CallOutcome(CallVerdict.NotDeclared, null, null, null);
        }

        var began = Stopwatch.GetTimestamp();
        var token = await tokens.IssueAsync(target, cancellationToken);
        var (address, response) = await PostAsync(target, call, token, cancellationToken);
        var (result, outcome) = ReadAnswer.Of(
            response, LifecycleEvents.IsAction(call.Event), [.. target.Secrets.Values, token.Text, .. Signing(target)]);
        await RecordAsync(target, call, address, result, outcome, Stopwatch.GetElapsedTime(began));
        return outcome;
    }

    private async Task<(Uri Address, CallResponse Response)> PostAsync(
        ExtensionTarget target, ExtensionCall call, RuntimeToken token, CancellationToken cancellationToken)
    {
        if (links.Root is not { } portal)
        {
            // SDKs fetch the key of the token from there, so without it they refuse the call.
            return (target.Callback, new CallResponse(CallResult.NotCalled, Detail: "the portal's own address isn't known (Portal:PublicUrl)"));
        }

        var body = CallBody.Write(target, call, token, portal);
        var time = CallClient.TimeOf(target.Timeout);
        var last = target.Callback;
        var response = new CallResponse(CallResult.NotCalled);
        foreach (var address in CallAddress.Of(target.Callback, target.ApiVersion, call.Event))
        {
            (last, response) = (address, await client.PostAsync(address, body, Headers(target, call, body), time, cancellationToken));
            if (response.Status != 404)
            {
                break;
            }
        }

        return (last, response);
    }

    private Dictionary<string, string> Headers(ExtensionTarget target, ExtensionCall call, byte[] body)
    {
        var timestamp = CallSignature.Timestamp(real.GetUtcNow());
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Kiket-Event"] = call.Event,
            ["X-Kiket-Event-Version"] = target.ApiVersion,
            ["X-Kiket-Invocation"] = call.Invocation.ToString(),
            ["X-Kiket-Organization"] = target.OrganizationSlug,
            [CallSignature.TimestampHeader] = timestamp,
        };
        if (target.SigningSecret is { } secret)
        {
            headers[CallSignature.Header] = CallSignature.Of(secret, timestamp, body);
        }

        return headers;
    }

    private static IEnumerable<SecretText> Signing(ExtensionTarget target) => target.SigningSecret is { } secret ? [secret] : [];

    /// <summary>Also when the caller has gone away: the extension was called.</summary>
    private async Task RecordAsync(ExtensionTarget target, ExtensionCall call, Uri address, CallResult result, CallOutcome outcome, TimeSpan duration)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        var before = await db.Set<CallAttempt>().CountAsync(attempt => attempt.Invocation == call.Invocation, CancellationToken.None);
        db.Add(CallAttempt.Of(target.InstallationNumber, call, before + 1, address, result, outcome, duration, clock.GetUtcNow()));
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
