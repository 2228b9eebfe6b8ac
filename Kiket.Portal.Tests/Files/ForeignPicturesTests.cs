using System.Net;
using Kiket.Portal.Files;

namespace Kiket.Portal.Tests.Files;

public sealed class ForeignPicturesTests
{
    [Theory]
    [InlineData("http://example.com/a.png")]
    [InlineData("https://example.com:8443/a.png")]
    [InlineData("https://user:secret@example.com/a.png")]
    [InlineData("ftp://example.com/a.png")]
    [InlineData("file:///etc/passwd")]
    [Asvs("V13.2.5")]
    public async Task Other_schemes_ports_and_user_names_are_refused(string address)
    {
        using var foreign = new ForeignPictures();

        Assert.Equal("picture_address", (await foreign.FetchAsync(new Uri(address), CancellationToken.None)).Error!.Code);
    }

    [Theory]
    [InlineData("https://127.0.0.1/a.png")]
    [InlineData("https://localhost/a.png")]
    [InlineData("https://10.0.0.1/a.png")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[::1]/a.png")]
    [InlineData("https://[::ffff:127.0.0.1]/a.png")]
    [InlineData("https://[64:ff9b::7f00:1]/a.png")]
    [InlineData("https://①②⑦.⓪.⓪.①/a.png")]
    [InlineData("https://100.64.0.1/a.png")]
    [InlineData("https://0x7f000001/a.png")]
    [Asvs("V13.2.5")]
    public async Task An_address_that_is_not_public_is_never_called(string address)
    {
        using var foreign = new ForeignPictures();

        Assert.False((await foreign.FetchAsync(new Uri(address), CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task A_proxy_of_the_machine_is_not_used()
    {
        // Through a proxy the guard would see the proxy's address alone.
        var before = HttpClient.DefaultProxy;
        var proxy = new WatchedProxy("pictures.invalid");
        HttpClient.DefaultProxy = proxy;
        try
        {
            using var foreign = new ForeignPictures();

            Assert.False((await foreign.FetchAsync(new Uri("https://pictures.invalid/a.png"), CancellationToken.None)).Succeeded);
            Assert.False(proxy.WasAsked);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    /// <summary>Minds one host alone, so that tests beside this one are left in peace.</summary>
    private sealed class WatchedProxy(string host) : IWebProxy
    {
        public bool WasAsked { get; private set; }

        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination)
        {
            WasAsked |= destination.Host == host;
            return null;
        }

        public bool IsBypassed(Uri host) => GetProxy(host) is null;
    }
}
