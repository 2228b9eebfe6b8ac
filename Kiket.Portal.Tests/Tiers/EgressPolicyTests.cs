using Kiket.Portal.Tiers;

namespace Kiket.Portal.Tests.Tiers;

public sealed class EgressPolicyTests
{
    private static readonly EgressPolicy Policy = new(
        ["api.example.com", "*.widgets.example", "Bücher.example", "*.com", "10.0.0.1", "https://x.example", ""]);

    [Theory]
    [InlineData("api.example.com")]
    [InlineData("a.widgets.example")]
    [InlineData("a.b.widgets.example")]
    [InlineData("xn--bcher-kva.example")]
    public void A_declared_name_is_allowed(string host) => Assert.True(Policy.Allows(host));

    [Theory]
    [InlineData("example.com")]
    [InlineData("www.api.example.com")]
    [InlineData("xapi.example.com")]
    [InlineData("widgets.example")]
    [InlineData("awidgets.example")]
    [InlineData(".widgets.example")]
    [InlineData("a.widgets.example.evil.test")]
    [InlineData("other.com")]
    [InlineData("10.0.0.1")]
    [InlineData("x.example")]
    [InlineData("")]
    [InlineData(".")]
    public void Every_other_name_is_not(string host) => Assert.False(Policy.Allows(host));
}
