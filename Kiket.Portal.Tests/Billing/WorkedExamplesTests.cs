using System.Globalization;
using Kiket.Portal.Billing.Amounts;

namespace Kiket.Portal.Tests.Billing;

/// <summary>Examples whose cents were worked out by hand. March 2026, unless a test says otherwise.</summary>
public sealed class WorkedExamplesTests
{
    private static readonly BillingMonth March = BillingMonth.Parse("2026-03")!.Value;

    private static readonly MeterPrice Messages = new(3_500, Included: 1_000);

    private static readonly AgreedRate[] Agreed = [new(new DateOnly(2026, 3, 15), null, 8_500)];

    [Fact]
    public void Fee_counts_the_day_of_installation_whole()
    {
        var days = Days("2026-03-12T15:20:00Z", null);

        Assert.Equal((20, 581), (days, Charge.OfDays(900, days, March)));
        Assert.Equal((465, 116), Split(581, 8_000));
    }

    [Theory]
    [InlineData("2026-03-18T00:00:00Z", 13, 629)]
    [InlineData("2026-03-18T00:00:00.000001Z", 14, 677)]
    public void Hosting_ends_with_the_day_of_its_last_instant(string stopped, int days, long cents)
    {
        Assert.Equal(days, Days("2026-03-05T09:00:00Z", stopped));
        Assert.Equal(cents, Charge.OfDays(1_500, days, March));
    }

    [Theory]
    [InlineData(1_234, 234, 82, 66, 16)]
    [InlineData(5_000, 4_000, 500, 400, 100)]
    public void Usage_is_charged_above_what_is_included_and_below_the_customers_cap(long total, long units, long cents, long share, long fee)
    {
        Assert.Equal(units, Charge.UnitsOf(Messages, total));
        Assert.Equal([cents], Charge.Below(500, [Charge.OfUsage(Messages, total)]));
        Assert.Equal((share, fee), Split(cents, 8_000));
    }

    [Fact]
    public void Two_tiers_in_a_month_are_rounded_each()
    {
        Assert.Equal((774, 1_694), (Charge.OfDays(1_500, 16, March), Charge.OfDays(3_500, 15, March)));
    }

    [Fact]
    public void Agreement_in_the_middle_of_a_month_splits_a_fee_by_days()
    {
        var parts = Shares.Split(900, [.. All(March).Select(day => (day, 1L))], March, Agreed, 8_000);

        Assert.Equal([(406, 325), (494, 420)], parts.Select(part => (part.GrossCents, part.ShareCents)));
        Assert.Equal((745, 155), (parts.Sum(part => part.ShareCents), parts.Sum(part => part.FeeCents)));
    }

    [Fact]
    public void Agreement_in_the_middle_of_a_month_splits_usage_by_units()
    {
        var parts = Shares.Split(82, [(new DateOnly(2026, 3, 4), 700), (new DateOnly(2026, 3, 20), 534)], March, Agreed, 8_000);

        Assert.Equal([(47, 38), (35, 30)], parts.Select(part => (part.GrossCents, part.ShareCents)));
        Assert.Equal((68, 14), (parts.Sum(part => part.ShareCents), parts.Sum(part => part.FeeCents)));
    }

    [Fact]
    public void Tax_is_rounded_on_the_sum_and_allocated_to_the_lines()
    {
        long[] lines = [581, 629, 82];

        Assert.Equal(245, Charge.OfTax(lines.Sum(), 1_900));
        Assert.Equal([110, 119, 16], Allocation.Of(245, lines));
        Assert.Equal(246, lines.Sum(line => Charge.OfTax(line, 1_900)));
    }

    [Fact]
    public void Two_refunds_give_back_the_share_and_the_tax_exactly()
    {
        Assert.Equal((160, 305), (Credit.Of(465, 581, 0, 200), Credit.Of(465, 581, 200, 381)));
        Assert.Equal((38, 72), (Credit.Of(110, 581, 0, 200), Credit.Of(110, 581, 200, 381)));
    }

    [Theory]
    [InlineData(1_234, 105, 84)]
    [InlineData(5_000, 0, 0)]
    public void Late_units_cost_what_they_would_have_added(long before, long cents, long share)
    {
        var (was, now) = (Capped(before), Capped(before + 300));

        Assert.Equal(cents, now - was);
        Assert.Equal(share, Shares.Of(now, 8_000) - Shares.Of(was, 8_000));
    }

    [Fact]
    public void Trial_days_are_not_billed()
    {
        ActiveSpan[] spans = [Span("2026-03-01T00:00:00Z", null)];
        var days = BilledDays.Of(spans, new DateOnly(2026, 3, 24), March.End).Count;

        Assert.Equal((8, 232), (days, Charge.OfDays(900, days, March)));
        Assert.Equal((186, 46), Split(232, 8_000));
    }

    [Fact]
    public void Days_without_an_active_instant_are_not_billed()
    {
        ActiveSpan[] spans = [Span("2026-02-01T00:00:00Z", "2026-03-10T12:00:00Z"), Span("2026-03-20T08:00:00Z", null)];
        var days = BilledDays.Of(spans, March).Count;

        Assert.Equal((22, 1_065), (days, Charge.OfDays(1_500, days, March)));
    }

    [Fact]
    public void Refund_mirrors_its_charge()
    {
        Assert.Equal((9, 1), Split(10, 8_500));
        Assert.Equal((-9, -1), Split(-10, 8_500));
    }

    [Fact]
    public void Customers_cap_is_spread_over_the_meters() => Assert.Equal([412, 88], Charge.Below(500, [1_400, 300]));

    [Theory]
    [InlineData("2026-02", 32)]
    [InlineData("2028-02", 31)]
    public void A_day_costs_its_part_of_its_own_month(string month, long cents) =>
        Assert.Equal(cents, Charge.OfDays(900, 1, BillingMonth.Parse(month)!.Value));

    [Fact]
    public void Only_the_day_in_UTC_counts()
    {
        ActiveSpan[] spans = [Span("2026-03-31T23:30:00-02:00", null)];

        Assert.Equal((0, 30), (BilledDays.Of(spans, March).Count, BilledDays.Of(spans, March.Next).Count));
    }

    [Fact]
    public void Uninstalled_and_installed_again_on_one_day_is_one_day()
    {
        ActiveSpan[] spans = [Span("2026-03-12T08:00:00Z", "2026-03-12T09:00:00Z"), Span("2026-03-12T22:00:00Z", "2026-03-12T22:00:01Z")];

        Assert.Equal([new DateOnly(2026, 3, 12)], BilledDays.Of(spans, March));
    }

    [Fact]
    public void A_span_without_an_instant_has_no_day() =>
        Assert.Empty(BilledDays.Of([Span("2026-03-12T08:00:00Z", "2026-03-12T08:00:00Z")], March));

    private static int Days(string from, string? to) => BilledDays.Of([Span(from, to)], March).Count;

    private static ActiveSpan Span(string from, string? to) => new(Instant(from), to is null ? null : Instant(to));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<DateOnly> All(BillingMonth month) => Enumerable.Range(0, month.Days).Select(month.First.AddDays);

    private static (long Share, long Fee) Split(long gross, int bps) => (Shares.Of(gross, bps), gross - Shares.Of(gross, bps));

    private static long Capped(long total) => Charge.Below(500, [Charge.OfUsage(Messages, total)])[0];
}
