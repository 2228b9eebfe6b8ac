using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Organizations;

/// <summary>An invitation lasts as long as the right of the person who made it.</summary>
public sealed class InviterTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Actor _owner = null!;
    private Actor _ana = null!;
    private Actor _ben = null!;
    private OrganizationSummary _acme = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddOrganizations(), _clock);
        _owner = await _database.AddPersonAsync("olga");
        _ana = await _database.AddPersonAsync("ana");
        _ben = await _database.AddPersonAsync("ben");
        _acme = await _database.AddOrganizationAsync("acme", _owner);
        await _database.JoinAsync("acme", _owner, _ana, OrganizationRole.Owner);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task It_ends_when_its_inviter_is_removed_and_says_so()
    {
        var secret = await InviteAsync(OrganizationRole.Member);

        Assert.True((await RemoveAsync(_ana, _owner)).Succeeded);

        var refused = await AcceptAsync(secret);
        Assert.Equal((ErrorKind.Gone, "invitation_inviter_gone"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal("The person who invited you is no longer an admin of ACME. Ask for a new invitation.", refused.Error.Message);
        Assert.Equal("invitation_inviter_gone", (await _database.Get<AcceptInvitation>().LookAsync(secret, CancellationToken.None)).Code());
        Assert.Empty(await _database.Get<OrganizationQueries>().OpenInvitationsAsync(_acme.Id, CancellationToken.None));
    }

    [Fact]
    public async Task It_ends_when_its_inviter_leaves()
    {
        var secret = await InviteAsync(OrganizationRole.Member);

        Assert.True((await RemoveAsync(_ana, _ana)).Succeeded);

        Assert.Equal("invitation_inviter_gone", (await AcceptAsync(secret)).Code());
    }

    [Fact]
    public async Task It_opens_nothing_while_its_inviter_is_locked()
    {
        var secret = await InviteAsync(OrganizationRole.Member);
        await OnPersonAsync(_ana, person => person.Lock("Sends mail to strangers.", _owner.UserId, _clock.GetUtcNow()));

        Assert.Equal("invitation_inviter_gone", (await _database.Get<AcceptInvitation>().LookAsync(secret, CancellationToken.None)).Code());
        Assert.Equal("invitation_inviter_gone", (await AcceptAsync(secret)).Code());
        Assert.Empty(await _database.Get<OrganizationQueries>().OpenInvitationsAsync(_acme.Id, CancellationToken.None));

        await OnPersonAsync(_ana, person => person.Unlock());
        Assert.True((await AcceptAsync(secret)).Succeeded);
    }

    private async Task OnPersonAsync(Actor who, Func<PortalUser, Result> change)
    {
        await using var db = await _database.OpenAsync();
        Assert.True(change(await db.Set<PortalUser>().SingleAsync(user => user.Id == who.UserId)).Succeeded);
        await db.SaveChangesAsync();
    }

    [Fact]
    public async Task It_stays_ended_when_the_right_comes_back()
    {
        var secret = await InviteAsync(OrganizationRole.Member);

        await ChangeAsync(OrganizationRole.Member);
        await ChangeAsync(OrganizationRole.Owner);

        Assert.Equal("invitation_withdrawn", (await AcceptAsync(secret)).Code());
    }

    [Theory]
    [InlineData(OrganizationRole.Member, OrganizationRole.Admin, null)]
    [InlineData(OrganizationRole.Owner, OrganizationRole.Admin, "invitation_inviter_gone")]
    [InlineData(OrganizationRole.Admin, OrganizationRole.Member, "invitation_inviter_gone")]
    public async Task A_lower_role_ends_what_it_may_not_invite_to(OrganizationRole invited, OrganizationRole left, string? code)
    {
        var secret = await InviteAsync(invited);

        await ChangeAsync(left);

        Assert.Equal(code, (await AcceptAsync(secret)).Code());
    }

    [Fact]
    public async Task A_right_that_ends_some_other_way_ends_it_too()
    {
        var secret = await InviteAsync(OrganizationRole.Member);
        await using var db = await _database.OpenAsync();

        await db.Set<Membership>().Where(membership => membership.UserId == _ana.UserId).ExecuteDeleteAsync();

        Assert.Equal("invitation_inviter_gone", (await AcceptAsync(secret)).Code());
        Assert.Empty(await _database.Get<OrganizationQueries>().OpenInvitationsAsync(_acme.Id, CancellationToken.None));
    }

    [Fact]
    public async Task What_ends_is_counted_before()
    {
        await InviteAsync(OrganizationRole.Member);
        await InviteAsync(OrganizationRole.Owner, "cleo@example.com");
        var shares = _database.Get<MemberShares>();

        Assert.Equal(["2 open invitations"], await shares.EndingAsync(_acme.Id, _ana.UserId, role: null, CancellationToken.None));
        Assert.Equal(["1 open invitation"], await shares.EndingAsync(_acme.Id, _ana.UserId, OrganizationRole.Admin, CancellationToken.None));
        Assert.Empty(await shares.EndingAsync(_acme.Id, _owner.UserId, role: null, CancellationToken.None));
    }

    private async Task<string> InviteAsync(OrganizationRole role, string email = "ben@example.com") => People.Secret((await _database.Get<InviteMember>()
        .RunAsync("acme", email, role, _ana, CancellationToken.None)).Value);

    private async Task ChangeAsync(OrganizationRole role) =>
        Assert.True((await _database.Get<ChangeRole>().RunAsync("acme", _ana.UserId, role, _owner, CancellationToken.None)).Succeeded);

    private Task<Result> RemoveAsync(Actor member, Actor actor) =>
        _database.Get<RemoveMember>().RunAsync("acme", member.UserId, actor, CancellationToken.None);

    private Task<Result<string>> AcceptAsync(string secret) => _database.Get<AcceptInvitation>().RunAsync(secret, _ben, CancellationToken.None);
}
