using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Files;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Tests;

/// <summary>A portal as it is run for people: in Production, behind a proxy that speaks https.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class BrowserProtectionTests : IAsyncLifetime
{
    /// <summary>A page, one that is missing, an asset, a file that is missing, a redirect, and responses of the API.</summary>
    private static readonly string[] Addresses =
    [
        "/", "/nothing/here", "/portal.css", "/files/absent.png", "/orgs/acme/extensions", "/account/login",
        "/api/v1/health", "/api/v1/me", "/api/v1/absent", "/api/docs", "/health/live", "/robots.txt", "/demo",
    ];

    private PortalServer _portal = null!;

    public async Task InitializeAsync() => _portal = await PortalServer.StartAsync(
        "Production", ("Portal:PublicUrl", "https://market.acme.test"), ("Proxies:Known:0", "127.0.0.1"));

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    [Asvs("V3.4.1")]
    [Asvs("V3.4.2")]
    [Asvs("V3.4.3")]
    [Asvs("V3.4.4")]
    [Asvs("V3.4.5")]
    [Asvs("V3.4.6")]
    public async Task Every_response_has_the_headers_that_protect_people()
    {
        foreach (var address in Addresses)
        {
            using var response = await GetAsync(address);
            string Header(string name) => response.Headers.TryGetValues(name, out var values)
                ? string.Join(", ", values)
                : throw new InvalidOperationException($"{address} ({response.StatusCode}) lacks {name}.");

            Assert.Equal("max-age=31536000; includeSubDomains", Header("Strict-Transport-Security"));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"), address);
            Assert.Equal("nosniff", Header("X-Content-Type-Options"));
            Assert.Contains(Header("Referrer-Policy"), new[] { "strict-origin-when-cross-origin", "no-referrer" });
            var policy = Header("Content-Security-Policy");
            // Objects are nowhere allowed, for nothing is by default. The base stays on this site: pages name it themselves.
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("base-uri 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("object-src", policy, StringComparison.Ordinal);
            Assert.DoesNotMatch("script-src[^;]*'unsafe", policy);
        }
    }

    [Fact]
    [Asvs("V3.3.1")]
    [Asvs("V3.3.2")]
    [Asvs("V3.3.3")]
    [Asvs("V3.3.4")]
    public void Every_cookie_that_signs_in_is_secure_bound_to_its_host_and_not_for_scripts_or_other_sites()
    {
        var cookies = _portal.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>();
        var schemes = _portal.Services.GetRequiredService<IOptions<Microsoft.AspNetCore.Authentication.AuthenticationOptions>>().Value.Schemes
            .Where(scheme => scheme.HandlerType == typeof(CookieAuthenticationHandler)).Select(scheme => scheme.Name).ToList();

        Assert.NotEmpty(schemes);
        Assert.All(schemes, scheme =>
        {
            var cookie = cookies.Get(scheme).Cookie;
            Assert.StartsWith("__Host-", cookie.Name, StringComparison.Ordinal);
            Assert.Equal((CookieSecurePolicy.Always, true, "/", null), (cookie.SecurePolicy, cookie.HttpOnly, cookie.Path, cookie.Domain));
            Assert.Contains(cookie.SameSite, new[] { SameSiteMode.Lax, SameSiteMode.Strict });
        });
    }

    [Fact]
    [Asvs("V13.4.2")]
    [Asvs("V16.5.1")]
    [Asvs("V16.5.3")]
    public async Task What_breaks_says_nothing_of_the_inside()
    {
        await using (var db = await OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE Listings RENAME TO Gone");
        }

        foreach (var address in new[] { "/marketplace", "/marketplace/dev.acme.alerts", "/api/v1/extensions/registry/marketplace?q=alerts" })
        {
            using var response = await GetAsync(address);
            var text = await response.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.DoesNotMatch("(?i:sqlite|exception|no such table)|\\n   at |Kiket\\.Portal\\.[A-Z]", text);
        }

        Assert.False(_portal.Services.GetRequiredService<IOptions<CircuitOptions>>().Value.DetailedErrors);
    }

    [Fact]
    [Asvs("V14.2.1")]
    public async Task A_token_counts_in_the_header_alone()
    {
        var token = ApiTokenValue.Generate();
        foreach (var name in new[] { "token", "access_token", "api_key", "authorization" })
        {
            using var response = await GetAsync($"/api/v1/me?{name}={token}");
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Contains("token_missing", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var login = await GetAsync("/account/login");
        Assert.DoesNotMatch("(?i)<form[^>]*method=\"get\"[^>]*>(?:(?!</form>).)*type=\"password\"", await login.Content.ReadAsStringAsync());
    }

    [Fact]
    [Asvs("V5.1.1")]
    public void The_publishing_guide_says_which_files_are_taken()
    {
        var folder = Path.Combine(Places.Checkout, "Kiket.Portal", "Components", "Docs", "Publishing");
        var guide = File.ReadAllText(Path.Combine(folder, "documents.md")).ReplaceLineEndings(" ");

        Assert.Contains(
            $"PNG, JPEG or WebP, at most {UploadKinds.MaxPictureBytes / 1024 / 1024} MiB each and {UploadKinds.MaxScreenshots} of them",
            guide,
            StringComparison.Ordinal);
        Assert.Contains("PDF or plain text", guide, StringComparison.Ordinal);
        Assert.Contains(
            $"at most {UploadKinds.MaxDocumentBytes / 1024 / 1024} MiB each and {UploadKinds.MaxDocuments} of them",
            guide,
            StringComparison.Ordinal);
        Assert.Contains($"An organization has {UploadKinds.MaxBytesPerOrganization / 1024 / 1024} MiB.", guide, StringComparison.Ordinal);
        Assert.Contains("archives, programs and SVG are refused", guide, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> GetAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        request.Headers.Host = "market.acme.test";
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Origin", "https://evil.example");
        return await _portal.Client().SendAsync(request);
    }

    private Task<PortalDb> OpenAsync() => _portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
}
