using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Rules;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class PricingEditorTests : PortalContext
{
    private Pricing? _chosen;

    [Theory]
    [InlineData(900, "$9", "$7.20", "$1.80")]
    [InlineData(999, "$9.99", "$7.99", "$2")]
    [InlineData(101, "$1.01", "$0.81", "$0.20")]
    [InlineData(1_000_000, "$10,000", "$8,000", "$2,000")]
    public void Four_fifths_and_one_fifth_add_up_to_the_price(long cents, string price, string publisher, string kiket)
    {
        var amounts = Open(new Pricing(PriceModel.Flat, cents)).FindAll("dd").Select(amount => amount.TextContent);

        Assert.Equal([$"{price} per month", $"{publisher} per month", $"{kiket} per month"], amounts);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    public async Task A_price_below_a_dollar_can_be_typed_letter_by_letter(long? nothing)
    {
        long? saved = nothing;
        var field = Render<AmountField>(set => set
            .Add(part => part.Id, "price")
            .Add(part => part.Label, "US dollars per unit")
            .Add(part => part.Decimals, 6)
            .Add(part => part.Value, saved)
            .Add(part => part.Changed, value => { saved = value; return Task.CompletedTask; }));
        foreach (var text in new[] { "0", "0.", "0.0", "0.05", "0.0", "0.", "0", "" })
        {
            await field.Find("input").InputAsync(text);
            // The editor around it takes nothing and 0 for the same.
            field.Render(set => set.Add(part => part.Value, saved is null or 0 ? nothing : saved));
            Assert.Equal(text, field.Find("input").GetAttribute("value") ?? "");
        }

        await field.Find("input").InputAsync("0.05");
        Assert.Equal(50_000, saved);
    }

    [Fact]
    public void Hosting_comes_on_top_of_what_the_customer_pays() =>
        Assert.Contains(
            "$9 per month and $15 hosting",
            Open(new Pricing(PriceModel.Flat, 900), new Money(1500)).Find("dd").TextContent,
            StringComparison.Ordinal);

    [Fact]
    public void Free_shows_no_arithmetic() => Assert.Empty(Open(Pricing.Free).FindAll("dl"));

    [Fact]
    public void Choosing_a_model_starts_it_with_something_to_fill_in()
    {
        var editor = Open(Pricing.Free);

        editor.FindAll("input[type=radio]")[1].Click();
        Assert.Equal((PriceModel.Flat, 900), (_chosen!.Model, _chosen.PriceCents));

        editor.FindAll("input[type=radio]")[2].Click();
        Assert.Equal((PriceModel.UsageBased, 1), (_chosen.Model, _chosen.Meters.Count));
    }

    [Theory]
    [InlineData("9.50", 950)]
    [InlineData("9.5", 950)]
    [InlineData("12", 1200)]
    [InlineData("9.", 900)]
    [InlineData("9.500", 950)]
    public void An_amount_is_taken_to_the_cent(string typed, long cents)
    {
        Open(new Pricing(PriceModel.Flat, 100)).Find("#pricing-price").Input(typed);

        Assert.Equal(cents, _chosen!.PriceCents);
    }

    [Theory]
    [InlineData("9.999", "Use at most 2 digits after the point.")]
    [InlineData("-5", "Enter zero or more.")]
    [InlineData("9,50", "Enter an amount with a point, such as 9.50.")]
    [InlineData("1e3", "Enter an amount with a point, such as 9.50.")]
    [InlineData("99999999999999999999", "This number is too large.")]
    public void An_unusable_amount_is_explained_at_the_field_and_stays_there_to_be_fixed(string typed, string message)
    {
        var editor = Open(new Pricing(PriceModel.Flat, 900));

        editor.Find("#pricing-price").Input(typed);

        Assert.Contains(message, editor.Markup, StringComparison.Ordinal);
        Assert.Equal(typed, editor.Find("#pricing-price").GetAttribute("value"));
        Assert.Equal(AmountField.Unusable, _chosen!.PriceCents);
        Assert.Contains(ListingDetailsRules.Check(new ListingDetails { Pricing = _chosen }), problem => problem.Field == "listing.pricing.price_cents");
    }

    [Theory]
    [InlineData("0", "between $1 and $10,000")]
    [InlineData("10000.01", "between $1 and $10,000")]
    public void A_price_out_of_range_is_told_at_the_field(string typed, string message)
    {
        var editor = Open(new Pricing(PriceModel.Flat, 900));

        editor.Find("#pricing-price").Input(typed);
        editor.Render(parameters => parameters.Add(part => part.Pricing, _chosen!));

        Assert.Contains(message, editor.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_agreement_of_the_organization_is_what_the_sums_use()
    {
        var editor = Open(new Pricing(PriceModel.Flat, 1000), share: new PublisherShare(8_500));

        Assert.Equal(["$10 per month", "$8.50 per month", "$1.50 per month"], editor.FindAll("dd").Select(amount => amount.TextContent));
        Assert.Contains("You get 85%", editor.Markup, StringComparison.Ordinal);
        Assert.Contains("instead of the usual 80%", editor.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "1,100 × message per month: the customer pays $20, you get $16 (80%), Kiket gets $4.")]
    [InlineData(600L, "600 × message per month: the customer pays $10, you get $8 (80%), Kiket gets $2. It never costs more.")]
    public void A_meter_shows_what_a_month_of_it_comes_to(long? cap, string sum) =>
        Assert.Contains(sum, Open(Metered(new Meter("messages", "Messages", "message", 20_000, 100, cap))).Markup, StringComparison.Ordinal);

    [Fact]
    public void A_unit_that_turns_the_text_around_stays_out_of_the_example()
    {
        var editor = Open(Metered(new Meter("messages", "Messages", "message\u202E", 20_000, 100)));

        Assert.Empty(editor.FindAll(".meter-example"));
        Assert.Contains("direction-changing characters", editor.Find("#listing-pricing-meters-0-unit-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_of_a_meter_follows_its_name_until_another_is_typed()
    {
        var editor = Open(Metered(new Meter("", "", "", 0, 0)));

        editor.Find("#listing-pricing-meters-0-name").Input("3 Messages sent!");
        Assert.Equal("messages_sent", _chosen!.Meters[0].Key);

        editor.Render(parameters => parameters.Add(part => part.Pricing, Metered(new Meter("own_key", "Messages", "message", 1, 0))));
        editor.Find("#listing-pricing-meters-0-name").Input("Other");
        Assert.Equal("own_key", _chosen.Meters[0].Key);
    }

    [Theory]
    [InlineData("cap", "50", "The cap must be above the 100 included units")]
    [InlineData("included", "1.5", "Enter a whole number. Units cannot be divided.")]
    [InlineData("unit-price-micros", "0.0000001", "Use at most 6 digits after the point.")]
    public void A_wrong_number_of_a_meter_is_told_at_its_field(string field, string typed, string message)
    {
        var editor = Open(Metered(new Meter("messages", "Messages", "message", 20_000, 100)));

        editor.Find($"#listing-pricing-meters-0-{field}").Input(typed);
        editor.Render(parameters => parameters.Add(part => part.Pricing, _chosen!));

        Assert.Contains(message, editor.Markup, StringComparison.Ordinal);
    }

    private static Pricing Metered(Meter meter) => new(PriceModel.UsageBased) { Meters = [meter] };

    private IRenderedComponent<PricingEditor> Open(Pricing pricing, Money hosting = default, PublisherShare? share = null)
    {
        RenderProviders();
        return Render<PricingEditor>(parameters => parameters
            .Add(part => part.Share, share ?? PublisherShare.Default)
            .Add(part => part.Pricing, pricing)
            .Add(part => part.HostingCost, hosting)
            .Add(part => part.Problems, [])
            .Add(part => part.PricingChanged, changed =>
            {
                _chosen = changed;
                return Task.CompletedTask;
            }));
    }
}
