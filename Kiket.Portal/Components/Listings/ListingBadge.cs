using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;

namespace Kiket.Portal.Components.Listings;

/// <summary>A mark that listings carry. What each states stands here once, for the page about all of them.</summary>
/// <param name="Id">Anchor on <c>/docs/badges</c>.</param>
/// <param name="Meaning">What it states, and how that was established.</param>
public sealed record ListingBadge(string Id, string Title, BadgeTone Tone, GlyphKind? Glyph, string Meaning)
{
    public static ListingBadge Verified { get; } = new(
        "verified", "Verified", BadgeTone.Success, GlyphKind.Verified,
        "The publisher proved to control the repository, by a token that may push to it or by a file that Kiket asked for. It says who publishes, not how good the extension is.");

    public static ListingBadge Reviewed { get; } = new(
        "reviewed", "Reviewed", BadgeTone.Info, GlyphKind.Shield,
        "A person at Kiket read what this version asks for and approved it at one commit. The Security tab names the commit and the day.");

    public static ListingBadge Managed { get; } = new(
        "managed", "Hosted by Kiket", BadgeTone.Neutral, null,
        "It runs on Kiket's servers, and traffic to any host that its manifest does not name is blocked. Without this mark the publisher runs it.");

    public static ListingBadge Prerelease { get; } = new(
        "prerelease", "Prerelease", BadgeTone.Warning, null,
        "Not finished yet. It is installed on request only and never offered as an upgrade to a stable version.");

    public static ListingBadge Current { get; } = new(
        "current", "Current", BadgeTone.Success, null, "The version that a new installation gets.");

    public static ListingBadge Yanked { get; } = new(
        "yanked", "Yanked", BadgeTone.Danger, null, "The publisher took this version back: nobody can install it anew. Where it is installed it runs on.");

    public static ListingBadge SecurityFix { get; } = new(
        "security-fix", "Security fix", BadgeTone.Warning, GlyphKind.Shield, "The changelog lists this version as mending a weakness. Upgrade from versions below it.");

    public static ListingBadge Sensitive { get; } = new(
        "sensitive", "Sensitive", BadgeTone.Warning, null, "A permission with far reach. Two reviewers have to agree before a version that asks for it is listed.");

    public static ListingBadge Wildcard { get; } = new(
        "wildcard", "Wildcard", BadgeTone.Warning, null, "Data may go to any name below this domain, also to names that do not exist yet.");

    public static ListingBadge ChecksClean { get; } = new(
        "checks-clean", "Checks found nothing", BadgeTone.Success, GlyphKind.Check, "Every automatic check of the reviewed commit passed without a finding.");

    public static ListingBadge CheckedInPart { get; } = new(
        "checked-in-part", "Checked in part", BadgeTone.Warning, GlyphKind.Warning, "The repository is larger than what could be read, so no part of it is called clean.");

    public static IReadOnlyList<ListingBadge> All { get; } =
        [Verified, Reviewed, Managed, Prerelease, Current, Yanked, SecurityFix, Sensitive, Wildcard, ChecksClean, CheckedInPart];

    /// <summary>The meaning of <see cref="Verified"/> on one listing, where it is known how.</summary>
    public static string VerifiedBy(VerificationMethod method) => method == VerificationMethod.File
        ? "The publisher put a file that Kiket asked for into the repository, and so proved to control it."
        : "The publisher gave a token that may push to the repository, and so proved to control it.";
}
