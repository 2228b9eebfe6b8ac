using System.Text;
using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Releases.Differences;

/// <summary>Two releases that differ in what a test is about.</summary>
internal static class Compared
{
    /// <summary>A manifest of a small extension with more below <c>extension:</c>.</summary>
    public static Manifest Manifest(
        string more = "", string permissions = "[issues:read]", string callback = "https://hooks.acme.test/in") =>
        ManifestReader.Read(
            Encoding.UTF8.GetBytes(
                "model_version: \"1.0\"\nextension:\n  id: dev.acme.alerts\n  name: Alerts\n  version: 1.0.0\n  delivery: http\n"
                + $"  callback:\n    url: {callback}\n  permissions: {permissions}\n{more}"),
            ".kiket/manifest.yaml").Manifest!;

    public static ReleaseSide Side(Manifest? manifest = null, ListingDetails? details = null, params ComparedDocument[] documents) =>
        Create(manifest ?? Manifest(), details ?? new ListingDetails { Name = "Alerts", Summary = "Tells.", Categories = ["security"] }, documents);

    private static ReleaseSide Create(Manifest manifest, ListingDetails details, IReadOnlyList<ComparedDocument> documents) =>
        new(MakeTerms.Of(manifest, details.Terms), manifest, new ComparedListing(details.Name, details.Summary, details.Categories)) { Documents = documents };

    public static ReleaseDifference Between(Manifest before, Manifest after) => ReleaseDifference.Between(Side(before), Side(after));

    public static ReleaseDifference Between(Kiket.Portal.Releases.Offers.Pricing before, Kiket.Portal.Releases.Offers.Pricing after) =>
        ReleaseDifference.Between(
            Side(details: new ListingDetails { Pricing = before }), Side(details: new ListingDetails { Pricing = after }));

    public static ReleaseDifference Between(PublisherLinks before, PublisherLinks after) =>
        ReleaseDifference.Between(Side(details: new ListingDetails { Links = before }), Side(details: new ListingDetails { Links = after }));

    /// <summary>The one change there is, as <c>kind text</c>, with <c>!</c> when it widens.</summary>
    public static string Only(this ReleaseDifference difference)
    {
        var change = Assert.Single(difference.Changes);
        return $"{change.Kind}{(change.Widens ? "!" : "")} {change.Text}";
    }
}
