using Kiket.Portal.Checks.Scanning;

namespace Kiket.Portal.Tests.Checks.Scanning;

public sealed class HostScanTests
{
    [Theory]
    [InlineData("fetch('https://api.acme.io/v1')", "api.acme.io")]
    [InlineData("url = \"http://API.Acme.io:8080/x\"", "api.acme.io")]
    [InlineData("const u = `https://api.acme.io/${id}`;", "api.acme.io")]
    [InlineData("https://user@api.acme.io", "api.acme.io")]
    [InlineData("wss://stream.acme.io/socket", "stream.acme.io")]
    [InlineData("call('https://a.acme.io') // see the docs", "a.acme.io")]
    public void A_host_in_code_is_found(string line, string host) => Assert.Equal(new HostHit(host, 2), Assert.Single(HostScan.Search($"\n{line}\n")));

    [Theory]
    [InlineData("// https://api.acme.io")]
    [InlineData("  # https://api.acme.io")]
    [InlineData(" * @see https://api.acme.io")]
    [InlineData("<!-- https://api.acme.io -->")]
    [InlineData("run() // https://api.acme.io")]
    [InlineData("xmlns=\"http://www.w3.org/2000/svg\"")]
    [InlineData("https://json-schema.org/draft/2020-12/schema")]
    [InlineData("https://api.example.com/v1")]
    [InlineData("https://alerts.acme.test/hooks")]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("https://{{ tenant }}.acme.io")]
    [InlineData("https://")]
    public void Addresses_that_no_one_calls_are_left_out(string line) => Assert.Empty(HostScan.Search(line));

    [Theory]
    [InlineData("src/client.rb", true)]
    [InlineData("app.py", true)]
    [InlineData("config/settings.yaml", true)]
    [InlineData("README.md", false)]
    [InlineData("docs/setup.py", false)]
    [InlineData("test/client_test.rb", false)]
    [InlineData("src/client.spec.ts", false)]
    [InlineData("package-lock.json", false)]
    [InlineData("package.json", false)]
    [InlineData("node_modules/x/index.js", false)]
    [InlineData(".github/workflows/ci.yml", false)]
    [InlineData("logo.png", false)]
    public void Hosts_count_where_code_runs(string path, bool counts) => Assert.Equal(counts, SourcePath.MayCall(path));
}
