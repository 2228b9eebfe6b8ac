using System.Net;
using System.Text;
using Kiket.Portal.Tests.Api;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Secrets;

/// <summary>
/// After work with a private repository its token is nowhere to be read: not in the database, its log of changes, a file
/// or what the portal wrote to its output.
/// </summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class NoTokenAnywhereTests : IDisposable
{
    private const string Publisher = "wksp_test_publisher";
    private const string Token = "demo-token-acme-read";
    private const string Refused = "github_pat_11REFUSED0_ofNoUseToAnybodyAtAll";

    private readonly string _data = Places.Temporary();

    public void Dispose() => Places.Remove(_data);

    [Fact]
    [Asvs("V13.3.1")]
    public async Task A_token_is_in_no_file_and_in_no_line_of_output()
    {
        await using var portal = await PortalServerProcess.StartAsync(
            _data, "Development", ("Demo:Tokens:Publisher", Publisher), ("Logging:LogLevel:Default", "Debug"));
        using var client = new HttpClient { BaseAddress = portal.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Publisher);

        var stored = await PublishAsync(client, Token);
        var refused = await PublishAsync(client, Refused);

        // It was read: the version in it is known, and was published when the demo began.
        Assert.Equal("version_not_greater", stored.Code);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(0, await portal.StopAsync());
        Assert.All([stored.Body.ToString(), refused.Body.ToString(), portal.Output], text =>
        {
            Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Refused, text, StringComparison.Ordinal);
        });
        // With everything that was logged, there was something to be found in.
        Assert.Contains("acme/report-exporter", portal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories), HasToken);
    }

    private static Task<ApiResponse> PublishAsync(HttpClient client, string token) => client.PostAsync(
        "/api/v1/extensions/registry/marketplace/publish",
        new { repository = new { url = "https://github.com/acme/report-exporter", access_token = token } });

    private static bool HasToken(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return new[] { Token, Refused }.Any(token =>
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(token)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(token)) >= 0);
    }
}
