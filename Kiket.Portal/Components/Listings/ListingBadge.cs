using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;

namespace Kiket.Portal.Components.Listings;

/// <summary>A badge on listings. The meaning of each is defined here once, also for the page that explains all of them.</summary>
/// <param name="Id">Anchor on <c>/docs/badges</c>.</param>
/// <param name="Meaning">What the badge means, and how it is verified.</param>
public sealed record ListingBadge(string Id, string Title, BadgeTone Tone, GlyphKind? Glyph, string Meaning)
{
    public static ListingBadge Verified { get; } = new(
        "verified", "Verified", BadgeTone.Success, GlyphKind.Verified,
        "The publisher has proved control of the repository, with a token that can push to it or with a file that Kiket requested. "
        + "It shows who publishes the extension, not how good it is.");

    public static ListingBadge Reviewed { get; } = new(
        "reviewed", "Reviewed", BadgeTone.Info, GlyphKind.Shield,
        "A person at Kiket reviewed this version and approved it at a specific commit. The Security tab shows the commit and the date.");

    public static ListingBadge Managed { get; } = new(
        "managed", "Hosted by Kiket", BadgeTone.Neutral, null,
        "It runs on Kiket's servers, and Kiket blocks traffic to hosts that its manifest doesn't list. Without this badge, the publisher hosts it.");

    public static ListingBadge Prerelease { get; } = new(
        "prerelease", "Prerelease", BadgeTone.Warning, null,
        "Not final yet. It is only installed on request and never offered as an upgrade to a stable version.");

    public static ListingBadge Current { get; } = new(
        "current", "Current", BadgeTone.Success, null, "The version that a new installation gets.");

    public static ListingBadge Yanked { get; } = new(
        "yanked", "Yanked", BadgeTone.Danger, null,
        "The publisher withdrew this version. It can no longer be installed, but existing installations keep working.");

    public static ListingBadge Blocked { get; } = new(
        "blocked", "Blocked", BadgeTone.Danger, null,
        "Kiket found this version to be dangerous. It can't be installed, and Kiket sends it nothing any more. Organizations that run it have to leave it.");

    public static ListingBadge Deprecated { get; } = new(
        "deprecated", "Deprecated", BadgeTone.Warning, null,
        "The publisher announced that this version ends. It can be installed until its sunset, if it has one, and existing installations keep working.");

    public static ListingBadge SecurityFix { get; } = new(
        "security-fix", "Security fix", BadgeTone.Warning, GlyphKind.Shield,
        "This version fixes a security problem: its changelog says so, or its publisher, and then a reviewer confirmed it. Upgrade from earlier versions.");

    public static ListingBadge Sensitive { get; } = new(
        "sensitive", "Sensitive", BadgeTone.Warning, null, "A permission with far-reaching access. Two reviewers have to approve a version that needs it.");

    public static ListingBadge Wildcard { get; } = new(
        "wildcard", "Wildcard", BadgeTone.Warning, null, "Data can go to any host below this domain, including hosts that don't exist yet.");

    public static ListingBadge ChecksClean { get; } = new(
        "checks-clean", "All checks passed", BadgeTone.Success, GlyphKind.Check, "Every automatic check of the reviewed commit passed without findings.");

    public static ListingBadge CheckedInPart { get; } = new(
        "checked-in-part", "Partly checked", BadgeTone.Warning, GlyphKind.Warning,
        "The repository is too large to read completely, so the checks can't say that it is clean.");

    public static IReadOnlyList<ListingBadge> All { get; } =
        [Verified, Reviewed, Managed, Prerelease, Current, Yanked, Blocked, Deprecated, SecurityFix, Sensitive, Wildcard, ChecksClean, CheckedInPart];

    /// <summary>The meaning of <see cref="Verified"/> on one listing, with the method that was used.</summary>
    public static string VerifiedBy(VerificationMethod method) => method == VerificationMethod.File
        ? "The publisher proved control of the repository by adding a file that Kiket requested."
        : "The publisher proved control of the repository with a token that can push to it.";
}
