using CsCheck;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Billing;

/// <summary>What holds for any amount, tried with random ones.</summary>
public sealed class AmountPropertyTests
{
    private const long Most = 1_000_000_000_000;

    private static readonly Gen<int> Rate = Gen.Int[0, Shares.Whole];

    [Fact]
    public void Parts_add_up_and_each_is_within_a_cent_of_its_exact_value() =>
        Gen.Select(Gen.Long[-Most, Most], Gen.Long[0, Most].List[1, 12].Where(weights => weights.Any(weight => weight > 0))).Sample((total, weights) =>
        {
            var parts = Allocation.Of(total, weights);
            Int128 sum = 0;
            weights.ForEach(weight => sum += weight);
            Assert.Equal(total, parts.Sum());
            for (var index = 0; index < parts.Count; index++)
            {
                var off = ((Int128)parts[index] * sum) - ((Int128)total * weights[index]);
                Assert.True(Int128.Abs(off) < sum, $"Part {index} of {total} is {parts[index]}.");
            }
        });

    [Fact]
    public void A_refund_mirrors_its_charge() =>
        Gen.Select(Gen.Long[0, Most], Rate).Sample((gross, rate) => Shares.Of(-gross, rate) == -Shares.Of(gross, rate));

    [Fact]
    public void Credits_that_add_up_to_a_line_give_back_its_whole_share() =>
        Gen.Select(Gen.Long[1, 1_000_000_000].List[1, 20], Rate, Gen.Bool).Sample((credits, rate, isNegative) =>
        {
            var gross = credits.Sum() * (isNegative ? -1 : 1);
            var share = Shares.Of(gross, rate);
            var (credited, back) = (0L, 0L);
            foreach (var credit in credits.Select(credit => isNegative ? -credit : credit))
            {
                back += Credit.Of(share, gross, credited, credit);
                credited += credit;
            }

            Assert.Equal(share, back);
        });

    [Fact]
    public void More_days_never_cost_less_and_all_days_cost_the_price() =>
        Gen.Select(Gen.Long[0, Most], Gen.Int[0, 30], Gen.Int[0, 1_200]).Sample((price, days, months) =>
        {
            var month = new BillingMonth(new DateOnly(2000, 1, 1).AddMonths(months));
            Assert.True(Charge.OfDays(price, days, month) <= Charge.OfDays(price, days + 1, month));
            Assert.Equal(price, Charge.OfDays(price, month.Days, month));
        });

    [Fact]
    public void Shares_of_any_agreements_add_up_to_the_line() =>
        Gen.Select(Gen.Long[0, Most], Gen.Int[0, 30].List[0, 31], Gen.Int[0, 30].List[0, 4], Rate.List[5]).Sample((gross, days, changes, rates) =>
        {
            var month = BillingMonth.Parse("2026-03")!.Value;
            var starts = changes.Distinct().Order().ToList();
            var agreed = starts.Select((start, index) => new AgreedRate(
                month.First.AddDays(start), index + 1 < starts.Count ? month.First.AddDays(starts[index + 1]) : null, rates[index])).ToList();
            var parts = Shares.Split(gross, [.. days.Distinct().Select(day => (month.First.AddDays(day), 1L))], month, agreed, rates[^1]);
            Assert.Equal(gross, parts.Sum(part => part.GrossCents));
            Assert.Equal(gross, parts.Sum(part => part.ShareCents + part.FeeCents));
            Assert.All(parts, part => Assert.InRange(part.ShareCents, 0, part.GrossCents));
        });

    [Fact]
    public void The_largest_usage_at_the_largest_price_is_exact()
    {
        var all = Charge.OfUsage(new MeterPrice(1_000_000_000, Included: 0), Most);

        Assert.Equal(100_000_000_000_000_000, all);
        Assert.Throws<OverflowException>(() => Rounding.HalfAway(Int128.MaxValue / 4, 1));
    }
}
