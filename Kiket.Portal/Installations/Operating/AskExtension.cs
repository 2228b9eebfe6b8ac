using System.Globalization;
using System.Text.Json.Nodes;
using Kiket.Portal.Data;
using Kiket.Portal.Installations.Calls;

namespace Kiket.Portal.Installations.Operating;

public enum ReplyVerdict
{
    /// <summary>It doesn't want to be asked, or it agrees.</summary>
    GoOn,

    Denied,

    /// <summary>It didn't answer in a way that decides.</summary>
    TryAgain,
}

/// <summary>An extension's answer to what is done to an installation of it.</summary>
/// <param name="IsRequired">Whether the operation needs its answer.</param>
public sealed record ExtensionReply(ReplyVerdict Verdict, string? Message = null, bool IsRequired = false)
{
    public static ExtensionReply GoOn { get; } = new(ReplyVerdict.GoOn);

    /// <summary>Nobody could be asked yet: the container of the extension isn't healthy. It is asked when it is.</summary>
    public bool IsLater { get; init; }

    public IReadOnlyDictionary<string, string> OutputFields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Asks the extension about an operation, with the operation's id as the invocation, so that a second try is known as one.</summary>
public class AskExtension(CallExtension call, CallTargets targets)
{
    public virtual async Task<ExtensionReply> RunAsync(
        PortalDb db, InstallationOperation operation, Installation installation, CancellationToken cancellationToken)
    {
        // A container of the version before doesn't know what is new, and is about to end.
        var called = await targets.ReadAsync(
            db, installation, operation.To, cancellationToken, whereItRuns: operation.Kind is OperationKind.Upgrade or OperationKind.Rollback);
        if (called.Target is not { } target)
        {
            return ExtensionReply.GoOn with { IsLater = called.IsAwaited && operation.Kind != OperationKind.Uninstall };
        }

        var facts = await UpgradeFacts.ReadAsync(db, installation.ExtensionKey, cancellationToken);
        var about = new ExtensionCall(operation.Id, Event(operation.Kind), Subject(operation, installation, facts));
        var outcome = await call.RunAsync(target, about, cancellationToken);
        return new ExtensionReply(
            outcome.Verdict switch
            {
                CallVerdict.Denied => ReplyVerdict.Denied,
                CallVerdict.TryAgain => ReplyVerdict.TryAgain,
                _ => ReplyVerdict.GoOn,
            },
            outcome.Message,
            target.Required)
        {
            OutputFields = ReturnedFields.Of(called.Manifest, outcome.OutputFields),
        };
    }

    private static string Event(OperationKind kind) => kind switch
    {
        OperationKind.Install => LifecycleEvents.Installed,
        OperationKind.Upgrade => LifecycleEvents.Upgraded,
        OperationKind.Rollback => LifecycleEvents.RolledBack,
        _ => LifecycleEvents.Uninstalled,
    };

    private static JsonObject Subject(InstallationOperation operation, Installation installation, UpgradeFacts facts)
    {
        var (from, to) = (facts.Find(operation.From.ReleaseId)!.Release.Version, facts.Find(operation.To.ReleaseId)!.Release.Version);
        return operation.Kind switch
        {
            OperationKind.Install => new JsonObject { ["version"] = to },
            OperationKind.Uninstall => new JsonObject
            {
                ["version"] = to,
                ["reason"] = Word(installation.Departure!.Reason),
                ["delete_by"] = DeleteBy(operation, installation).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            },
            _ => new JsonObject { ["from"] = from, ["to"] = to },
        };
    }

    /// <summary>A hosted extension hears of it before it is uninstalled, so the time counts from the request.</summary>
    private static DateTimeOffset DeleteBy(InstallationOperation operation, Installation installation) =>
        installation.DataUntil ?? installation.UninstalledAt ?? installation.Departure!.DataUntil(operation.CreatedAt) ?? operation.CreatedAt;

    private static string Word(DepartureReason reason) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
