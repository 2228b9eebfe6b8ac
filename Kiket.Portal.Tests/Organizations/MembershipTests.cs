using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Organizations;

public sealed class MembershipTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Actor _owner = null!;
    private Actor _other = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddOrganizations(), _clock);
        _owner = await _database.AddPersonAsync("olga");
        _other = await _database.AddPersonAsync("ben");
        await _database.AddOrganizationAsync("acme", _owner);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task The_founder_is_owner_and_the_log_says_so()
    {
        var mine = Assert.Single(await _database.Get<OrganizationQueries>().ForUserAsync(_owner.UserId, CancellationToken.None));
        await using var db = await _database.OpenAsync();
        var entry = await db.Set<AuditEntry>().SingleAsync();

        Assert.Equal(OrganizationRole.Owner, mine.Role);
        Assert.Equal(("organization.created", "olga", "192.0.2.7"), (entry.Action, entry.ActorName, entry.Address));
    }

    [Theory]
    [InlineData("acme", "organization_slug_taken")]
    [InlineData("Acme", "organization_slug_invalid")]
    [InlineData("a", "organization_slug_invalid")]
    [InlineData("-acme", "organization_slug_invalid")]
    [InlineData("a--b", "organization_slug_invalid")]
    [InlineData("marketplace", "organization_slug_reserved")]
    [InlineData("0198a000-0000-7000-8000-000000000000", "organization_slug_invalid")]
    public async Task A_bad_or_taken_slug_is_refused(string slug, string code) =>
        Assert.Equal(code, (await _database.Get<CreateOrganization>().RunAsync(slug, "Some", _other, CancellationToken.None)).Code());

    [Fact]
    public async Task A_person_creates_five_organizations_a_day()
    {
        var create = _database.Get<CreateOrganization>();
        for (var n = 0; n < 5; n++)
        {
            Assert.True((await create.RunAsync($"studio-{n}", "Studio", _other, CancellationToken.None)).Succeeded);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        var refused = await create.RunAsync("studio-5", "Studio", _other, CancellationToken.None);

        Assert.Equal(("too_many_new_organizations", ErrorKind.TooMany), (refused.Code(), refused.Error!.Kind));
        Assert.Contains("in 19 hours", refused.Error.Message, StringComparison.Ordinal);
        _clock.Advance(refused.Error.RetryAfter!.Value);
        Assert.True((await create.RunAsync("studio-5", "Studio", _other, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task An_address_may_spell_the_organization_in_capitals() =>
        Assert.Equal(
            "acme",
            (await _database.Get<OrganizationAccess>()
                .RequireAsync("ACME", _owner.UserId, OrganizationRole.Owner, CancellationToken.None)).Value.Slug);

    [Fact]
    public async Task The_last_owner_can_neither_leave_nor_step_down()
    {
        await _database.JoinAsync("acme", _owner, _other, OrganizationRole.Admin);

        var leaving = await _database.Get<RemoveMember>().RunAsync("acme", _owner.UserId, _owner, CancellationToken.None);
        var steppingDown = await _database.Get<ChangeRole>()
            .RunAsync("acme", _owner.UserId, OrganizationRole.Admin, _owner, CancellationToken.None);

        Assert.Equal(("last_owner", "last_owner"), (leaving.Code(), steppingDown.Code()));
    }

    [Fact]
    public async Task Of_two_owners_who_leave_at_once_one_stays()
    {
        await _database.JoinAsync("acme", _owner, _other, OrganizationRole.Owner);
        await using var db = await _database.OpenAsync();
        var remove = _database.Get<RemoveMember>();

        // Seen by this context before the other owner leaves, as by a second request at the same moment.
        var organization = await db.Set<Organization>().SingleAsync();
        organization.MembersChanged();
        db.RemoveRange(db.Set<Membership>().Where(m => m.UserId == _owner.UserId));
        var first = await remove.RunAsync("acme", _other.UserId, _other, CancellationToken.None);

        Assert.True(first.Succeeded);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task An_admin_does_not_make_owners_nor_remove_them()
    {
        await _database.JoinAsync("acme", _owner, _other, OrganizationRole.Admin);

        var promoted = await _database.Get<ChangeRole>()
            .RunAsync("acme", _other.UserId, OrganizationRole.Owner, _other, CancellationToken.None);
        var invited = await _database.Get<InviteMember>()
            .RunAsync("acme", "cleo@example.com", OrganizationRole.Owner, _other, CancellationToken.None);

        Assert.Equal(("owner_needed", "owner_needed"), (promoted.Code(), invited.Code()));
    }

    [Fact]
    public async Task Somebody_elses_organization_looks_absent_by_slug_and_by_id()
    {
        var access = _database.Get<OrganizationAccess>();
        var id = (await _database.Get<OrganizationQueries>().ForUserAsync(_owner.UserId, CancellationToken.None))[0].Id;

        var bySlug = await access.RequireAsync("acme", _other.UserId, OrganizationRole.Member, CancellationToken.None);
        var byId = await access.RequireAsync(id, _other.UserId, OrganizationRole.Member, CancellationToken.None);
        var absent = await access.RequireAsync("nobody", _other.UserId, OrganizationRole.Member, CancellationToken.None);

        Assert.All([bySlug, byId, absent], result => Assert.Equal((ErrorKind.NotFound, "organization_not_found"), (result.Error!.Kind, result.Error.Code)));
    }

    [Fact]
    public async Task A_role_too_low_sees_who_can_help()
    {
        await _database.JoinAsync("acme", _owner, _other, OrganizationRole.Member);

        var access = await _database.Get<OrganizationAccess>()
            .RequireAsync("acme", _other.UserId, OrganizationRole.Admin, CancellationToken.None);

        Assert.Equal(ErrorKind.Forbidden, access.Error!.Kind);
        Assert.Contains("olga", access.Error.Message, StringComparison.Ordinal);
    }
}
