using Kiket.Portal.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>Accounts with a password in a running portal, as registering makes them.</summary>
internal static class RunningAccounts
{
    public const string Password = "lamp violet gravel";

    public static async Task<Guid> AddAccountAsync(this PortalServer portal, string email, bool confirmed = true, string name = "Ana Diaz")
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var user = PortalUser.Register(email, name, DateTimeOffset.UtcNow);
        user.EmailConfirmed = confirmed;
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, Password);
        Assert.True(created.Succeeded, string.Join(' ', created.Errors.Select(error => error.Description)));
        return user.Id;
    }

    /// <summary>Works on an account as Identity does.</summary>
    public static async Task<T> OnAccountAsync<T>(this PortalServer portal, string email, Func<UserManager<PortalUser>, PortalUser, Task<T>> work)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await work(users, await users.FindByEmailAsync(email) ?? throw new InvalidOperationException($"{email} has no account."));
    }

    public static Task<HttpResponseMessage> LoginAsync(this HttpClient client, string email, string password = Password, string query = "") =>
        client.SubmitAsync("/account/login" + query, new() { ["Input.Email"] = email, ["Input.Password"] = password });

    /// <summary>Whether the account page opens, and whose it is.</summary>
    public static async Task<bool> IsSignedInAsAsync(this HttpClient client, string email) =>
        (await client.TextAsync("/account")).Contains("You sign in as " + email, StringComparison.Ordinal);
}
