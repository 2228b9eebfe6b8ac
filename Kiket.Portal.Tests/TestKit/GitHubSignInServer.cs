using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// GitHub's side of the sign-in: octo@acme.test, who says yes at once and shows an address on the profile that is not theirs.
/// </summary>
public sealed class GitHubSignInServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GitHubSignInServer(WebApplication app) => _app = app;

    /// <summary>What makes a portal sign people in here.</summary>
    public (string Key, string Value)[] Settings
    {
        get
        {
            var address = _app.Urls.First() + "/";
            return
            [
                ("Accounts:GitHub:ClientId", "portal"), ("Accounts:GitHub:ClientSecret", "secret"),
                ("Accounts:GitHub:WebUrl", address), ("Accounts:GitHub:ApiUrl", address + "api/"),
            ];
        }
    }

    public static async Task<GitHubSignInServer> StartAsync(bool isVerified = true)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/login/oauth/authorize", (HttpRequest request) =>
            Results.Redirect($"{request.Query["redirect_uri"]}?code=once&state={Uri.EscapeDataString(request.Query["state"].ToString())}"));
        app.MapPost("/login/oauth/access_token", () => Results.Json(new { access_token = "token", token_type = "bearer", scope = "user:email" }));
        app.MapGet("/api/user", () => Results.Json(new { id = 7, login = "octo", email = "victim@corp.test" }));
        app.MapGet("/api/user/emails", () => Results.Json(new object[]
        {
            new { email = "someone@else.test", primary = true, verified = false },
            new { email = "octo@acme.test", primary = false, verified = isVerified },
        }));
        await app.StartAsync();
        return new GitHubSignInServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
