namespace Kiket.Portal.Releases.Differences;

/// <summary>What a change is about, in the order of the page.</summary>
public enum ChangeArea
{
    Permissions,
    Endpoints,
    Events,
    Egress,
    Hosting,
    Price,
    Actions,
    Settings,
    Listing,
    Documentation,

    /// <summary>Anything else in the manifest.</summary>
    Manifest,
}

public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One difference between two releases, as a sentence for people.</summary>
/// <param name="Widens">It gets more access to a customer's data, sends it elsewhere, or costs more.</param>
/// <param name="Key">What it is about, as the file spells it: a scope, a host, an event; null when it isn't about a single thing.</param>
public sealed record ReleaseChange(ChangeArea Area, ChangeKind Kind, string Text, bool Widens = false, string? Key = null);
