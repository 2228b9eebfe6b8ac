using System.Net;
using Kiket.Portal.Data;
using Kiket.Portal.Hosting;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Hosting;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PortalRoleTests
{
    [Fact]
    public async Task A_host_has_its_health_and_no_pages_and_says_that_it_has_no_engine()
    {
        await using var host = await PortalServer.StartAsync(("Demo:Enabled", "false"), ("Portal:Role", "host"));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, "/health/live"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, "/marketplace"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, "/api/v1/health"));
        var test = await Wait.UntilAsync(() => ReportedAsync(host), test => test is not null);
        Assert.Equal(SelfTestState.Off, test!.State);
        Assert.Contains("Hosting:Engine is none", Assert.Single(test.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Portal:Role=worker", "Portal:Role must be")]
    [InlineData("--Portal:Role=edge", "Hosting:Edge:Key")]
    [InlineData("--Hosting:Engine=docker", "Hosting:EdgeImage")]
    [InlineData("--Hosting:Edge:AllowRanges:0=10.0.0.0/8", "isn't allowed in Production")]
    public void An_invalid_role_or_engine_is_reported_at_the_start(string setting, string sentence)
    {
        var folder = Places.Temporary();

        var exception = Assert.Throws<OptionsValidationException>(() => PortalHost.Build(
            [
                "--applicationName=Kiket.Portal", $"--contentRoot={Places.Portal}", "--environment=Production", $"--Portal:DataDirectory={folder}",
                "--Logging:LogLevel:Default=None", setting,
            ]));

        Assert.Contains(exception.Failures, failure => failure.Contains(sentence, StringComparison.Ordinal));
        Places.Remove(folder);
    }

    private static async Task<HttpStatusCode> StatusAsync(PortalServer portal, string path)
    {
        using var response = await portal.Client().GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    private static async Task<SelfTest?> ReportedAsync(PortalServer portal)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Set<SelfTest>().SingleOrDefaultAsync();
    }
}
