using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("API.Example.com", "api.example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("straße.de", "xn--strae-oqa.de")]
    [InlineData("日本語。ＪＰ", "xn--wgv71a119e.jp")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("r3---sn-4g5e.example.com", "r3---sn-4g5e.example.com")]
    [InlineData("a_b.example.com", "a_b.example.com")]
    public void A_name_that_all_programs_read_alike_is_one(string written, string ascii) => Assert.Equal(ascii, HostName.Ascii(written));

    [Theory]
    [InlineData("a\u200Cb.com")]
    [InlineData("a\u200Db.com")]
    [InlineData("a\u00ADb.com")]
    [InlineData("a\uFFFEb.com")]
    [InlineData("xn--a-ä.pt")]
    [InlineData("xn--a.com")]
    [InlineData("xn--.com")]
    [InlineData("xn--xn---epa.com")]
    [InlineData("a⒈com")]
    [InlineData("a\u2024b.com")]
    [InlineData("a..com")]
    [InlineData("-a.com")]
    [InlineData("a-.com")]
    [InlineData("a%41.com")]
    [InlineData("a b.com")]
    [InlineData("")]
    [InlineData(".")]
    public void A_name_that_one_program_takes_and_another_refuses_is_none(string written)
    {
        Assert.Null(HostName.Ascii(written));
        if (Uri.TryCreate($"https://{written}/x", UriKind.Absolute, out var address))
        {
            Assert.Null(HostName.Of(address));
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("256.0.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("example.0x4")]
    public void A_name_that_ends_with_a_number_is_taken_for_an_address(string ascii) => Assert.True(HostName.IsNumeric(ascii));
}
