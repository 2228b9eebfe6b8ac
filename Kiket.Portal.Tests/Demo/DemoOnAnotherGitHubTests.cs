using Kiket.Portal.Data;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Demo;

/// <summary>A demo whose repositories come from a server that is not the portal's own.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class DemoOnAnotherGitHubTests
{
    [Fact]
    public async Task People_and_tokens_are_there_and_nothing_is_read_from_the_other_server()
    {
        await using var other = await LocalGitHubServer.StartAsync(DemoRepositories.Empty());
        await using var portal = await PortalServer.StartAsync(("GitHub:ApiUrl", other.Address.AbsoluteUri), ("Demo:Tokens:Publisher", "script-token"));

        Assert.Empty(other.Faults.Calls);
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        Assert.Equal(0, await db.Set<Submission>().CountAsync());
        var client = portal.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "script-token");
        Assert.Contains("\"slug\":\"acme\"", await client.GetStringAsync(new Uri("/api/v1/me", UriKind.Relative)), StringComparison.Ordinal);
        Assert.Contains(other.Address.AbsoluteUri, await portal.Client().GetStringAsync(new Uri("/demo", UriKind.Relative)), StringComparison.Ordinal);
    }
}
