using System.Net;
using Kiket.Portal.Accounts;
using Microsoft.AspNetCore.Http;

namespace Kiket.Portal.Tests.Accounts;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2:8000::")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("fe80::1%2", "fe80::abcd%3")]
    public void One_caller_has_one_key(string one, string other) => Assert.Equal(Key(one), Key(other));

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("192.0.2.7", "192.0.2.8")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.8")]
    [InlineData("::1", "127.0.0.1")]
    public void Two_callers_have_two_keys(string one, string other) => Assert.NotEqual(Key(one), Key(other));

    [Fact]
    public void A_connection_without_an_address_has_a_key_too() => Assert.NotEmpty(ClientAddress.Key(new DefaultHttpContext()));

    private static string Key(string address) => ClientAddress.Key(IPAddress.Parse(address));
}
