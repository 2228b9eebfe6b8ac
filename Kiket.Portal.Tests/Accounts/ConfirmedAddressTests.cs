using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>An account with an unconfirmed address can look around, but do nothing in the name of that address.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ConfirmedAddressTests : IAsyncLifetime
{
    private const string Mail = "ana@example.com";

    private readonly MailSink _mail = MailSink.Start();
    private PortalServer _portal = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync([
            ("Demo:Enabled", "false"), ("Accounts:ConfirmedEmail", "true"),
            ("Accounts:GitHub:ClientId", "portal"), ("Accounts:GitHub:ClientSecret", "secret"), .. _mail.Settings]);
        _browser = _portal.ClientWithCookies();
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task It_creates_no_organization()
    {
        var created = await Create(await AddAsync(Mail, confirmed: false), "acme");

        Assert.Equal("email_not_confirmed", created.Code());
    }

    [Fact]
    public async Task It_accepts_no_invitation()
    {
        var owner = await AddAsync("olga@example.com");
        await Create(owner, "acme");
        var invited = await AddAsync(Mail, confirmed: false);
        var link = await _portal.Services.GetRequiredService<InviteMember>().RunAsync("acme", Mail, OrganizationRole.Member, owner, CancellationToken.None);

        var joined = await _portal.Services.GetRequiredService<AcceptInvitation>().RunAsync(People.Secret(link.Value), invited, CancellationToken.None);

        Assert.Equal("email_not_confirmed", joined.Code());
    }

    [Fact]
    public async Task It_publishes_nothing_and_invites_no_one_even_where_it_belonged_before()
    {
        var owner = await AddAsync(Mail);
        await Create(owner, "acme");
        await _portal.OnAccountAsync(Mail, (users, user) =>
        {
            user.EmailConfirmed = false;
            return users.UpdateAsync(user);
        });

        var started = await _portal.Services.GetRequiredService<StartSubmission>().RunAsync("acme", "marketplace", owner, CancellationToken.None);
        var invited = await _portal.Services.GetRequiredService<InviteMember>()
            .RunAsync("acme", "eve@example.com", OrganizationRole.Member, owner, CancellationToken.None);

        Assert.Equal(("email_not_confirmed", "email_not_confirmed"), (started.Code(), invited.Code()));
    }

    [Fact]
    public async Task It_links_no_other_service()
    {
        await AddAsync(Mail, confirmed: false);
        using var login = await _browser.LoginAsync(Mail);

        using var response = await _browser.SubmitAsync("/account/external-logins", new() { ["provider"] = "GitHub" }, post: "/account/external/link");

        Assert.Equal("/account/confirm-address", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task The_account_page_says_so_and_a_mailed_link_confirms_it()
    {
        await AddAsync(Mail, confirmed: false);
        using var login = await _browser.LoginAsync(Mail);
        Assert.Contains("This address is not confirmed", await _browser.TextAsync("/account"), StringComparison.Ordinal);

        using var confirmed = await _browser.SubmitAsync(await AskAsync(), []);

        Assert.Contains("Your address is confirmed", await confirmed.TextAsync(), StringComparison.Ordinal);
        Assert.True((await Create(await ActorAsync(Mail), "acme")).Succeeded);
    }

    [Fact]
    public async Task The_owner_of_an_address_does_not_confirm_an_account_that_someone_else_created_with_it()
    {
        await AddAsync(Mail, confirmed: false);
        using var login = await _browser.LoginAsync(Mail);
        var link = await AskAsync();
        await AddAsync("owner@example.com");
        var owner = _portal.ClientWithCookies();
        using var other = await owner.LoginAsync("owner@example.com");

        using var response = await owner.SubmitAsync(link, []);

        Assert.False(await _portal.OnAccountAsync(Mail, (_, user) => Task.FromResult(user.EmailConfirmed)));
    }

    [Fact]
    public async Task A_link_confirms_once()
    {
        await AddAsync(Mail, confirmed: false);
        using var login = await _browser.LoginAsync(Mail);
        var first = await AskAsync();
        await AskAsync(count: 2);

        using var response = await _browser.SubmitAsync(first, []);

        Assert.Contains("replaced by a newer one", await _browser.TextAsync(first), StringComparison.Ordinal);
        Assert.False(await _portal.OnAccountAsync(Mail, (_, user) => Task.FromResult(user.EmailConfirmed)));
    }

    private async Task<string> AskAsync(int count = 1)
    {
        using var response = await _browser.SubmitAsync("/account/confirm-address", []);
        return MailSink.Link(await _mail.ReceiveAsync(Mail, "Confirm your e-mail address", count));
    }

    private Task<Result<OrganizationSummary>> Create(Actor actor, string slug) =>
        _portal.Services.GetRequiredService<CreateOrganization>().RunAsync(slug, "Acme", actor, CancellationToken.None);

    private async Task<Actor> AddAsync(string email, bool confirmed = true)
    {
        await _portal.AddAccountAsync(email, confirmed);
        return await ActorAsync(email);
    }

    private Task<Actor> ActorAsync(string email) =>
        _portal.OnAccountAsync(email, (_, user) => Task.FromResult(new Actor(user.Id, user.DisplayName)));
}
