using Kiket.Portal.Accounts;

namespace Kiket.Portal.Tests.Accounts;

public sealed class PasswordRuleTests
{
    private static readonly PortalUser Ana = PortalUser.Register("ana.moreno@example.com", "Ana", DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("password")]
    [InlineData("Password1")]
    [InlineData("12345678")]
    [InlineData("QWERTYUIOP")]
    [InlineData("iloveyou1")]
    [InlineData("football123")]
    [InlineData("sunshine!!")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("1212121212")]
    [InlineData("ana.moreno")]
    [InlineData("ana.moreno@example.com")]
    [Asvs("V6.2.4")]
    public void A_password_that_is_tried_first_is_refused(string password) =>
        Assert.NotNull(CommonPasswordRule.Problem(Ana, password));

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("lamp violet gravel")]
    [InlineData("kx9-plume-oar")]
    public void Unrelated_words_are_accepted_without_rules_of_composition(string password) =>
        Assert.Null(CommonPasswordRule.Problem(Ana, password));

    [Fact]
    [Asvs("V6.2.4")]
    public void The_list_holds_more_than_three_thousand() => Assert.True(CommonPasswordRule.Count > 3_000);
}
