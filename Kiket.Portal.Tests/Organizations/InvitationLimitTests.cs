using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Organizations;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Organizations;

/// <summary>Invitations are mails to people who did not ask for them: few, and in the portal's own words.</summary>
public sealed class InvitationLimitTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private PortalDatabase _database = null!;
    private Actor _owner = null!;

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync(services => services.AddOrganizations(), _clock);
        _owner = await _database.AddPersonAsync("olga");
        await _database.AddOrganizationAsync("acme", _owner);
        await _database.AddOrganizationAsync("globex", _owner);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task An_inviter_sends_twenty_within_an_hour_over_all_organizations()
    {
        await InviteManyAsync("acme", 10);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await InviteManyAsync("globex", 10);

        var refused = (await InviteAsync("globex", "one.more@example.com")).Error!;
        Assert.Equal((ErrorKind.TooMany, "invitation_limit", TimeSpan.FromMinutes(30)), (refused.Kind, refused.Code, refused.RetryAfter));
        Assert.Equal("You sent 20 invitations within an hour, which is the limit. Try again at 10:00 UTC on 2 March, in 30 min.", refused.Message);

        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.True((await InviteAsync("globex", "one.more@example.com")).Succeeded);
    }

    [Fact]
    public async Task An_inviter_sends_fifty_within_a_day()
    {
        foreach (var (organization, count) in new[] { ("acme", 20), ("globex", 20), ("acme", 10) })
        {
            await InviteManyAsync(organization, count);
            _clock.Advance(TimeSpan.FromHours(2));
        }

        var refused = (await InviteAsync("globex", "one.more@example.com")).Error!;
        Assert.Equal("You sent 50 invitations within a day, which is the limit. Try again at 09:00 UTC on 3 March, in 18 h.", refused.Message);
    }

    [Fact]
    public async Task An_organization_sends_fifty_within_a_day_whoever_invites()
    {
        var ana = await _database.AddPersonAsync("ana");
        await _database.JoinAsync("acme", _owner, ana, OrganizationRole.Admin);
        await InviteManyAsync("acme", 19);
        await InviteManyAsync("acme", 20, ana);
        _clock.Advance(TimeSpan.FromHours(2));
        await InviteManyAsync("acme", 10, ana);

        var refused = (await InviteAsync("acme", "one.more@example.com")).Error!;
        Assert.StartsWith("ACME sent 50 invitations within a day, which is the limit.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_mailbox_gets_three_a_day_whoever_invites_and_however_it_is_written()
    {
        var eve = await _database.AddPersonAsync("eve");
        await _database.AddOrganizationAsync("evil", eve);
        Assert.True((await InviteAsync("acme", "ben@example.com")).Succeeded);
        Assert.True((await InviteAsync("globex", "BEN@example.com")).Succeeded);
        Assert.True((await InviteAsync("evil", "ben+news@example.com", eve)).Succeeded);

        var refused = (await InviteAsync("evil", "ben+more@example.com", eve)).Error!;
        Assert.StartsWith("ben+more@example.com can't be invited again today", refused.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(1), refused.RetryAfter);
    }

    [Fact]
    public async Task Inviting_again_replaces_and_counts()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await InviteAsync("acme", "ben@example.com")).Succeeded);
        }

        Assert.Equal("invitation_limit", (await InviteAsync("acme", "ben@example.com")).Code());
        await using var db = await _database.OpenAsync();
        Assert.Equal(2, await db.Set<Invitation>().CountAsync(invitation => invitation.WithdrawnAt != null));
    }

    [Fact]
    public async Task Of_many_at_once_no_more_than_the_limit_go_out()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => InviteAsync("acme", "ben@example.com"))));

        Assert.InRange(results.Count(result => result.Succeeded), 1, 3);
        await using var db = await _database.OpenAsync();
        Assert.InRange(await db.Set<Invitation>().CountAsync(), 1, 3);
    }

    [Theory]
    [InlineData("ben@example.com\r\nBcc: all@example.com")]
    [InlineData("\"ben@evil.example\"@example.com")]
    [InlineData("ben@example.com, eve@evil.example")]
    public async Task What_is_no_plain_address_is_not_invited(string email) => Assert.Equal("email_invalid", (await InviteAsync("acme", email)).Code());

    [Fact]
    public void The_mail_is_in_the_portals_words_and_names_pass_for_no_address()
    {
        var links = _database.Get<SecretLinks>();
        var link = new InvitationLink(
            Guid.NewGuid(), "ben@example.com", SecretLinks.PathOf(SecretLinks.Invitations, "s3cret"), OrganizationRole.Member, null, default);
        var inviter = new OrganizationMember(
            Guid.NewGuid(), "acme", "Win at http://evil.example now\r\nBcc: x@y.example", Guid.NewGuid(), OrganizationRole.Owner);

        var mail = InvitationMail.Of(link, inviter, "evil.example/prize", links);
        var confirmed = InvitationMail.Of(link with { InviterEmail = "olga@acme.test" }, inviter with { Name = "Acme Inc." }, "Olga", links);

        Assert.Equal("You are invited to an organization on the Kiket Marketplace", mail.Subject);
        Assert.DoesNotContain("evil", mail.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Bcc", mail.Body, StringComparison.Ordinal);
        Assert.Contains("A member (their e-mail address is not confirmed)", mail.Body, StringComparison.Ordinal);
        Assert.Contains("Organization: acme (acme)", mail.Body, StringComparison.Ordinal);
        Assert.Contains("http://localhost/account/invitations#s3cret", mail.Body, StringComparison.Ordinal);
        Assert.Contains("Invited by: Olga, olga@acme.test", confirmed.Body, StringComparison.Ordinal);
        Assert.Contains("Organization: Acme Inc. (acme)", confirmed.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", link.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Acme Inc.", true)]
    [InlineData("J. R. R. Tolkien", true)]
    [InlineData("Müller & Söhne", true)]
    [InlineData("www.evil.example", false)]
    [InlineData("click evil。example", false)]
    [InlineData("me@evil.example", false)]
    [InlineData("http://evil", false)]
    [InlineData("tel:+1900", false)]
    public void A_name_that_a_mail_program_makes_a_link_of_is_not_written(string name, bool fine) =>
        Assert.Equal(fine ? name : "acme", MailName.Of(name, "acme"));

    [Fact]
    public void A_subject_is_one_line() =>
        Assert.Equal("Approved Bcc: x", new OutgoingMail("a@b.test", "Approved\r\nBcc: x\u202E", "").Subject.Replace("  ", " ", StringComparison.Ordinal));

    private async Task InviteManyAsync(string organization, int count, Actor? inviter = null)
    {
        for (var i = 0; i < count; i++)
        {
            var invited = await InviteAsync(organization, $"{Guid.NewGuid():N}@example.com", inviter);
            Assert.True(invited.Succeeded, invited.Error?.Message);
        }
    }

    private Task<Result<InvitationLink>> InviteAsync(string organization, string email, Actor? inviter = null) =>
        _database.Get<InviteMember>().RunAsync(organization, email, OrganizationRole.Member, inviter ?? _owner, CancellationToken.None);
}
