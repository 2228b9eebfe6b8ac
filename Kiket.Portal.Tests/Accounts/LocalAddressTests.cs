using Kiket.Portal.Accounts;

namespace Kiket.Portal.Tests.Accounts;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/orgs/acme/extensions?page=2")]
    [InlineData("/")]
    public void A_path_of_the_portal_is_accepted(string address) => Assert.Equal(address, LocalAddress.Of(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("orgs")]
    [InlineData("/\t/evil.example")]
    public void Anything_else_leads_to_the_start_page(string? address) => Assert.Equal("/", LocalAddress.Of(address));
}
