using System.Net;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Api;

/// <summary>A request that could not write in time is told so, may be sent again, and reading goes on meanwhile.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class WhileTheDatabaseIsBusyTests
{
    private const string Token = "wksp_test_publisher";

    [Fact]
    public async Task It_is_answered_that_it_may_be_sent_again()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Tokens:Publisher", Token));
        var client = portal.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        var publish = new { repository = new { url = "https://github.com/acme/incident-bridge" } };
        Assert.True((await client.PostAsync("/api/v1/extensions/registry/marketplace/publish", publish)).Message.IsSuccessStatusCode);
        await using (var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync())
        await using (await db.Database.BeginTransactionAsync())
        {
            var refused = (await client.PostAsync("/api/v1/extensions/registry/marketplace/publish", publish))
                .Refused(HttpStatusCode.ServiceUnavailable, "busy");

            Assert.Equal(TimeSpan.FromSeconds(5), refused.Message.Headers.RetryAfter!.Delta);
            using var page = await portal.Client().GetAsync(new Uri("/marketplace/dev.acme.alerts", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
    }
}
