namespace Kiket.Portal.Extensions;

/// <summary>What stands between the newest commit of a repository and its listings.</summary>
public enum SourceTrouble
{
    None,

    /// <summary>GitHub has not shown it for a day: it was deleted, made private, or its token lost access.</summary>
    Unavailable,

    /// <summary>GitHub refuses the stored token.</summary>
    TokenRefused,

    /// <summary>Another repository has taken its name.</summary>
    Replaced,

    /// <summary>The tracked branch or tag no longer exists.</summary>
    ReferenceGone,

    /// <summary>The newest commit has no manifest.</summary>
    ManifestGone,

    /// <summary>The manifest of the newest commit has errors.</summary>
    ManifestInvalid,

    /// <summary>The manifest names another extension.</summary>
    IdChanged,

    /// <summary>The newest commit changes what customers agreed to, without a higher version.</summary>
    NeedsRelease,
}

// What the portal last saw of the repository, and the secret that GitHub signs its pushes with.
public sealed partial class ExtensionRepository
{
    /// <summary>SHA-256 repositories have 64.</summary>
    public const int MaxCommit = 64;
    public const int MaxTroubleText = 1000;

    /// <summary>A repository that is renamed, or that GitHub doesn't show for an hour, isn't gone.</summary>
    public static readonly TimeSpan MissingFor = TimeSpan.FromHours(24);
    public const int MissingStrikesNeeded = 3;

    public bool IsArchived { get; private set; }

    /// <summary>The last push that GitHub has, to any branch; null while it isn't known.</summary>
    public DateTimeOffset? PushedAt { get; private set; }

    /// <summary>The branch or tag whose head the listings follow; null for the default branch.</summary>
    public string? TrackedReference { get; private set; }

    /// <summary>The head of the tracked ref when it was last read; null before the first time.</summary>
    public string? HeadCommit { get; private set; }

    /// <summary>When the head was last compared with GitHub.</summary>
    public DateTimeOffset? SyncedAt { get; private set; }

    public SourceTrouble Trouble { get; private set; }

    /// <summary>What is wrong and what to do, for its publisher; null when nothing is.</summary>
    public string? TroubleText { get; private set; }

    public DateTimeOffset? TroubleSince { get; private set; }

    /// <summary>Since when GitHub doesn't show it; null while it does.</summary>
    public DateTimeOffset? MissingSince { get; private set; }

    public int MissingStrikes { get; private set; }

    /// <summary>The secret as encrypted by <c>Secrets/</c>.</summary>
    public string? WebhookSecret { get; private set; }

    public string? WebhookSecretLastFour { get; private set; }

    public DateTimeOffset? WebhookSecretAt { get; private set; }

    /// <summary>The secret before the last rotation.</summary>
    public string? PreviousWebhookSecret { get; private set; }

    /// <summary>Until when the previous secret is accepted as well.</summary>
    public DateTimeOffset? PreviousWebhookSecretUntil { get; private set; }

    /// <summary>GitHub's number of the webhook that the portal manages with the token; null when it manages none.</summary>
    public long? HookId { get; private set; }

    /// <summary>The secret that the portal last gave that webhook, by its <see cref="WebhookSecretAt"/>.</summary>
    public DateTimeOffset? HookSecretAt { get; private set; }

    /// <summary>When GitHub last refused a commit status of the token, for want of the permission; null when it accepts them.</summary>
    public DateTimeOffset? StatusRefusedAt { get; private set; }

    /// <summary>Whether the managed webhook signs with the current secret, as far as the portal knows.</summary>
    public bool HasCurrentHook => HookId is not null && HookSecretAt == WebhookSecretAt;

    /// <summary>The name of the branch or tag whose head the listings follow.</summary>
    public string Tracked => TrackedReference ?? DefaultBranch;

    /// <summary>Whether a push to a full ref such as <c>refs/heads/main</c> is a push to the tracked one.</summary>
    public bool Tracks(string? fullReference) => fullReference is not null
        && (fullReference == Tracked || fullReference == $"refs/heads/{Tracked}" || (TrackedReference is not null && fullReference == $"refs/tags/{Tracked}"));

    /// <summary>Follows another branch or tag. What was read of the one before says nothing about it.</summary>
    /// <param name="reference">Null or empty for the default branch.</param>
    public void Track(string? reference)
    {
        var name = string.IsNullOrWhiteSpace(reference) ? null : reference.Trim();
        if (name != TrackedReference)
        {
            (TrackedReference, HeadCommit) = (name, null);
        }
    }

    /// <summary>Replaces the secret.</summary>
    /// <param name="previousUntil">Until when the replaced one is accepted as well; null for not at all.</param>
    internal void StoreWebhookSecret(string protectedSecret, string lastFour, DateTimeOffset? previousUntil, DateTimeOffset now)
    {
        (PreviousWebhookSecret, PreviousWebhookSecretUntil) = previousUntil is null ? (null, null) : (WebhookSecret, previousUntil);
        (WebhookSecret, WebhookSecretLastFour, WebhookSecretAt) = (protectedSecret, lastFour, now);
    }

    /// <summary>Records the webhook on GitHub that now has a secret of the portal.</summary>
    /// <param name="secretAt">The <see cref="WebhookSecretAt"/> of that secret.</param>
    public void ManageHook(long id, DateTimeOffset? secretAt) => (HookId, HookSecretAt) = (id, secretAt);

    /// <summary>The managed webhook is no longer on GitHub.</summary>
    public void LoseHook() => (HookId, HookSecretAt) = (null, null);

    /// <summary>Records whether GitHub accepts commit statuses of the token. True when that is news.</summary>
    public bool SeeStatusRefused(DateTimeOffset? at)
    {
        var isNews = StatusRefusedAt is null != at is null;
        StatusRefusedAt = at;
        return isNews;
    }

    /// <summary>Records that the tracked head was compared with GitHub's.</summary>
    /// <param name="commit">The head; null when there is none.</param>
    public void Synced(string? commit, DateTimeOffset now)
    {
        (HeadCommit, SyncedAt) = (commit ?? HeadCommit, now);
        (MissingSince, MissingStrikes) = (null, 0);
    }

    /// <summary>Its head is read the next time even if it hasn't moved: it means something else since a release.</summary>
    public void ReadAgain() => HeadCommit = null;

    /// <summary>Records what is wrong. True when that is news.</summary>
    public bool SeeTrouble(SourceTrouble trouble, string? text, DateTimeOffset now)
    {
        var isNews = Trouble != trouble;
        var bounded = text is { Length: > MaxTroubleText } ? text[..MaxTroubleText] : text;
        (Trouble, TroubleText) = (trouble, trouble == SourceTrouble.None ? null : bounded);
        TroubleSince = trouble == SourceTrouble.None ? null : isNews ? now : TroubleSince ?? now;
        return isNews;
    }

    /// <summary>GitHub doesn't show it. True when that has lasted long enough to believe it.</summary>
    public bool Miss(DateTimeOffset now)
    {
        MissingSince ??= now;
        MissingStrikes++;
        return MissingStrikes >= MissingStrikesNeeded && now - MissingSince >= MissingFor;
    }

    /// <summary>What was known belonged to another repository.</summary>
    private void Forget()
    {
        (HeadCommit, SyncedAt, TrackedReference) = (null, null, null);
        (HookId, HookSecretAt, StatusRefusedAt) = (null, null, null);
        (WebhookSecret, WebhookSecretLastFour, WebhookSecretAt, PreviousWebhookSecret, PreviousWebhookSecretUntil) = (null, null, null, null, null);
        (Trouble, TroubleText, TroubleSince, MissingSince, MissingStrikes) = (SourceTrouble.None, null, null, null, 0);
    }
}
