using System.Globalization;
using System.Text.Json.Nodes;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Manifests;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;

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

    public IReadOnlyDictionary<string, string> OutputFields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Asks the extension about an operation, with the operation's id as the invocation, so that a second try is known as one.</summary>
public class AskExtension(CallExtension call, ConfigurationStore configuration, PublisherSecrets publisherSecrets)
{
    /// <summary>An address or a short text; what is longer isn't for people to copy.</summary>
    private const int MaxOutput = 2000;

    public virtual async Task<ExtensionReply> RunAsync(
        PortalDb db, InstallationOperation operation, Installation installation, CancellationToken cancellationToken)
    {
        var facts = await UpgradeFacts.ReadAsync(db, installation.ExtensionKey, cancellationToken);
        var terms = facts.Terms(operation.To.OfferId);
        if (!Uri.TryCreate(terms.Callback?.Address, UriKind.Absolute, out var callback))
        {
            return ExtensionReply.GoOn;
        }

        var manifest = await InstallationAnswers.ManifestAsync(db, operation.To.ReleaseId, cancellationToken);
        var target = await TargetAsync(db, installation, facts, terms, manifest, callback, cancellationToken);
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
            OutputFields = Declared(manifest, outcome.OutputFields),
        };
    }

    private async Task<ExtensionTarget> TargetAsync(
        PortalDb db,
        Installation installation,
        UpgradeFacts facts,
        OfferTerms terms,
        Manifest manifest,
        Uri callback,
        CancellationToken cancellationToken)
    {
        var (owner, form) = (InstallationAnswers.Owner(installation), ConfigurationForm.Of(manifest));
        var organization = await db.Set<Organization>()
            .Where(one => one.Id == installation.OrganizationId)
            .Select(one => new { one.Slug, one.Numbered!.Number })
            .SingleAsync(cancellationToken);
        var extension = await db.Set<ExtensionNumber>()
            .Where(number => number.ExtensionKey == installation.ExtensionKey)
            .Select(number => number.Number)
            .SingleAsync(cancellationToken);
        var values = await ConfigurationStore.ReadAsync(db, owner, cancellationToken);
        return new ExtensionTarget(
            callback,
            manifest.ApiVersion ?? "v1",
            TimeSpan.FromMilliseconds(terms.Callback?.Timeout ?? 0),
            terms.Callback?.Required ?? false,
            terms.LifecycleEvents,
            organization.Number,
            extension,
            installation.Number,
            organization.Slug,
            terms.Scopes,
            await configuration.RevealAsync(db, owner, form, cancellationToken),
            [.. values.MissingSecrets(form).Select(field => field.Key)],
            await publisherSecrets.FindAsync(db, facts.Extension, manifest.Callback?.Secret, cancellationToken));
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
                ["delete_by"] = (installation.DataUntil ?? installation.UninstalledAt)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            },
            _ => new JsonObject { ["from"] = from, ["to"] = to },
        };
    }

    private static string Word(DepartureReason reason) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    /// <summary>Only what the manifest declares, as text that stays short.</summary>
    private static Dictionary<string, string> Declared(Manifest manifest, JsonObject? given) => manifest.OutputFields
        .Select(field => field.Key)
        .Distinct(StringComparer.Ordinal)
        .Where(key => given?[key] is JsonValue)
        .Select(key => (Key: key, Text: given![key]!.ToString()))
        .Where(pair => pair.Text.Length <= MaxOutput)
        .ToDictionary(pair => pair.Key, pair => pair.Text, StringComparer.Ordinal);
}
