using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Installations;

/// <summary>Mia, a member of globex, asks Gus, its Owner.</summary>
public sealed class InstallationRequestTests : InstallationTestBase
{
    [Fact]
    public async Task Request_waits_in_one_list_until_the_extension_is_installed_and_the_member_hears_of_it()
    {
        await JoinAsync();
        Assert.All(await AtOnceAsync(AskAsync, AskAsync), asked => Assert.True(asked.Succeeded, asked.Error?.Message));

        var row = Assert.Single(await WaitingAsync());
        Assert.Equal(("mia", "Acme Alerts"), (row.Person, row.Name));
        Assert.Equal(["mia asks you to install Acme Alerts"], await TitlesAsync(Scenario.Gus));

        await Bench.InstalledAsync();

        Assert.Empty(await WaitingAsync());
        Assert.Equal(["Acme Alerts, which you asked for, is installed"], await TitlesAsync(Scenario.Mia));
        Assert.Equal(InstallExtension.AlreadyInstalled, (await AskAsync()).Code());
    }

    [Fact]
    public async Task Declined_request_gives_its_reason_and_can_be_made_again()
    {
        await JoinAsync();
        Assert.True((await AskAsync()).Succeeded);
        var id = Assert.Single(await WaitingAsync()).Id;

        Assert.Equal("reason_length", (await DeclineAsync(id, "  ")).Code());
        Assert.Equal("role_too_low", (await DeclineAsync(id, "No.", Scenario.Mia)).Code());
        Assert.Equal("organization_not_found", (await DeclineAsync(id, "No.", Scenario.Ada)).Code());
        Assert.True((await DeclineAsync(id, "We have another one.")).Succeeded);

        Assert.Equal("request_answered", (await DeclineAsync(id, "Twice.")).Code());
        Assert.Empty(await WaitingAsync());
        var told = await Scenario.QueryAsync(db => db.Set<Notification>().SingleAsync(one => one.UserId == Scenario.Mia.UserId));
        Assert.Equal(("gus declined your request for Acme Alerts", "We have another one."), (told.Title, told.Body));
        Assert.True((await AskAsync()).Succeeded);
        Assert.Single(await WaitingAsync());
    }

    [Fact]
    public async Task Request_of_somebody_who_left_is_not_listed()
    {
        await JoinAsync();
        Assert.True((await AskAsync()).Succeeded);
        var left = await Scenario.Get<RemoveMember>().RunAsync("globex", Scenario.Mia.UserId, Scenario.Gus, CancellationToken.None);
        Assert.True(left.Succeeded, left.Error?.Message);

        Assert.Empty(await WaitingAsync());
        Assert.Equal("organization_not_found", (await AskAsync()).Code());
    }

    private Task JoinAsync() => Scenario.Database.JoinAsync("globex", Scenario.Gus, Scenario.Mia, OrganizationRole.Member);

    private Task<Result> AskAsync() =>
        Scenario.Get<RequestInstallation>().RunAsync("globex", Extension.Marketplace, Scenario.Id, Scenario.Mia, CancellationToken.None);

    private Task<Result> DeclineAsync(Guid id, string reason, Actor? actor = null) =>
        Scenario.Get<DeclineRequest>().RunAsync("globex", id, reason, actor ?? Scenario.Gus, CancellationToken.None);

    private async Task<IReadOnlyList<RequestRow>> WaitingAsync() => await Scenario.Get<RequestQueries>().WaitingAsync(
        await Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == "globex").Select(one => one.Id).SingleAsync()), CancellationToken.None);

    private Task<List<string>> TitlesAsync(Actor person) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(one => one.UserId == person.UserId && one.Key.StartsWith("installation."))
        .Where(one => !one.Key.StartsWith("installation.operation"))
        .Select(one => one.Title)
        .ToListAsync());
}
