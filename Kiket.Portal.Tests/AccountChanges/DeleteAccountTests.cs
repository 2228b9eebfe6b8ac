using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Audit;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OtpNet;

namespace Kiket.Portal.Tests.AccountChanges;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class DeleteAccountTests : IAsyncLifetime
{
    private static readonly NotificationDraft News = new(NotificationKind.Account, "news", "1", "News", "Something happened.", "/account");

    private readonly FakeClock _clock = new();
    private readonly MailRecorder _mails = new();
    private PortalDatabase _database = null!;
    private Actor _owner = null!;
    private Actor _ben = null!;

    public async Task InitializeAsync()
    {
        var smtp = new ConfigurationBuilder()
            .AddInMemoryCollection(MailRecorder.Settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Build();
        _database = await PortalDatabase.CreateAsync(
            services => services.AddSessions().AddOrganizations().AddNotifications(smtp).AddAccountChanges()
                .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
                .Replace(ServiceDescriptor.Singleton<IMailTransport>(_mails)),
            _clock);
        _owner = await _database.AddPersonAsync("olga");
        _ben = await _database.AddPersonAsync("ben");
        await _database.AddOrganizationAsync("acme", _owner);
        await _database.JoinAsync("acme", _owner, _ben, OrganizationRole.Admin);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Nothing_about_the_person_and_no_way_to_sign_in_is_left()
    {
        await GiveEverythingAsync();

        Assert.True((await DeleteAsync(_ben)).Succeeded);

        await using var db = await _database.OpenAsync();
        var left = await db.Set<PortalUser>().SingleAsync(user => user.Id == _ben.UserId);
        Assert.Equal((PortalUser.DeletedName, null, null, false), (left.DisplayName, left.PasswordHash, left.PhoneNumber, left.TwoFactorEnabled));
        Assert.Equal(($"deleted-{_ben.UserId:N}", (DateTimeOffset?)_clock.GetUtcNow()), (left.Email, left.DeletedAt));
        Assert.DoesNotContain("ben", left.NormalizedEmail + left.NormalizedUserName + left.UserName, StringComparison.OrdinalIgnoreCase);
        Assert.False(await db.Set<Membership>().AnyAsync(membership => membership.UserId == _ben.UserId));
        Assert.False(await db.Set<IdentityUserPasskey<Guid>>().AnyAsync());
        Assert.False(await db.Set<IdentityUserLogin<Guid>>().AnyAsync());
        Assert.False(await db.Set<IdentityUserToken<Guid>>().AnyAsync());
        Assert.False(await db.Set<IdentityUserClaim<Guid>>().AnyAsync());
        Assert.False(await db.Set<Notification>().AnyAsync(notification => notification.UserId == _ben.UserId));
        Assert.False(await db.Set<NotificationPreference>().AnyAsync());
        Assert.False(await db.Set<EmailChange>().AnyAsync());
        Assert.False(await db.Set<UsedCode>().AnyAsync());
        Assert.False((await db.Set<ApiToken>().SingleAsync(token => token.UserId == _ben.UserId)).IsValid(_clock.GetUtcNow()));
        Assert.NotNull((await db.Set<Invitation>().SingleAsync(invitation => invitation.Email == "cleo@example.com")).WithdrawnAt);
    }

    [Fact]
    public async Task The_log_still_has_the_name_and_the_person_gets_a_mail()
    {
        await DeleteAsync(_ben);

        await using var db = await _database.OpenAsync();
        var entries = await db.Set<AuditEntry>().Where(entry => entry.ActorId == _ben.UserId).ToListAsync();
        Assert.Contains(entries, entry => entry is { Action: "account.deleted", ActorName: "ben", Address: "192.0.2.7" });
        Assert.Contains(entries, entry => entry is { Action: "member.left", OrganizationId: not null });
        var sender = _database.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "MailSender");
        await sender.StartAsync(CancellationToken.None);
        var mail = await _mails.WaitAsync("ben@example.com", SecurityMail.Subject);
        await sender.StopAsync(CancellationToken.None);
        Assert.Contains("Your account was deleted", mail.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_can_be_registered_again_and_news_no_longer_reach_the_deleted()
    {
        await DeleteAsync(_ben);
        var again = await _database.AddPersonAsync("ben");
        await NotifyAsync(_ben, again);

        Assert.NotEqual(_ben.UserId, again.UserId);
        await using var db = await _database.OpenAsync();
        Assert.Equal(again.UserId, (await db.Set<Notification>().SingleAsync()).UserId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("olga@example.com")]
    public async Task Another_address_than_ones_own_deletes_nothing(string? typed)
    {
        var result = await _database.Get<DeleteAccount>().RunAsync(typed, _ben, CancellationToken.None);

        Assert.Equal("email_not_typed", result.Code());
        await using var db = await _database.OpenAsync();
        Assert.Null((await db.Set<PortalUser>().SingleAsync(user => user.Id == _ben.UserId)).DeletedAt);
    }

    [Fact]
    public async Task The_last_owner_of_an_organization_cannot_go_and_it_is_named()
    {
        var obstacles = await _database.Get<DeleteAccount>().ObstaclesAsync(_owner.UserId, CancellationToken.None);
        var result = await DeleteAsync(_owner);

        Assert.Equal("acme", Assert.Single(obstacles.Organizations).Slug);
        Assert.Equal("last_owner", result.Code());
        Assert.Contains("ACME", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_owners_one_can_go_and_then_the_other_cannot()
    {
        await _database.Get<ChangeRole>().RunAsync("acme", _ben.UserId, OrganizationRole.Owner, _owner, CancellationToken.None);

        Assert.True((await DeleteAsync(_owner)).Succeeded);
        Assert.Equal("last_owner", (await DeleteAsync(_ben)).Code());
    }

    [Fact]
    public async Task Of_two_owners_who_go_in_the_same_moment_one_stays()
    {
        await _database.Get<ChangeRole>().RunAsync("acme", _ben.UserId, OrganizationRole.Owner, _owner, CancellationToken.None);

        var results = await Task.WhenAll(Task.Run(() => DeleteAsync(_owner)), Task.Run(() => DeleteAsync(_ben)));

        Assert.Single(results, result => result.Succeeded);
    }

    [Fact]
    public async Task The_last_operator_who_can_act_cannot_go()
    {
        var oscar = await _database.AddPersonAsync("oscar", PlatformRoles.Operator);
        var locked = await _database.AddPersonAsync("lena", PlatformRoles.Operator);
        await using (var db = await _database.OpenAsync())
        {
            (await db.Set<PortalUser>().SingleAsync(user => user.Id == locked.UserId)).Lock("Sends mail to strangers.", oscar.UserId, _clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        Assert.Equal("last_operator", (await DeleteAsync(oscar)).Code());
    }

    [Fact]
    public async Task The_last_operator_cannot_go()
    {
        var oscar = await _database.AddPersonAsync("oscar", PlatformRoles.Operator);

        Assert.Equal("last_operator", (await DeleteAsync(oscar)).Code());

        await _database.AddPersonAsync("olivia", PlatformRoles.Operator);
        Assert.True((await DeleteAsync(oscar)).Succeeded);
    }

    [Fact]
    public async Task On_the_page_it_ends_the_sign_in_and_the_password_no_longer_works()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        var cleo = await portal.AddUserAsync("cleo@example.com");
        await portal.Services.GetRequiredService<CreateOrganization>().RunAsync("globex", "Globex", new Actor(cleo.Id, "Cleo"), CancellationToken.None);
        await portal.AddUserAsync("dora@example.com");
        var (owner, browser) = (new AccountForms(portal), new AccountForms(portal));
        await owner.SignInAsync("cleo@example.com");
        await browser.SignInAsync("dora@example.com");

        Assert.Contains("<a href=\"/orgs/globex/settings/members\">Globex</a>", await owner.ReadAsync("/account/delete"), StringComparison.Ordinal);
        Assert.Contains("Audit logs of organizations", await browser.ReadAsync("/account/delete"), StringComparison.Ordinal);
        Assert.Contains(
            "Type dora@example.com",
            (await browser.SubmitAsync("/account/delete", "delete", new() { ["TypedEmail"] = "dora" })).Text,
            StringComparison.Ordinal);
        var deleted = await browser.SubmitAsync("/account/delete", "delete", new() { ["TypedEmail"] = "dora@example.com" });
        Assert.Contains("Your account was deleted.", deleted.Text, StringComparison.Ordinal);
        Assert.StartsWith("/account/login", await browser.ArriveAsync("/account"), StringComparison.Ordinal);
        Assert.Equal("/account/login", (await browser.SignInAsync("dora@example.com")).Address);
        var again = await browser.SubmitAsync(
            "/account/register",
            "register",
            new() { ["Input.Name"] = "Dora", ["Input.Email"] = "dora@example.com", ["Input.Password"] = AccountForms.Password });
        Assert.Equal("/", again.Address);
    }

    private Task<Kiket.Portal.Foundation.Result> DeleteAsync(Actor person) =>
        _database.Get<DeleteAccount>().RunAsync($"{person.Name}@example.com", person, CancellationToken.None);

    private async Task NotifyAsync(params Actor[] people)
    {
        await using var db = await _database.OpenAsync();
        await _database.Get<NotifyPeople>().AddAsync(db, people.Select(person => person.UserId), News, CancellationToken.None);
        await db.SaveChangesAsync();
    }

    /// <summary>Everything that an account can have.</summary>
    private async Task GiveEverythingAsync()
    {
        await NotifyAsync(_ben);
        await _database.Get<ChooseNotifications>().RunAsync(_ben.UserId, new(NotificationKind.Review, true, false), CancellationToken.None);
        await _database.Get<CreateApiToken>().RunAsync("acme", new("script", ApiTokenScopes.Read, TimeSpan.FromDays(30)), _ben, CancellationToken.None);
        await _database.Get<InviteMember>().RunAsync("acme", "cleo@example.com", OrganizationRole.Member, _ben, CancellationToken.None);
        await _database.Get<RequestEmailChange>().RunAsync("ben@home.test", _ben, CancellationToken.None);
        await using var db = await _database.OpenAsync();
        var user = await db.Set<PortalUser>().SingleAsync(candidate => candidate.Id == _ben.UserId);
        (user.PasswordHash, user.PhoneNumber, user.TwoFactorEnabled) = ("hash", "+1 555 0100", true);
        var key = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey());
        await new OneTimeCodes(_database.Databases, _clock).UseAsync(user, key, TestAccounts.Code(key, _clock.GetUtcNow()));
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = _ben.UserId,
            CredentialId = [1, 2, 3],
            Data = new() { Name = "Laptop", PublicKey = [4], AttestationObject = [], ClientDataJson = [] },
        });
        db.Add(new IdentityUserLogin<Guid> { UserId = _ben.UserId, LoginProvider = "GitHub", ProviderKey = "7" });
        db.Add(new IdentityUserToken<Guid> { UserId = _ben.UserId, LoginProvider = "[AspNetUserStore]", Name = "AuthenticatorKey", Value = "KEY" });
        db.Add(new IdentityUserClaim<Guid> { UserId = _ben.UserId, ClaimType = "a", ClaimValue = "b" });
        await db.SaveChangesAsync();
    }
}
