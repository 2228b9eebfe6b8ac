using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>A browser without scripts, with cookies that a test can look at, copy and change.</summary>
internal sealed class AccountBrowser : IDisposable
{
    public const string Password = "lamp violet gravel";

    private const string Cookie = "kiket";

    private readonly PortalServer _portal;
    private readonly SocketsHttpHandler _handler = new();
    private readonly HttpClient _client;

    public AccountBrowser(PortalServer portal, string userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    {
        _portal = portal;
        _client = new HttpClient(_handler) { BaseAddress = portal.Address };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
    }

    public static async Task<Guid> AddPersonAsync(PortalServer portal, string email, PlatformRoles roles = PlatformRoles.None)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var user = PortalUser.Register(email, email.Split('@')[0], DateTimeOffset.UtcNow);
        user.EmailConfirmed = true;
        user.SetPlatformRoles(roles);
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, Password);
        Assert.True(created.Succeeded);
        return user.Id;
    }

    public void Dispose() => _client.Dispose();

    public Task<HttpResponseMessage> SignInAsync(string email, string password = Password) =>
        PostAsync("/account/login", "login", ("Input.Email", email), ("Input.Password", password));

    public Task<HttpResponseMessage> SignOutAsync() => PostAsync("/account", handler: null, to: "/account/logout");

    public Task<HttpResponseMessage> OpenAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative));

    public Task<string> ReadAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>Whether a page of the account opens, or the sign-in page in its place.</summary>
    public async Task<bool> IsSignedInAsync()
    {
        using var response = await OpenAsync("/account");
        return response.RequestMessage!.RequestUri!.AbsolutePath == "/account";
    }

    public Task<HttpResponseMessage> PostAsync(string path, string? handler, params (string Name, string Value)[] values) =>
        PostAsync(path, handler, path, values);

    /// <summary>A browser with the same cookies, as a thief's would have.</summary>
    public AccountBrowser Copy()
    {
        var copy = new AccountBrowser(_portal);
        copy._handler.CookieContainer.Add(_handler.CookieContainer.GetCookies(_portal.Address));
        return copy;
    }

    /// <summary>Changes the content of the sign-in cookie, with the portal's own keys.</summary>
    public void ChangeTicket(Action<AuthenticationTicket> change)
    {
        var format = _portal.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme).TicketDataFormat;
        var ticket = format.Unprotect(_handler.CookieContainer.GetCookies(_portal.Address)[Cookie]!.Value)!;
        change(ticket);
        _handler.CookieContainer.Add(_portal.Address, new Cookie(Cookie, format.Protect(ticket), "/"));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string? handler, string to, params (string Name, string Value)[] values)
    {
        var page = await ReadAsync(path);
        var token = Regex.Match(
            page,
            "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]*)\"",
            RegexOptions.None,
            TimeSpan.FromSeconds(5)).Groups["token"].Value;
        var fields = values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
        fields["__RequestVerificationToken"] = WebUtility.HtmlDecode(token);
        if (handler is not null)
        {
            fields["_handler"] = handler;
        }

        using var form = new FormUrlEncodedContent(fields);
        return await _client.PostAsync(new Uri(to, UriKind.Relative), form);
    }
}
