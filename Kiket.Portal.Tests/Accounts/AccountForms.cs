using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>A browser without JavaScript on the account pages: it keeps cookies, follows redirects and fills in forms.</summary>
internal sealed class AccountForms(PortalServer portal)
{
    public const string Password = "lamp violet gravel";

    public HttpClient Client { get; } = portal.ClientWithCookies();

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));

    public async Task<string> ReadAsync(string path)
    {
        using var response = await GetAsync(path);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Where the browser ends when it opens an address.</summary>
    public async Task<string> ArriveAsync(string path)
    {
        using var response = await GetAsync(path);
        return response.RequestMessage!.RequestUri!.PathAndQuery;
    }

    /// <summary>Opens a page and submits its form of this name.</summary>
    /// <param name="token">An antiforgery token of an earlier look, when the page itself cannot be opened.</param>
    public async Task<(string Address, string Text)> SubmitAsync(string path, string form, Dictionary<string, string>? values = null, string? token = null)
    {
        values = new(values ?? [], StringComparer.Ordinal)
        {
            ["_handler"] = form,
            ["__RequestVerificationToken"] = token ?? await TokenAsync(path),
        };
        using var content = new FormUrlEncodedContent(values);
        using var response = await Client.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), content);
        return (response.RequestMessage!.RequestUri!.PathAndQuery, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()));
    }

    public async Task<string> TokenAsync(string path) => WebUtility.HtmlDecode(Regex.Match(
        await Client.GetStringAsync(new Uri(path, UriKind.RelativeOrAbsolute)),
        "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]*)\"",
        RegexOptions.None,
        TimeSpan.FromSeconds(5)).Groups["token"].Value);

    public Task<(string Address, string Text)> SignInAsync(string email, string password = Password) =>
        SubmitAsync("/account/login", "login", new() { ["Input.Email"] = email, ["Input.Password"] = password });

    public Task<(string Address, string Text)> ConfirmAsync(string password, string back = "/account") =>
        SubmitAsync($"/account/confirm?returnUrl={Uri.EscapeDataString(back)}", "confirm", new() { ["Input.Password"] = password });
}

/// <summary>Accounts inside a running portal.</summary>
internal static class TestAccounts
{
    public static async Task<PortalUser> AddUserAsync(
        this PortalServer portal, string email, string? password = AccountForms.Password, bool confirmed = false, string name = "")
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var user = PortalUser.Register(email, name, DateTimeOffset.UtcNow);
        user.EmailConfirmed = confirmed;
        var created = password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password);
        Assert.True(created.Succeeded, string.Join(' ', created.Errors.Select(error => error.Description)));
        return user;
    }

    public static async Task<T> WithAccountAsync<T>(this PortalServer portal, Guid id, Func<UserManager<PortalUser>, PortalUser, Task<T>> act)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await act(users, (await users.FindByIdAsync(id.ToString()))!);
    }

    /// <summary>Turns two-factor sign-in on and returns the authenticator's key.</summary>
    public static Task<string> AddAuthenticatorAsync(this PortalServer portal, Guid id) => portal.WithAccountAsync(id, async (users, user) =>
    {
        await users.ResetAuthenticatorKeyAsync(user);
        await users.SetTwoFactorEnabledAsync(user, true);
        return (await users.GetAuthenticatorKeyAsync(user))!;
    });

    /// <summary>What an authenticator app shows for a key.</summary>
    public static string Code(string key, DateTimeOffset at) => new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(at.UtcDateTime);
}
