using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Tests.Organizations;

public sealed class PublisherShareTests
{
    [Theory]
    [InlineData(8_000, 900, 720, 180)]
    [InlineData(8_000, 999, 799, 200)]
    [InlineData(8_250, 999, 824, 175)]
    [InlineData(8_500, 10, 9, 1)]
    [InlineData(10_000, 999, 999, 0)]
    [InlineData(0, 999, 0, 999)]
    public void Both_parts_add_up_to_the_price_and_are_rounded_as_on_an_invoice(int basisPoints, long price, long publisher, long kiket)
    {
        var share = new PublisherShare(basisPoints);

        Assert.Equal((publisher, kiket), (share.Of(new Money(price)).Cents, share.RestOf(new Money(price)).Cents));
    }

    [Fact]
    public void An_enormous_price_overflows_nothing() =>
        Assert.Equal(long.MaxValue / 10 * 8, new PublisherShare(8_000).Of(new Money(long.MaxValue / 10 * 10)).Cents);

    [Fact]
    public void Percentages_read_as_people_write_them() =>
        Assert.Equal(("80%", "20%", "82.5%"), (PublisherShare.Default.Percent, PublisherShare.Default.RestPercent, new PublisherShare(8_250).Percent));
}
