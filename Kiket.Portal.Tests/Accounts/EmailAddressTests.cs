using Kiket.Portal.Accounts;

namespace Kiket.Portal.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ana@example.com")]
    [InlineData(" ana@example.com ")]
    [InlineData("Ana.Moreno+kiket@mail.example.co.uk")]
    [InlineData("o'neil@example.com")]
    [InlineData("ana_b-c@xn--mnchen-3ya.example")]
    [InlineData("operator@kiket-team.example")]
    [InlineData("root@localhost")]
    public void A_plain_address_is_fine(string address) => Assert.Null(EmailAddress.Problem(address));

    [Theory]
    [InlineData("")]
    [InlineData("ana")]
    [InlineData("@example.com")]
    [InlineData("ana@")]
    [InlineData("ana@@example.com")]
    [InlineData("ana@evil.example@example.com")]
    [InlineData("ana@example.com\r\nBcc: all@example.com")]
    [InlineData("ana\u0000@example.com")]
    [InlineData("\"ana\"@example.com")]
    [InlineData("\"ana@evil.example> x\"@example.com")]
    [InlineData("Ana <ana@example.com>")]
    [InlineData("ana@example.com,eve@evil.example")]
    [InlineData("ana@example.com;eve@evil.example")]
    [InlineData("ana(eve@evil.example)@example.com")]
    [InlineData("ana @example.com")]
    [InlineData(".ana@example.com")]
    [InlineData("ana.@example.com")]
    [InlineData("an..a@example.com")]
    [InlineData("=?utf-8?q?eve=40evil.example=3e=00?=foo@example.com")]
    [InlineData("eve%evil.example@example.com")]
    [InlineData("evil.example!eve@example.com")]
    [InlineData("ana@[192.0.2.7]")]
    [InlineData("ana@192.0.2.7")]
    [InlineData("ana@-example.com")]
    [InlineData("ana@example..com")]
    [InlineData("ana@ex_ample.com")]
    [InlineData("ana@exаmple.com")] // a Cyrillic а
    [InlineData("anа@example.com")]
    [InlineData("ana@example.com\u200B")]
    [InlineData("ana@xn--0.example")]
    public void What_a_mail_program_could_misread_is_refused_with_a_sentence(string address) =>
        Assert.EndsWith(".", EmailAddress.Problem(address), StringComparison.Ordinal);

    [Fact]
    public void It_is_no_longer_than_mail_servers_take()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 4));

        Assert.Null(EmailAddress.Problem($"ana@{domain}"));
        Assert.NotNull(EmailAddress.Problem($"ana.moreno.of.acme@{domain}"));
        Assert.NotNull(EmailAddress.Problem(new string('a', 65) + "@example.com"));
    }
}
