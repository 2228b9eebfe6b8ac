using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Organizations;

public sealed class InvitationTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Actor _owner = null!;
    private Actor _ben = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddOrganizations(), _clock);
        _owner = await _database.AddPersonAsync("olga");
        _ben = await _database.AddPersonAsync("ben");
        await _database.AddOrganizationAsync("acme", _owner);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task It_works_once()
    {
        var secret = await InviteAsync();

        Assert.Equal("acme", (await AcceptAsync(secret, _ben)).Value);
        Assert.Equal("invitation_used", (await AcceptAsync(secret, _ben)).Code());
    }

    [Fact]
    public async Task It_ends_after_seven_days()
    {
        var secret = await InviteAsync();
        _clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal("invitation_expired", (await AcceptAsync(secret, _ben)).Code());
    }

    [Fact]
    public async Task It_is_for_the_invited_address_alone()
    {
        var secret = await InviteAsync();
        var cleo = await _database.AddPersonAsync("cleo");

        Assert.Equal("invitation_for_another", (await AcceptAsync(secret, cleo)).Code());
    }

    [Fact]
    public async Task A_new_one_replaces_the_open_one()
    {
        var first = await InviteAsync();
        var second = await InviteAsync();

        Assert.Equal("invitation_withdrawn", (await AcceptAsync(first, _ben)).Code());
        Assert.True((await AcceptAsync(second, _ben)).Succeeded);
    }

    [Fact]
    public async Task Its_secret_is_not_stored()
    {
        var secret = await InviteAsync();
        await using var db = await _database.OpenAsync();

        Assert.NotEqual(secret, (await db.Set<Invitation>().SingleAsync()).TokenHash);
    }

    [Fact]
    public async Task A_guessed_link_is_not_found() =>
        Assert.Equal("invitation_not_found", (await AcceptAsync("guess", _ben)).Code());

    private async Task<string> InviteAsync() => People.Secret((await _database.Get<InviteMember>()
        .RunAsync("acme", "ben@example.com", OrganizationRole.Member, _owner, CancellationToken.None)).Value);

    private Task<Kiket.Portal.Foundation.Result<string>> AcceptAsync(string secret, Actor person) =>
        _database.Get<AcceptInvitation>().RunAsync(secret, person, CancellationToken.None);
}
