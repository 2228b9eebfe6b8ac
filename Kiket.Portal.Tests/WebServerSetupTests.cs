using System.Net;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class WebServerSetupTests
{
    [Fact]
    public async Task The_response_does_not_name_the_server()
    {
        await using var portal = await PortalServer.StartAsync();
        using var response = await portal.Client().GetAsync(new Uri("/health/live", UriKind.Relative));

        Assert.Empty(response.Headers.Server);
    }

    [Fact]
    public async Task Assets_of_the_framework_are_served()
    {
        await using var portal = await PortalServer.StartAsync("Production");
        using var response = await portal.Client().GetAsync(new Uri("/_framework/blazor.web.js", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_proxy_that_is_neither_address_nor_network_stops_the_start() =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => PortalServer.StartAsync(("Proxies:Known:0", "my-proxy")));

    [Fact]
    public async Task Every_wrong_setting_is_named_in_words_and_without_a_stack()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => PortalServerProcess.StartAsync(
            Places.Temporary(),
            settings: [("Proxies:Known:0", "my-proxy"), ("Demo:Enabled", "true")]));

        Assert.Contains("2 settings are invalid", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Proxies:Known must contain IP addresses", failed.Message, StringComparison.Ordinal);
        Assert.Contains("Demo:Enabled is true in Production", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_cannot_be_read_are_named_together_with_the_others()
    {
        var failed = await Assert.ThrowsAsync<OptionsValidationException>(() => PortalServer.StartAsync(
            ("Review:TargetHours", "abc"), ("Database:Provider", "MySql"), ("Drafts:SaveAfter", "soon"), ("Proxies:Known:0", "my-proxy"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")));

        Assert.True(failed.Failures.Count() == 5, string.Join('\n', failed.Failures));
        Assert.Contains("Review:TargetHours is 'abc'. Enter a whole number.", failed.Failures);
        Assert.Contains("Database:Provider is 'MySql'. Use Sqlite or PostgreSql.", failed.Failures);
        Assert.Contains("Drafts:SaveAfter is 'soon'. Enter a time such as 00:05:00.", failed.Failures);
    }

    [Fact]
    public void An_unknown_setting_is_named_with_the_one_that_is_meant()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Review:TargetHour"] = "8",
            ["Portal:DataDirectory"] = "/data",
            ["Smtp:Colour"] = "red",
            ["Logging:Anything"] = "is not ours",
        }).Build();

        Assert.Equal(
            ["Review:TargetHour is not a setting; Review:TargetHours is.", "Smtp:Colour is not a setting."],
            PortalSettings.Unknown(configuration).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Database:Provider", "Mysql", "Database:Provider is 'Mysql'. Use Sqlite or PostgreSql.")]
    [InlineData("Database:Provider", "PostgreSql", "set ConnectionStrings:Portal")]
    [InlineData("Portal:PublicUrl", "portal.example", "Portal:PublicUrl must be an absolute http or https address")]
    [InlineData("Limits:Connections", "0", "Limits:Connections must be between 1 and 1000000")]
    [InlineData("Accounts:PasswordIterations", "209999", "Accounts:PasswordIterations is below 210000 in Production")]
    [InlineData("Accounts:Registration", "Domains", "Accounts:Registration is Domains, so set Accounts:AllowedDomains too")]
    [InlineData("Accounts:Registration", "Closed", "Accounts:Registration is 'Closed'. Use Open, Invitation or Domains.")]
    [InlineData("Legal:Terms", "no-such.md", "no-such.md, which doesn't exist")]
    [InlineData("Drafts:SaveAfter", "00:00:30", "Drafts:SaveAfter must be between 0.01 and 5 seconds")]
    [InlineData("Smtp:Port", "0", "\n  - Smtp:Port must be between 1 and 65535, such as 587.\n")]
    public async Task A_setting_that_cannot_be_used_says_what_it_needs(string key, string value, string needs)
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => PortalServerProcess.StartAsync(Places.Temporary(), settings: [(key, value)]));

        Assert.Contains("The portal can't start", failed.Message, StringComparison.Ordinal);
        Assert.Contains(needs, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_without_the_portals_own_address_stops_the_start()
    {
        var failed = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            PortalServer.StartAsync("Production", ("Smtp:Host", "mail.test"), ("Smtp:From", "portal@market.test")));

        Assert.Contains("set Portal:PublicUrl too. It is the address where people reach the portal", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_names_no_host_is_refused()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync("127.0.0.1", portal.Address.Port);
        await connection.GetStream().WriteAsync("GET /marketplace HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var response = new StreamReader(connection.GetStream());

        Assert.StartsWith("HTTP/1.1 400", await response.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_the_others_go_on()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"), ("Limits:Connections", "3"));
        var open = new List<System.Net.Sockets.TcpClient>();
        try
        {
            for (var n = 0; n < 4; n++)
            {
                var connection = new System.Net.Sockets.TcpClient();
                open.Add(connection);
                await connection.ConnectAsync("127.0.0.1", portal.Address.Port);
                if (n < 3)
                {
                    // It responded, so the server has counted it.
                    Assert.StartsWith("HTTP/1.1 200", await AskAsync(connection), StringComparison.Ordinal);
                }
            }

            Assert.Null(await AskAsync(open[3]));
            Assert.StartsWith("HTTP/1.1 200", await AskAsync(open[0]), StringComparison.Ordinal);
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    [Theory]
    [InlineData(10_000, null, 10_000)]
    [InlineData(10_000, 1_048_576, 10_000)]
    [InlineData(10_000, 1024, 768)]
    [InlineData(10_000, 64, 16)]
    public void There_are_no_more_connections_than_the_system_has_handles_for(long configured, int? limit, long expected) =>
        Assert.Equal(expected, FileHandles.Connections(configured, limit));

    [Fact]
    public async Task Live_pages_have_a_limit_of_their_own_below_that_of_connections()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        var limits = portal.Services.GetRequiredService<IOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>>().Value.Limits;

        Assert.Equal((10_000L, 2000L), (limits.MaxConcurrentConnections, limits.MaxConcurrentUpgradedConnections));
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_its_skip_link_stays_on_the_page()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        using var missed = await portal.Client().GetAsync(new Uri("/nothing/here?a=b", UriKind.Relative));
        using var itself = await portal.Client().GetAsync(new Uri("/not-found", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (missed.StatusCode, itself.StatusCode));
        Assert.Contains("href=\"/nothing/here?a=b#main\"", await missed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Page not found", await itself.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_restarts_on_its_data_and_address()
    {
        await using var portal = await PortalServer.StartAsync();
        var address = portal.Address;
        await portal.RestartAsync();

        Assert.Equal(address, portal.Address);
        Assert.Contains("healthy", await portal.Client().GetStringAsync(new Uri("/health/ready", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_portal_comes_back_and_a_stopped_one_ends_well()
    {
        var data = Places.Temporary();
        await using var portal = await PortalServerProcess.StartAsync(data);
        await portal.KillAsync();
        await portal.RestartAsync();

        Assert.Equal(0, await portal.StopAsync());
        Places.Remove(data);
    }

    [Fact]
    public async Task A_portal_that_is_stopped_while_it_still_starts_ends_well_and_starts_again()
    {
        var data = Places.Temporary();
        await using (var portal = PortalServerProcess.Launch(data, "Development"))
        {
            // The tables are there; the sample data, which takes longest, is not.
            while (!File.Exists(Path.Combine(data, "portal.db-wal")) && portal.IsRunning)
            {
                await Task.Delay(20);
            }

            Assert.Equal(0, await portal.StopAsync());
            Assert.DoesNotContain("Unhandled exception", portal.Output, StringComparison.Ordinal);
        }

        await using (await PortalServerProcess.StartAsync(data))
        {
            // It responds.
        }

        Places.Remove(data);
    }

    /// <summary>The first line of the response; null when the server closed the connection.</summary>
    private static async Task<string?> AskAsync(System.Net.Sockets.TcpClient connection)
    {
        try
        {
            var stream = connection.GetStream();
            // Without a body, the whole response arrives at once.
            await stream.WriteAsync("HEAD /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            var buffer = new byte[4096];
            var read = await stream.ReadAsync(buffer);
            return read == 0 ? null : System.Text.Encoding.ASCII.GetString(buffer, 0, read).Split('\r')[0];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
