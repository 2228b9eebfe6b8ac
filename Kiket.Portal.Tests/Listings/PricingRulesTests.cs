using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Tests.Listings;

public sealed class PricingRulesTests
{
    private static readonly Meter Good = new("messages_sent", "Messages sent", "message", 20_000, 100, 5_000);

    [Fact]
    public void A_meter_with_all_it_needs_is_no_problem() => Assert.Empty(Problems(Good));

    [Fact]
    public void A_meter_needs_no_cap() => Assert.Empty(Problems(Good with { Cap = null }));

    public static TheoryData<string, Meter> Refused { get; } = new()
    {
        { "key", Good with { Key = "" } },
        { "key", Good with { Key = "Messages Sent" } },
        { "key", Good with { Key = "1st" } },
        { "key", Good with { Key = new string('k', 41) } },
        { "name", Good with { Name = " " } },
        { "name", Good with { Name = "Msg\u202Etnes" } },
        { "unit", Good with { Unit = "" } },
        { "unit_price_micros", Good with { UnitPriceMicros = 0 } },
        { "unit_price_micros", Good with { UnitPriceMicros = -1 } },
        { "unit_price_micros", Good with { UnitPriceMicros = long.MaxValue } },
        { "included", Good with { Included = -1 } },
        { "included", Good with { Included = long.MaxValue, Cap = null } },
        { "cap", Good with { Cap = 0 } },
        { "cap", Good with { Cap = 99 } },
        { "cap", Good with { Cap = 100 } },
        { "cap", Good with { Cap = long.MinValue } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_wrong_meter_is_a_problem_at_the_field_of_that_meter(string field, Meter meter) =>
        Assert.Contains(Problems(Good, meter), problem => problem == $"listing.pricing.meters[1].{field}");

    [Fact]
    public void Two_meters_with_one_key_are_told_at_the_second() =>
        Assert.Equal(["listing.pricing.meters[1].key"], Problems(Good, Good with { Name = "Again" }));

    [Fact]
    public void More_than_five_meters_are_too_many() =>
        Assert.Contains("listing.pricing.meters", Problems([.. Enumerable.Range(0, 6).Select(number => Good with { Key = $"m{number}" })]));

    [Fact]
    public void Meters_of_a_flat_price_do_not_count() =>
        Assert.DoesNotContain(
            Fields(new Pricing(PriceModel.Flat, 900) { Meters = [Good with { Unit = "" }] }),
            field => field.StartsWith("listing.pricing", StringComparison.Ordinal));

    private static IReadOnlyList<string> Problems(params Meter[] meters) =>
        [.. Fields(new Pricing(PriceModel.UsageBased) { Meters = meters }).Where(field => field.StartsWith("listing.pricing", StringComparison.Ordinal))];

    private static IEnumerable<string> Fields(Pricing pricing) =>
        ListingDetailsRules.Check(new ListingDetails { Pricing = pricing }).Select(problem => problem.Field!);
}
