using System.Net;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Data;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts.Sessions;

/// <summary>A sign-in lasts as long as its row, over HTTP against the real host.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SignedInTests : IAsyncLifetime
{
    private const string Mail = "ana@example.com";
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    private PortalServer _portal = null!;
    private AccountBrowser _laptop = null!;
    private AccountBrowser _desk = null!;
    private Guid _ana;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        _ana = await AccountBrowser.AddPersonAsync(_portal, Mail);
        _laptop = new AccountBrowser(_portal);
        _desk = new AccountBrowser(_portal, Chrome);
        using var first = await _laptop.SignInAsync(Mail);
        using var second = await _desk.SignInAsync(Mail);
        Assert.True(await _laptop.IsSignedInAsync() && await _desk.IsSignedInAsync());
    }

    public async Task DisposeAsync()
    {
        _laptop.Dispose();
        _desk.Dispose();
        await _portal.DisposeAsync();
    }

    [Fact]
    [Asvs("V7.2.3")]
    public async Task The_id_of_a_sign_in_is_useless_without_the_keys_of_the_portal()
    {
        var id = await IdAsync(Chrome);
        foreach (var guess in new[] { id.ToString(), id.ToString("N"), Convert.ToBase64String(id.ToByteArray()) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/account", UriKind.Relative));
            request.Headers.Add("Cookie", "kiket=" + Uri.EscapeDataString(guess));
            using var response = await _portal.Client().SendAsync(request);

            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        }
    }

    [Fact]
    [Asvs("V7.4.1")]
    public async Task A_copied_cookie_is_worth_nothing_after_signing_out()
    {
        using var thief = _laptop.Copy();
        Assert.True(await thief.IsSignedInAsync());

        using var response = await _laptop.SignOutAsync();

        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await _desk.IsSignedInAsync());
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_device()
    {
        using var thief = _desk.Copy();

        using var response = await _laptop.PostAsync("/account/sessions", "everywhere");

        Assert.Contains("You are signed out everywhere.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await _laptop.IsSignedInAsync() || await _desk.IsSignedInAsync() || await thief.IsSignedInAsync());
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task The_list_shows_each_device_in_words_and_marks_this_one()
    {
        var page = await _laptop.ReadAsync("/account/sessions");

        Assert.Contains("Firefox on Linux", page, StringComparison.Ordinal);
        Assert.Contains("Chrome on Windows", page, StringComparison.Ordinal);
        Assert.Contains("with a password", page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("This device").Length - 1);
        Assert.True(
            page.IndexOf("Firefox on Linux", StringComparison.Ordinal) < page.IndexOf("This device", StringComparison.Ordinal),
            "This device is not marked at this device.");
        Assert.True(
            page.IndexOf("This device", StringComparison.Ordinal) < page.IndexOf("Chrome on Windows", StringComparison.Ordinal),
            "This device is not the first.");
    }

    [Fact]
    public async Task A_device_is_signed_out_from_the_list()
    {
        var desk = await IdAsync(Chrome);

        using var response = await _laptop.PostAsync("/account/sessions", $"end-{desk}", ("Id", desk.ToString()));

        Assert.Contains("Chrome on Windows is signed out.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await _desk.IsSignedInAsync());
        Assert.True(await _laptop.IsSignedInAsync());
    }

    [Fact]
    public async Task This_device_is_signed_out_from_the_list_as_well()
    {
        var desk = await IdAsync(Chrome);

        using var response = await _desk.PostAsync("/account/sessions", $"end-{desk}", ("Id", desk.ToString()));

        Assert.Contains("You are signed out on this device.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await _desk.IsSignedInAsync());
    }

    [Fact]
    public async Task No_one_ends_the_sign_in_of_someone_else()
    {
        await AccountBrowser.AddPersonAsync(_portal, "ben@example.com");
        using var ben = new AccountBrowser(_portal);
        using var signedIn = await ben.SignInAsync("ben@example.com");
        var own = await IdAsync(await PersonAsync("ben@example.com"));
        var desk = await IdAsync(Chrome);

        // The form of a line of his own, with the id of hers.
        using var response = await ben.PostAsync("/account/sessions", $"end-{own}", ("Id", desk.ToString()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(await _desk.IsSignedInAsync());
    }

    [Fact]
    public async Task A_sign_in_ends_after_thirty_days_however_busy_it_is()
    {
        var session = await SessionAsync(Chrome);
        Assert.Equal(TimeSpan.FromDays(30), session.ExpiresAt - session.CreatedAt);
        Assert.True(await _desk.IsSignedInAsync());

        await ChangeAsync(sessions => sessions.Where(row => row.Id == session.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1))));
        // The cookie itself would be good for long.
        _desk.ChangeTicket(ticket => ticket.Properties.ExpiresUtc = DateTimeOffset.UtcNow.AddDays(14));

        Assert.False(await _desk.IsSignedInAsync());
    }

    [Fact]
    public async Task A_cookie_without_a_sign_in_behind_it_is_not_signed_in()
    {
        _laptop.ChangeTicket(ticket => ticket.Properties.Items.Remove("kiket:session"));

        Assert.False(await _laptop.IsSignedInAsync());
    }

    [Fact]
    public async Task A_cookie_of_one_person_with_the_sign_in_of_another_is_not_signed_in()
    {
        await AccountBrowser.AddPersonAsync(_portal, "ben@example.com");
        using var ben = new AccountBrowser(_portal);
        using var signedIn = await ben.SignInAsync("ben@example.com");
        var desk = await IdAsync(Chrome);

        ben.ChangeTicket(ticket => ticket.Properties.Items["kiket:session"] = desk.ToString());

        Assert.False(await ben.IsSignedInAsync());
    }

    [Fact]
    public async Task The_sign_in_survives_a_refreshed_cookie()
    {
        // After a minute Identity refreshes the claims; after a new name the page does.
        _laptop.ChangeTicket(ticket => ticket.Properties.IssuedUtc = DateTimeOffset.UtcNow.AddMinutes(-2));
        Assert.True(await _laptop.IsSignedInAsync());
        using var renamed = await _laptop.PostAsync("/account", "profile", ("DisplayName", "Ana Diaz"));

        var page = await _laptop.ReadAsync("/account/sessions");
        Assert.Contains("Account of Ana Diaz", page, StringComparison.Ordinal);
        Assert.Contains("This device", page, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync());

        using var response = await _laptop.SignOutAsync();
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_new_password_continues_this_sign_in_and_ends_the_others_at_once()
    {
        using var response = await _laptop.PostAsync(
            "/account/password", "password", ("Input.Current", AccountBrowser.Password), ("Input.New", "gravel violet lamp"));

        Assert.Contains("Your password is saved.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await _desk.IsSignedInAsync());
        Assert.True(await _laptop.IsSignedInAsync());
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_change_of_the_security_stamp_alone_ends_sign_ins_with_the_next_request()
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Kiket.Portal.Accounts.PortalUser>>();
        await users.UpdateSecurityStampAsync((await users.FindByEmailAsync(Mail))!);

        Assert.False(await _laptop.IsSignedInAsync() || await _desk.IsSignedInAsync());
    }

    [Fact]
    public async Task Signing_in_again_on_a_device_replaces_its_sign_in()
    {
        using var before = _laptop.Copy();

        using var again = await _laptop.SignInAsync(Mail);

        Assert.False(await before.IsSignedInAsync());
        Assert.True(await _laptop.IsSignedInAsync());
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_new_account_is_a_sign_in_too()
    {
        using var browser = new AccountBrowser(_portal);
        using var response = await browser.PostAsync(
            "/account/register",
            "register",
            ("Input.Name", "Cleo"),
            ("Input.Email", "cleo@example.com"),
            ("Input.Password", AccountBrowser.Password));
        using var copy = browser.Copy();
        Assert.True(await copy.IsSignedInAsync());

        using var left = await browser.SignOutAsync();

        Assert.False(await copy.IsSignedInAsync());
    }

    [Fact]
    public async Task Live_pages_of_an_ended_sign_in_connect_as_a_visitor()
    {
        using var thief = _laptop.Copy();
        using var left = await _laptop.SignOutAsync();

        using var page = await thief.OpenAsync("/marketplace");

        Assert.DoesNotContain("blazor.web.js", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var response = await thief.OpenAsync("/orgs/new");
        Assert.Equal("/account/login", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    private Task<int> CountAsync() => ReadAsync(sessions => sessions.CountAsync(session => session.UserId == _ana));

    private async Task<Guid> IdAsync(string userAgent) => (await SessionAsync(userAgent)).Id;

    private Task<Guid> IdAsync(Guid person) =>
        ReadAsync(sessions => sessions.Where(session => session.UserId == person).Select(session => session.Id).SingleAsync());

    private Task<SignInSession> SessionAsync(string userAgent) => ReadAsync(sessions => sessions.SingleAsync(session => session.UserAgent == userAgent));

    private Task ChangeAsync(Func<IQueryable<SignInSession>, Task<int>> change) => ReadAsync(change);

    private async Task<Guid> PersonAsync(string email)
    {
        await using var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Set<Kiket.Portal.Accounts.PortalUser>().Where(user => user.Email == email).Select(user => user.Id).SingleAsync();
    }

    private async Task<T> ReadAsync<T>(Func<IQueryable<SignInSession>, Task<T>> read)
    {
        await using var db = await _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await read(db.Set<SignInSession>());
    }
}
