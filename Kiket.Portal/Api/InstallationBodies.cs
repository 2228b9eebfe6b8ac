using System.Globalization;
using System.Text.Json;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Api;

/// <param name="ProductId">The id of a single extension.</param>
/// <param name="Organization">Slug or id; the token's organization when left out.</param>
/// <param name="SkipDemoData">Accepted and ignored: an extension has none.</param>
/// <param name="Consent">The hash of the terms that were shown. Without it the call itself agrees to the current ones.</param>
public sealed record InstallBody(
    string? ProductId = null,
    string? Organization = null,
    bool? DryRun = null,
    bool? SkipDemoData = null,
    string? Version = null,
    IReadOnlyDictionary<string, JsonElement>? Configuration = null,
    PolicyBody? Policy = null,
    string? Consent = null);

/// <param name="ExpectedVersion">The <c>version</c> of the installation as it was read; another one is refused with 409.</param>
public sealed record ChangeInstallationBody(
    PolicyBody? Policy = null, IReadOnlyDictionary<string, JsonElement>? Configuration = null, int? ExpectedVersion = null);

/// <param name="Version">A version, or latest.</param>
/// <param name="Consent">The hash of the difference that a refusal or the preview showed.</param>
public sealed record UpgradeBody(string? Version = null, string? Consent = null, IReadOnlyDictionary<string, JsonElement>? Configuration = null);

public sealed record SkipBody(string? Version = null);

public sealed record PinBody(bool? Pinned = null);

/// <param name="Installations">Ids; all of the organization when left out.</param>
public sealed record BulkUpgradeBody(IReadOnlyList<long>? Installations = null);

public sealed record YankBody(string? Reason = null);

public sealed record SecretBody(SecretValue? Secret = null);

public sealed record SecretValue(string? ExtensionId = null, string? Key = null, string? Value = null);

/// <summary>What is left out stays as it is.</summary>
/// <param name="Mode">manual, patch, minor or all.</param>
public sealed record PolicyBody(
    string? Mode = null,
    int? CoolDownDays = null,
    bool? SecurityBypass = null,
    bool? Pinned = null,
    IReadOnlyList<string>? Skipped = null)
{
    /// <summary>null for at any time. Not a parameter, because a value that isn't there can't be written as its default.</summary>
    public JsonElement Window { get; init; }

    public Result<InstallationPolicy> ApplyTo(InstallationPolicy policy)
    {
        if (Mode is not null && ApiJson.Value<UpgradeMode>(Mode) is null)
        {
            return Error.Field("policy.mode", "mode_invalid", $"Choose a mode: {ApiJson.Words<UpgradeMode>()}.");
        }

        var window = policy.Window;
        if (Window.ValueKind == JsonValueKind.Null)
        {
            window = null;
        }
        else if (Window.ValueKind != JsonValueKind.Undefined && !ReadWindow(Window).TryGet(out window, out var error))
        {
            return error;
        }

        var changed = policy with
        {
            Mode = ApiJson.Value<UpgradeMode>(Mode) ?? policy.Mode,
            CoolDownDays = CoolDownDays ?? policy.CoolDownDays,
            Window = window,
            SecurityBypass = SecurityBypass ?? policy.SecurityBypass,
            Pinned = Pinned ?? policy.Pinned,
            Skipped = Skipped ?? policy.Skipped,
        };
        return changed.Problem() is { } problem ? problem : changed;
    }

    private static Result<UpgradeWindow> ReadWindow(JsonElement json)
    {
        var refusal = Error.Field(
            "policy.window",
            "window_invalid",
            "Write a window as {\"time_zone\": \"Europe/Berlin\", \"days\": [\"saturday\"], \"from\": \"02:00\", \"to\": \"05:00\"}.");
        try
        {
            var body = json.Deserialize<WindowBody>(ApiJson.Reading);
            var days = (body?.Days ?? []).Select(ApiJson.Value<DayOfWeek>).ToList();
            return body is { TimeZone: { } zone }
                && TimeOnly.TryParseExact(body.From, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
                && TimeOnly.TryParseExact(body.To, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
                && !days.Contains(null)
                ? new UpgradeWindow(zone, [.. days.OfType<DayOfWeek>().Distinct()], from, to)
                : refusal;
        }
        catch (JsonException)
        {
            return refusal;
        }
    }
}

/// <param name="Days">Names in English, such as saturday.</param>
public sealed record WindowBody(string? TimeZone = null, IReadOnlyList<string>? Days = null, string? From = null, string? To = null);

internal static class ConfigurationInput
{
    /// <summary>Values as text, as forms send them; null removes. Objects and lists stay JSON.</summary>
    public static IReadOnlyDictionary<string, string?> Of(IReadOnlyDictionary<string, JsonElement>? body) =>
        (body ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal)).ToDictionary(
            pair => pair.Key,
            pair => pair.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => pair.Value.GetString(),
                _ => pair.Value.GetRawText(),
            },
            StringComparer.Ordinal);
}
