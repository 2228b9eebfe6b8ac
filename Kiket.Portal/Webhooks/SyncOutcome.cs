namespace Kiket.Portal.Webhooks;

/// <summary>What reading a repository led to. Stored by name, and part of the API. Of two, the later one says more.</summary>
public enum SyncOutcome
{
    Pending,

    /// <summary>GitHub's test of a webhook arrived.</summary>
    Ping,

    /// <summary>Another event than a push.</summary>
    OtherEvent,

    /// <summary>A push to a branch or tag that no listing follows.</summary>
    OtherReference,

    /// <summary>The tracked ref was still at the commit that was read before.</summary>
    Unchanged,

    /// <summary>The commit was read and checked, and no listing shows anything else because of it.</summary>
    Validated,

    /// <summary>The listing shows new texts.</summary>
    Refreshed,

    /// <summary>A draft of a higher version was prepared.</summary>
    DraftPrepared,

    /// <summary>The version is with the reviewers or with the publisher already.</summary>
    AlreadySubmitted,

    /// <summary>The change needs a higher version, so it isn't live.</summary>
    NeedsRelease,
    ManifestInvalid,
    ManifestGone,

    /// <summary>The manifest names another extension.</summary>
    IdChanged,
    ReferenceGone,

    /// <summary>GitHub shows no such repository.</summary>
    Unavailable,
    TokenRefused,

    /// <summary>Another repository has the name.</summary>
    Replaced,

    /// <summary>It failed too often. A person can try again.</summary>
    Failed,
}

/// <summary>Why a repository is read.</summary>
public enum SyncCause
{
    Push,

    /// <summary>The daily comparison with GitHub.</summary>
    Schedule,

    /// <summary>A person pressed a button.</summary>
    Person,
}
