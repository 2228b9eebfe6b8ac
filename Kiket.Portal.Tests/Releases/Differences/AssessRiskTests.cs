using Kiket.Portal.Findings;
using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Releases.Offers;
using static Kiket.Portal.Tests.Releases.Differences.Compared;

namespace Kiket.Portal.Tests.Releases.Differences;

public sealed class AssessRiskTests
{
    [Fact]
    public void Each_change_has_its_class()
    {
        Assert.Equal(ChangeClass.New, Assess(null, Side()).Class);
        Assert.Equal(
            ChangeClass.DocsOnly,
            Assess(Side(), Side(details: new ListingDetails { Name = "Alerts", Summary = "Better.", Categories = ["security"] })).Class);
        Assert.Equal(ChangeClass.Routine, Assess(Side(), Side(Manifest("  configuration:\n    a:\n      type: string\n"))).Class);
        Assert.Equal(ChangeClass.Widening, Assess(Side(), Side(Manifest(permissions: "[issues:read, issues:write]"))).Class);
        Assert.Equal(ChangeClass.Sensitive, Assess(Side(), Side(Manifest(permissions: "[issues:read, admin]"))).Class);
    }

    [Fact]
    public void Two_approvers_are_needed_for_what_is_newly_paid_hosted_or_sensitive()
    {
        var paid = new ListingDetails { Pricing = new Kiket.Portal.Releases.Offers.Pricing(PriceModel.Flat, 900) };

        Assert.Equal(["It is paid for the first time."], Assess(Side(details: new ListingDetails()), Side(details: paid)).NeedsTwo);
        Assert.Equal(["Kiket hosts it for the first time."], Assess(Side(), Side(Manifest("  hosting:\n    managed: true\n    tier: minimal\n"))).NeedsTwo);
        Assert.Equal(
            ["It asks for the sensitive scope users:write for the first time."],
            Assess(Side(), Side(Manifest(permissions: "[issues:read, users:write]"))).NeedsTwo);
    }

    [Fact]
    public void What_was_approved_by_two_before_needs_one_from_then_on()
    {
        var paid = new ListingDetails { Pricing = new Kiket.Portal.Releases.Offers.Pricing(PriceModel.Flat, 900) };
        var manifest = Manifest("  hosting:\n    managed: true\n    tier: minimal\n", "[issues:read, admin]");

        Assert.Empty(Assess(
            Side(manifest, paid),
            Side(manifest, paid with { Pricing = new Kiket.Portal.Releases.Offers.Pricing(PriceModel.Flat, 1900) })).NeedsTwo);
    }

    [Fact]
    public void The_operators_list_decides_what_is_sensitive() =>
        Assert.Equal(
            ["It asks for the sensitive scope comments:write for the first time."],
            Assess(Side(), Side(Manifest(permissions: "[issues:read, comments:write, admin]")), ["comments:write"]).NeedsTwo);

    [Fact]
    public void The_risk_is_the_sum_of_named_causes()
    {
        var facts = new RiskFacts(
            Side(),
            Side(Manifest(permissions: "[issues:read, issues:write]", callback: "https://elsewhere.test/in")),
            [Warning, Warning],
            PermissionMeanings.DefaultSensitive)
        {
            IsVerified = true,
            Approvals = 1,
            Rejections = 1,
        };

        var assessment = AssessRisk.Of(facts, ReleaseDifference.Between(facts.Before, facts.After));

        Assert.Equal(
            new Dictionary<string, int>(StringComparer.Ordinal)
            {
                ["new_scope"] = 8,
                ["callback_host"] = 30,
                ["rejected_before"] = 10,
                ["warnings"] = 4,
            },
            assessment.Causes.ToDictionary(cause => cause.Key, cause => cause.Points, StringComparer.Ordinal));
        Assert.Equal(52, assessment.Points);
    }

    [Fact]
    public void A_trusted_publisher_lowers_the_risk_and_never_below_nothing()
    {
        var facts = new RiskFacts(Side(), Side(), [], []) { IsVerified = true, Approvals = 9 };

        var assessment = AssessRisk.Of(facts, ReleaseDifference.Between(facts.Before, facts.After));

        Assert.Equal("trusted_publisher", Assert.Single(assessment.Causes).Key);
        Assert.Equal(0, assessment.Points);
    }

    private static Finding Warning { get; } = new("M999", FindingLevel.Warning, "Odd.", "Fix it.");

    private static Assessment Assess(ReleaseSide? before, ReleaseSide after, IReadOnlyList<string>? sensitive = null) =>
        AssessRisk.Of(new RiskFacts(before, after, [], sensitive ?? PermissionMeanings.DefaultSensitive), ReleaseDifference.Between(before, after));
}
