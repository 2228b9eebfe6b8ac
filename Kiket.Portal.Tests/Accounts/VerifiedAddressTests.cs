using System.Security.Claims;
using Kiket.Portal.Accounts;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>An address counts only when the provider, or the operator for their own provider, confirms it.</summary>
public sealed class VerifiedAddressTests
{
    [Theory]
    [InlineData("true", "ana@example.com")]
    [InlineData("True", "ana@example.com")]
    [InlineData("false", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void What_the_provider_says_of_the_address_decides(string? verified, string? expected) =>
        Assert.Equal(expected, ExternalSignIn.VerifiedAddress(Person(verified), new OpenIdConnectSignIn()));

    [Fact]
    public void An_operator_can_confirm_their_own_provider() =>
        Assert.Equal("ana@example.com", ExternalSignIn.VerifiedAddress(Person(verified: null), new OpenIdConnectSignIn { ConfirmsAddresses = true }));

    private static ClaimsPrincipal Person(string? verified)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Email, "ana@example.com")], "OpenIdConnect");
        if (verified is not null)
        {
            identity.AddClaim(new Claim("email_verified", verified));
        }

        return new ClaimsPrincipal(identity);
    }
}
