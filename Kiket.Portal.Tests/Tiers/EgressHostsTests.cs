using Kiket.Portal.Tiers;

namespace Kiket.Portal.Tests.Tiers;

public sealed class EgressHostsTests
{
    [Theory]
    [InlineData("api.slack.com", "api.slack.com")]
    [InlineData("API.Slack.com", "api.slack.com")]
    [InlineData("hooks.acme.test", "hooks.acme.test")]
    [InlineData("acme.co.uk", "acme.co.uk")]
    [InlineData("acme.github.io", "acme.github.io")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("_dmarc.example.com", "_dmarc.example.com")]
    public void Exact_names_are_allowed(string declared, string host)
    {
        var verdict = EgressHosts.Check(declared);

        Assert.Equal((EgressForm.Exact, host), (verdict.Form, verdict.Host));
        Assert.Null(verdict.Reason);
    }

    [Theory]
    [InlineData("*.acme.test")]
    [InlineData("*.api.acme.co.uk")]
    [InlineData("*.googleapis.com")]
    [InlineData("*.bucket.s3.amazonaws.com")]
    [InlineData("*.www.ck")]
    [InlineData("*.city.kawasaki.jp")]
    [InlineData("*.食狮.公司.cn")]
    public void One_leading_wildcard_is_allowed_and_marked(string declared) => Assert.Equal(EgressForm.Wildcard, EgressHosts.Check(declared).Form);

    [Theory]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("com")]
    [InlineData("*.com")]
    [InlineData("*.co.uk")]
    [InlineData("co.uk")]
    [InlineData("*.com.au")]
    [InlineData("*.github.io")]
    [InlineData("*.herokuapp.com")]
    [InlineData("*.amazonaws.com")]
    [InlineData("*.com.ac")]
    [InlineData("*.kawasaki.jp")]
    [InlineData("*.windows.net")]
    [InlineData("*.sharepoint.com")]
    [InlineData("*.公司.cn")]
    [InlineData("公司.香港")]
    [InlineData("*.xn--55qx5d.cn")]
    [InlineData("*.any.ck")]
    public void A_bare_public_suffix_is_refused(string declared)
    {
        var verdict = EgressHosts.Check(declared);

        Assert.Equal(EgressForm.PublicSuffix, verdict.Form);
        Assert.False(verdict.IsAllowed);
        Assert.NotNull(verdict.Fix);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("https://api.acme.test", "scheme")]
    [InlineData("api.acme.test:443", "port")]
    [InlineData("api.acme.test/v1", "path")]
    [InlineData("api.acme.test?x", "path")]
    [InlineData("user@api.acme.test", "user name")]
    [InlineData("api.acme.test.", "dot")]
    [InlineData("api acme.test", "space")]
    [InlineData("10.0.0.1", "address")]
    [InlineData("127.1", "address")]
    [InlineData("0x7f000001", "address")]
    [InlineData("2130706433", "address")]
    [InlineData("①②⑦.⓪.⓪.①", "address")]
    [InlineData("::1", "address")]
    [InlineData("[::1]", "address")]
    [InlineData("169.254.169.254", "address")]
    [InlineData("localhost", "internal")]
    [InlineData("*.localhost", "internal")]
    [InlineData("metadata.google.internal", "internal")]
    [InlineData("printer.local", "internal")]
    [InlineData("a.*.acme.test", "*")]
    [InlineData("*.*.acme.test", "*")]
    [InlineData("*acme.test", "*")]
    [InlineData("-a.acme.test", "host name")]
    [InlineData("a..acme.test", "host name")]
    [InlineData("a,b.test", "host name")]
    [InlineData("a\u200Cb.com", "read alike")]
    [InlineData("xn--a-ä.pt", "read alike")]
    [InlineData("a⒈com", "read alike")]
    [InlineData("256.0.0.1", "address")]
    public void Anything_else_is_refused_with_its_reason(string declared, string reason)
    {
        var verdict = EgressHosts.Check(declared);

        Assert.Equal(EgressForm.Malformed, verdict.Form);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_in_another_alphabet_shows_what_it_is_to_the_network()
    {
        var verdict = EgressHosts.Check("gіthub.com");

        Assert.True(verdict is { IsAllowed: true, IsInternational: true });
        Assert.StartsWith("xn--", verdict.Host, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_long_names_are_refused() => Assert.Equal(EgressForm.Malformed, EgressHosts.Check(string.Join('.', Enumerable.Repeat("a", 30_000))).Form);
}
