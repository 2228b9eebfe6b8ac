using Kiket.Portal.Tiers;

namespace Kiket.Portal.Tests.Tiers;

public sealed class HostingTiersTests
{
    [Theory]
    [InlineData("minimal", "0.25 CPU, 256 MiB", "$5")]
    [InlineData("standard", "1 CPU, 512 MiB", "$15")]
    [InlineData("compute", "2 CPU, 1 GiB", "$35")]
    [InlineData("memory", "1 CPU, 2 GiB", "$30")]
    public void Tiers_have_their_size_and_price(string name, string size, string price)
    {
        var tier = HostingTiers.Find(name)!;

        Assert.Equal((size, price), (tier.Size, tier.MonthlyPrice.ToString()));
    }

    [Theory]
    [InlineData("Minimal")]
    [InlineData("huge")]
    [InlineData(null)]
    public void Other_names_are_no_tier(string? name) => Assert.Null(HostingTiers.Find(name));
}
