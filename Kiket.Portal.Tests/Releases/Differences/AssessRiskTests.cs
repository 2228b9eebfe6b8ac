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
                ["asks_customers"] = 35,
                ["new_scope"] = 8,
                ["callback_host"] = 35,
                ["rejected_before"] = 10,
                ["warnings"] = 4,
            },
            assessment.Causes.ToDictionary(cause => cause.Key, cause => cause.Points, StringComparer.Ordinal));
        Assert.Equal(92, assessment.Points);
    }

    [Fact]
    public void A_trusted_publisher_lowers_the_risk_and_never_below_nothing()
    {
        var facts = new RiskFacts(Side(), Side(), [], []) { IsVerified = true, Approvals = 9 };

        var assessment = AssessRisk.Of(facts, ReleaseDifference.Between(facts.Before, facts.After));

        Assert.Equal("trusted_publisher", Assert.Single(assessment.Causes).Key);
        Assert.Equal(0, assessment.Points);
    }

    /// <summary>What customers run already comes before what nobody runs yet.</summary>
    [Fact]
    public void The_queue_has_the_riskiest_first()
    {
        const string Hosted = "  hosting:\n    managed: true\n    tier: minimal\n";
        var free = Side();
        var paid = Side(details: Priced(900));
        (string Case, int Points)[] cases =
        [
            ("an update asks for a sensitive scope", Known(free, Side(Manifest(permissions: "[issues:read, admin]")))),
            ("an update sends events to another host", Known(free, Side(Manifest(callback: "https://elsewhere.test/in")))),
            ("an update doubles the price", Known(paid, Side(details: Priced(1800)))),
            ("an update may send to any host below one", Known(Side(Manifest(Hosted)), Side(Manifest(Hosted + "    egress: [\"*.acme.test\"]\n")))),
            ("an update costs a little more", Known(paid, Side(details: Priced(1000)))),
            ("an unknown publisher's first release is paid", Unknown(paid)),
            ("an update asks to write", Known(free, Side(Manifest(permissions: "[issues:read, issues:write]")))),
            ("an update asks to read more", Known(free, Side(Manifest(permissions: "[issues:read, comments:read]")))),
            ("an unknown publisher's first release is free", Unknown(Side(Manifest(permissions: "[issues:read, comments:read, issues:write]")))),
            ("a known publisher corrects something", Known(free, Side(details: new ListingDetails { Name = "Alerts", Summary = "Better." }))),
        ];

        Assert.Equal(cases.OrderByDescending(one => one.Points).Select(one => one.Case), cases.Select(one => one.Case));
        Assert.Equal(cases.Length, cases.Select(one => one.Points).Distinct().Count());

        static ListingDetails Priced(long cents) => new() { Pricing = new Kiket.Portal.Releases.Offers.Pricing(PriceModel.Flat, cents) };

        static int Known(ReleaseSide before, ReleaseSide after) => AssessRisk.Of(
            new RiskFacts(before, after, [], PermissionMeanings.DefaultSensitive) { IsVerified = true, Approvals = 9 },
            ReleaseDifference.Between(before, after)).Points;

        static int Unknown(ReleaseSide first) => AssessRisk.Of(
            new RiskFacts(null, first, [], PermissionMeanings.DefaultSensitive), ReleaseDifference.Between(null, first)).Points;
    }

    private static Finding Warning { get; } = new("M999", FindingLevel.Warning, "Odd.", "Fix it.");

    private static Assessment Assess(ReleaseSide? before, ReleaseSide after, IReadOnlyList<string>? sensitive = null) =>
        AssessRisk.Of(new RiskFacts(before, after, [], sensitive ?? PermissionMeanings.DefaultSensitive), ReleaseDifference.Between(before, after));
}
