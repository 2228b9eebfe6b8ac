using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Signing in over HTTP against the real host, as a browser without JavaScript does it.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SignInTests : IAsyncLifetime
{
    private const string Password = "lamp violet gravel";

    private PortalServer _portal = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        _browser = _portal.ClientWithCookies();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Somebody_registers_and_is_signed_in()
    {
        using var response = await RegisterAsync("ana@example.com");

        Assert.Contains("You sign in as ana@example.com", await _browser.GetStringAsync(new Uri("/account", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_common_password_is_refused_with_advice()
    {
        using var response = await RegisterAsync("ana@example.com", "password123");

        Assert.Contains("one of the most common", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_signs_in_and_leads_back()
    {
        await AddAsync("ana@example.com");

        using var response = await LoginAsync("ana@example.com", Password, "?returnUrl=/account/passkeys");

        Assert.Equal("/account/passkeys", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task A_return_address_elsewhere_is_not_followed()
    {
        await AddAsync("ana@example.com");

        using var response = await LoginAsync("ana@example.com", Password, "?returnUrl=https://evil.example/");

        Assert.Equal(_portal.Address.Authority, response.RequestMessage!.RequestUri!.Authority);
    }

    [Theory]
    [InlineData("ana@example.com")]
    [InlineData("nobody@example.com")]
    public async Task Wrong_passwords_slow_the_next_one_down_whether_there_is_an_account_or_not(string email)
    {
        await AddAsync("ana@example.com");
        for (var i = 0; i < SignInThrottle.PasswordsFromOneAddress; i++)
        {
            using var wrong = await LoginAsync(email, "not the password");
            Assert.Contains("The address or password is wrong", await wrong.TextAsync(), StringComparison.Ordinal);
        }

        using var next = await LoginAsync(email, Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, next.StatusCode);
        Assert.NotNull(next.Headers.RetryAfter);
        Assert.Contains("or sign in with a passkey", await next.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_at_one_account_does_not_slow_another_down()
    {
        await AddAsync("ana@example.com");
        for (var i = 0; i < SignInThrottle.PasswordsFromOneAddress; i++)
        {
            using var wrong = await LoginAsync("somebody@example.com", "not the password");
        }

        using var response = await LoginAsync("ana@example.com", Password, "?returnUrl=/account/passkeys");

        Assert.Equal("/account/passkeys", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    [Asvs("V6.3.1")]
    public async Task The_eleventh_attempt_in_a_minute_has_to_wait()
    {
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await LoginAsync($"nobody{i}@example.com", "not the password");
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }

        using var eleventh = await LoginAsync("nobody@example.com", "not the password");

        Assert.Equal(HttpStatusCode.TooManyRequests, eleventh.StatusCode);
        Assert.NotNull(eleventh.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("text/html", "Too many attempts")]
    [InlineData("application/json", "Too many attempts from your address. Wait")]
    public async Task A_person_who_has_to_wait_sees_so_on_a_page_or_in_a_line(string accept, string words)
    {
        HttpResponseMessage response = new();
        for (var i = 0; i < 11; i++)
        {
            response.Dispose();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/account/login", UriKind.Relative))
            {
                Content = new FormUrlEncodedContent([]),
            };
            request.Headers.Accept.ParseAdd(accept);
            response = await _browser.SendAsync(request);
        }

        using (response)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            var text = await response.Content.ReadAsStringAsync();
            Assert.Contains(words, text, StringComparison.Ordinal);
            Assert.Equal(accept == "text/html", text.Contains("<main", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Asvs("V3.5.1")]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["returnUrl"] = "/" });
        using var response = await _browser.PostAsync(new Uri("/account/logout", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    [Asvs("V3.3.4")]
    public async Task The_cookie_is_not_for_scripts()
    {
        await AddAsync("ana@example.com");
        var cookies = new CookieContainer();
        using var handler = new SocketsHttpHandler { CookieContainer = cookies };
        using var client = new HttpClient(handler) { BaseAddress = _portal.Address };
        await client.SubmitAsync("/account/login", new() { ["Input.Email"] = "ana@example.com", ["Input.Password"] = Password });

        Assert.True(cookies.GetCookies(_portal.Address)["kiket"]!.HttpOnly);
    }

    [Fact]
    public async Task Another_organizations_pages_are_not_there()
    {
        await AddAsync("ana@example.com");
        await using (var scope = _portal.Services.CreateAsyncScope())
        {
            var owner = await AddAsync("olga@example.com");
            await scope.ServiceProvider.GetRequiredService<CreateOrganization>()
                .RunAsync("acme", "Acme", new Actor(owner, "Olga"), CancellationToken.None);
        }

        using var signedIn = await LoginAsync("ana@example.com", Password);
        using var members = await _browser.GetAsync(new Uri("/orgs/acme/settings/members", UriKind.Relative));
        using var absent = await _browser.GetAsync(new Uri("/orgs/nothing/settings/members", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (members.StatusCode, absent.StatusCode));
    }

    [Fact]
    public async Task Without_a_sign_in_settings_lead_to_the_sign_in_page()
    {
        using var response = await _browser.GetAsync(new Uri("/orgs/acme/settings/tokens", UriKind.Relative));

        Assert.Equal("/account/login", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Without_mail_the_portal_says_that_it_cannot_send_a_link() =>
        Assert.Contains(
            "so it can't send you a link",
            await _browser.GetStringAsync(new Uri("/account/forgot-password", UriKind.Relative)),
            StringComparison.Ordinal);

    private Task<HttpResponseMessage> RegisterAsync(string email, string password = Password) =>
        _browser.SubmitAsync("/account/register", new() { ["Input.Name"] = "Ana", ["Input.Email"] = email, ["Input.Password"] = password });

    private Task<HttpResponseMessage> LoginAsync(string email, string password, string query = "") =>
        _browser.SubmitAsync("/account/login" + query, new() { ["Input.Email"] = email, ["Input.Password"] = password });

    private async Task<Guid> AddAsync(string email)
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var user = PortalUser.Register(email, "", DateTimeOffset.UtcNow);
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, Password);
        Assert.True(created.Succeeded);
        return user.Id;
    }
}
