using Kiket.Portal.Foundation;

namespace Kiket.Portal.Tests.Foundation;

public sealed class WebLinkTests
{
    [Theory]
    [InlineData("https://example.com")]
    [InlineData("HTTPS://Example.COM:8443/a?b=c#d")]
    [InlineData("https://bücher.example/ä")]
    [InlineData("https://example.com./")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    [InlineData("https://help.acme.test/@team")]
    public void A_public_address_becomes_a_link(string text) => Assert.Null(WebLink.Problem(text));

    [Theory]
    [InlineData("https://256.0.0.1/test", "number")]
    [InlineData("https://192.168.0.257", "number")]
    [InlineData("https://1.2.3", "number")]
    [InlineData("https://0x7f.1/", "number")]
    [InlineData("https://2130706433/", "number")]
    [InlineData("https://foo.0x4", "number")]
    [InlineData("https://127.0.0.1", "isn't public")]
    [InlineData("https://0.0.0.0", "isn't public")]
    [InlineData("https://10.1.2.3/", "isn't public")]
    [InlineData("https://169.254.169.254/", "isn't public")]
    [InlineData("https://[::1]/", "isn't public")]
    [InlineData("https://[::ffff:127.0.0.1]/", "isn't public")]
    [InlineData("https://[fe80::1%25eth0]/", "isn't one")]
    [InlineData("https://localhost:443", "internal")]
    [InlineData("https://localhost./", "internal")]
    [InlineData("https://app.localhost/", "internal")]
    [InlineData("https://wiki/", "internal")]
    [InlineData("https://nas.local", "internal")]
    [InlineData("https://nowhere.invalid", "internal")]
    [InlineData("https://a\u200Cb.com/x", "invisible")]
    [InlineData("https://xn--a-ä.pt/x", "read differently")]
    [InlineData("https://a⒈com/x", "read differently")]
    [InlineData("https://a%41.com", "read differently")]
    [InlineData("https://example.com:0/", "browsers don't open")]
    [InlineData("https://example.com:6667/", "browsers don't open")]
    [InlineData("https://example.com:99999/", "port")]
    [InlineData("https://example.com:/", "port")]
    [InlineData("https://user:pass@example.com", "user name")]
    [InlineData("https://example.com\\@evil.test", "backslash")]
    [InlineData("https:///x", "no host")]
    [InlineData("https://", "no host")]
    [InlineData("https:example.com", "https://")]
    [InlineData("http://192.168.0.257", "https://")]
    [InlineData("javascript:alert(1)", "https://")]
    [InlineData("//example.com", "https://")]
    [InlineData("https://exa mple.com", "spaces")]
    [InlineData(" https://example.com", "spaces")]
    public void Any_other_address_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, WebLink.Problem(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://example.com", true)]
    [InlineData("http://192.168.0.257", false)]
    [InlineData("http://localhost/", false)]
    [InlineData("ftp://example.com", false)]
    [InlineData(null, false)]
    public void Plain_http_is_shown_where_a_field_allows_it(string? text, bool isOpen) => Assert.Equal(isOpen, WebLink.IsOpen(text));
}
