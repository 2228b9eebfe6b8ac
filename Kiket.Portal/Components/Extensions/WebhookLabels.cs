using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;

namespace Kiket.Portal.Components.Extensions;

/// <summary>The state of a webhook in one word and one sentence.</summary>
internal sealed record WebhookHealth(BadgeTone Tone, string Word, string Sentence);

/// <summary>Webhooks, deliveries and their outcomes in words.</summary>
internal static class WebhookLabels
{
    /// <summary>GitHub records a push a moment before it sends the delivery.</summary>
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(5);

    public static WebhookHealth Health(FollowedRepository followed)
    {
        var repository = followed.Repository;
        if (!followed.IsSecretReadable)
        {
            return new(
                BadgeTone.Danger,
                "No secret",
                "The secret can't be decrypted, so every delivery is refused. Rotate it and enter the new one on GitHub.");
        }

        if (followed.Sync is { State: RepositorySyncState.Dead, Reason: { } dead })
        {
            return new(BadgeTone.Danger, "Failed", $"{dead} It was tried {RepositorySync.MostAttempts} times. Fix the cause, then press “Sync now”.");
        }

        if (repository.Trouble != SourceTrouble.None)
        {
            var tone = repository.Trouble == SourceTrouble.NeedsRelease ? BadgeTone.Warning : BadgeTone.Danger;
            return new(tone, Word(repository.Trouble), repository.TroubleText ?? "");
        }

        if (followed.Sync is { State: RepositorySyncState.Waiting, Reason: { } reason })
        {
            return new(BadgeTone.Warning, "Waiting for GitHub", $"{reason} It is tried again by itself.");
        }

        if (repository.PushedAt is { } pushed && repository.SyncedAt >= pushed && pushed > (followed.LastPush?.At ?? DateTimeOffset.MinValue) + Drift)
        {
            return followed.LastPush is null && followed.LastPing is null
                ? NotConnected
                : new(
                    BadgeTone.Warning, "Missed a push", "GitHub has a push that never arrived here. “Recent Deliveries” of the webhook on GitHub says why.");
        }

        return (followed.LastPush, followed.LastPing) switch
        {
            (not null, _) => new(BadgeTone.Success, "Pushes arrive", "The last push that GitHub has was delivered."),
            (null, not null) => new(BadgeTone.Success, "Connected", "GitHub’s test arrived. The next push will, too."),
            _ => NotConnected,
        };
    }

    private static WebhookHealth NotConnected => new(
        BadgeTone.Neutral, "Not connected", "GitHub has sent nothing yet. Add the webhook as described above. Until then, pushes are found once a day.");

    public static string Outcome(SyncOutcome outcome) => outcome switch
    {
        SyncOutcome.Pending => "Waiting",
        SyncOutcome.Ping => "Test",
        SyncOutcome.OtherEvent => "Other event",
        SyncOutcome.OtherReference => "Other branch",
        SyncOutcome.Unchanged => "Nothing new",
        SyncOutcome.Validated => "Checked",
        SyncOutcome.Refreshed => "Listing refreshed",
        SyncOutcome.DraftPrepared => "Draft prepared",
        SyncOutcome.AlreadySubmitted => "Already submitted",
        SyncOutcome.NeedsRelease => "Needs a version",
        SyncOutcome.ManifestInvalid => "Has errors",
        SyncOutcome.ManifestGone => "No manifest",
        SyncOutcome.IdChanged => "Other extension",
        SyncOutcome.ReferenceGone => "Branch gone",
        SyncOutcome.Unavailable => "Not found",
        SyncOutcome.TokenRefused => "Token refused",
        SyncOutcome.Replaced => "Other repository",
        _ => "Failed",
    };

    public static BadgeTone Tone(SyncOutcome outcome) => outcome switch
    {
        SyncOutcome.Refreshed or SyncOutcome.DraftPrepared or SyncOutcome.Ping => BadgeTone.Success,
        SyncOutcome.NeedsRelease or SyncOutcome.IdChanged or SyncOutcome.Unavailable or SyncOutcome.AlreadySubmitted => BadgeTone.Warning,
        SyncOutcome.ManifestInvalid or SyncOutcome.ManifestGone or SyncOutcome.ReferenceGone or SyncOutcome.TokenRefused or SyncOutcome.Replaced
            or SyncOutcome.Failed => BadgeTone.Danger,
        _ => BadgeTone.Neutral,
    };

    public static string State(WebhookDeliveryState state) => state switch
    {
        WebhookDeliveryState.Waiting => "Waiting",
        WebhookDeliveryState.Working => "Being read",
        WebhookDeliveryState.Done => "Done",
        WebhookDeliveryState.Ignored => "Ignored",
        _ => "Failed",
    };

    /// <summary>Who or what asked for a reading.</summary>
    public static string Cause(RepositoryValidation validation) => validation.Cause switch
    {
        SyncCause.Push => "A push",
        SyncCause.Schedule => "Daily comparison",
        _ => validation.AskedBy,
    };

    public static string Short(string? commit) => commit is null ? "—" : commit.Length > 7 ? commit[..7] : commit;

    public static string Took(int? milliseconds) => milliseconds switch
    {
        null => "—",
        < 1000 => $"{milliseconds} ms",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s"),
    };

    private static string Word(SourceTrouble trouble) => trouble switch
    {
        SourceTrouble.Unavailable => "Unavailable",
        SourceTrouble.TokenRefused => "Token refused",
        SourceTrouble.Replaced => "Other repository",
        SourceTrouble.ReferenceGone => "Branch gone",
        SourceTrouble.ManifestGone => "No manifest",
        SourceTrouble.ManifestInvalid => "Has errors",
        SourceTrouble.IdChanged => "Other extension",
        _ => "Needs a version",
    };
}
