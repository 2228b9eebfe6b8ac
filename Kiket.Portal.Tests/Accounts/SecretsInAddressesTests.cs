using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Kiket.Portal.Accounts;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.Accounts;

/// <summary>The secret of a link is in no log and no trace, at any log level, while the link is used.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class SecretsInAddressesTests : IAsyncLifetime
{
    private const string Password = "lamp violet gravel";

    private readonly Everything _everything = new();
    private readonly ConcurrentQueue<string> _traced = new();
    private readonly ActivityListener _listener;
    private PortalServer _portal = null!;

    public SecretsInAddressesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _traced.Enqueue(
                $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)}"
                + $" {string.Join(' ', activity.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async Task InitializeAsync()
    {
        _portal = await PortalServer.StartAsync(
            ("Demo:Enabled", "false"),
            ("Logging:LogLevel:Default", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
            ("Logging:Console:LogLevel:Default", "None"), ("Logging:Everything:LogLevel:Default", "Trace"),
            ("OpenTelemetry:Endpoint", "http://127.0.0.1:9"));
        _portal.Services.GetRequiredService<ILoggerFactory>().AddProvider(_everything);
    }

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        await _portal.DisposeAsync();
        _everything.Dispose();
    }

    [Fact]
    public async Task An_invitation_is_opened_signed_out_and_accepted_after_the_sign_in()
    {
        var olga = await AddAsync("olga@example.com");
        await AddAsync("ben@example.com");
        await _portal.Services.GetRequiredService<CreateOrganization>().RunAsync("acme", "Acme", olga, CancellationToken.None);
        var link = (await _portal.Services.GetRequiredService<InviteMember>()
            .RunAsync("acme", "ben@example.com", OrganizationRole.Member, olga, CancellationToken.None)).Value;
        var secret = People.Secret(link);
        var browser = _portal.ClientWithCookies();

        // What a browser sends for the link: the page without what stands behind the #.
        using var opened = await browser.SubmitFormAsync("/account/invitations", "open", new() { ["Link"] = $"https://market.test{link.Path}" });
        var signInFirst = await opened.Content.ReadAsStringAsync();
        using var signedIn = await browser.SubmitFormAsync(
            "/account/login?returnUrl=%2Faccount%2Finvitations", "login", new() { ["Input.Email"] = "ben@example.com", ["Input.Password"] = Password });
        var offer = await signedIn.Content.ReadAsStringAsync();
        using var joined = await browser.SubmitFormAsync("/account/invitations", "join", []);

        Assert.Equal("/account/invitations", opened.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains("Sign in with the invited address", signInFirst, StringComparison.Ordinal);
        Assert.Contains("Join Acme", offer, StringComparison.Ordinal);
        Assert.Equal("/orgs/acme/extensions", joined.RequestMessage!.RequestUri!.PathAndQuery);
        AssertUnseen(secret);
        Assert.DoesNotContain(secret, signInFirst + offer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_link_is_opened_and_used()
    {
        const string Code = "c0deThatNobodyMaySee";
        var browser = _portal.ClientWithCookies();

        using var page = await browser.GetAsync(new Uri($"/account/reset-password?user={Guid.NewGuid()}&code={Code}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        AssertUnseen(Code);
        Assert.Contains(_everything.Lines, line => line.Contains("/account/reset-password", StringComparison.Ordinal));
        Assert.Contains(_traced, line => line.Contains("/account/reset-password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_preview_is_looked_for()
    {
        const string Secret = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE";
        var browser = _portal.ClientWithCookies();

        using var page = await browser.SubmitFormAsync("/preview", "open", new() { ["Link"] = $"https://market.test/preview#{Secret}" });

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        AssertUnseen(Secret);
    }

    [Theory]
    [InlineData("/account/invitations/0ldSecretInThePath")]
    public async Task An_address_from_before_asks_for_the_link(string old)
    {
        using var page = await _portal.Client().GetAsync(new Uri(old, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("Paste the link from your mail", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private void AssertUnseen(string secret)
    {
        Assert.NotEmpty(_everything.Lines);
        Assert.DoesNotContain(_everything.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(_traced, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private async Task<Actor> AddAsync(string email)
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var user = PortalUser.Register(email, "", DateTimeOffset.UnixEpoch);
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, Password);
        Assert.True(created.Succeeded);
        return new Actor(user.Id, user.DisplayName);
    }

    /// <summary>Records every line, every value and every scope that anything logs.</summary>
    [ProviderAlias("Everything")]
    private sealed class Everything : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Log(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
            // Nothing to release.
        }

        private sealed class Log(Everything all, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => all._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var line = new List<string> { category, formatter(state, exception), exception?.ToString() ?? "" };
                line.AddRange((state as IEnumerable<KeyValuePair<string, object?>> ?? []).Select(pair => pair.ToString()));
                all._scopes.ForEachScope(
                    (scope, lines) =>
                        lines.Add(scope is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : scope?.ToString() ?? ""),
                    line);
                all.Lines.Enqueue(string.Join(' ', line));
            }
        }
    }
}
