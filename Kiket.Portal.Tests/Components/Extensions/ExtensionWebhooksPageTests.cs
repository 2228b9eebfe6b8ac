using System.Security.Claims;
using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Extensions;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Receiving;
using Kiket.Portal.Webhooks.Settings;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.Tests.Components.Extensions;

public sealed class ExtensionWebhooksPageTests : PortalContext
{
    private readonly HooksInMemory _hooks = new();
    private Scenario _scenario = null!;

    public override async Task InitializeAsync()
    {
        _scenario = await Scenario.OpenAsync(more: services => services.AddWebhooks().Replace(ServiceDescriptor.Singleton<IGitHubWriter>(_hooks)));
        Services.AddSingleton<TimeProvider>(_scenario.Clock);
        Services.AddSingleton(_scenario.Database.Databases);
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Services.AddOptions<PortalOptions>();
        Scenario.Register(Services, _scenario.GitHub);
        Services.AddScoped<CurrentPerson>();
        foreach (var type in new[]
        {
            typeof(WebhookQueries),
            typeof(RevealWebhookSecret),
            typeof(RotateWebhookSecret),
            typeof(ManageHook),
            typeof(TrackReference),
            typeof(RequestSync),
            typeof(WebhookTopic),
        })
        {
            // The way's own ones: they share its keys.
            Services.AddSingleton(type, _scenario.Database.Services.GetRequiredService(type));
        }
    }

    [Fact]
    public async Task It_tells_how_to_connect_and_shows_a_secret_only_when_asked()
    {
        var secret = await ListedAsync();
        var page = Open(_scenario.Ada);

        page.WaitForAssertion(() => Assert.Contains("/api/v1/extensions/registry/webhook", page.Find("#callback-url").TextContent, StringComparison.Ordinal));
        Assert.Contains("Not connected", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No deprecations", page.Find("#deprecations").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Trim() == "Create the webhook");
        Assert.Contains(secret[^4..], page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Markup, StringComparison.Ordinal);

        Button(page, "Reveal").Click();
        page.WaitForAssertion(() => Assert.Contains(secret, page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_delivery_appears_by_itself_with_what_it_did()
    {
        var secret = await ListedAsync();
        var page = Open(_scenario.Ada);
        page.WaitForAssertion(() => Assert.Contains("Nothing has arrived yet", page.Markup, StringComparison.Ordinal));

        _scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").With("README.md", "# New words\n"));
        await SendAsync(secret, "push");
        while (await _scenario.Get<SyncQueue>().RunNextAsync(CancellationToken.None))
        {
        }

        page.WaitForAssertion(() => Assert.Contains("1 document refreshed.", page.Find("[data-testid=delivery]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Pushes arrive", page.Markup, StringComparison.Ordinal);
        Button(page, "Payload").Click();
        page.WaitForAssertion(() => Assert.Contains("refs/heads/main", page.Find("pre").TextContent, StringComparison.Ordinal));
        Button(page, "Replay").Click();
        page.WaitForAssertion(() => Assert.Contains("Waiting", page.Find("[data-testid=delivery]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_waits_until_the_ping_arrives()
    {
        var secret = await ListedAsync();
        var page = Open(_scenario.Ada);
        Button(page, "Test").Click();
        page.WaitForAssertion(() => Assert.Contains("Waiting for GitHub", page.Find("[data-testid=webhook-test]").TextContent, StringComparison.Ordinal));

        _scenario.Clock.Advance(TimeSpan.FromSeconds(2));
        await SendAsync(secret, "ping");

        page.WaitForAssertion(() => Assert.Contains("The test arrived", page.Find("[data-testid=webhook-test]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_token_the_webhook_is_created_and_repaired_by_a_button()
    {
        await ListedAsync();
        await StoreTokenAsync();
        var page = Open(_scenario.Ada);
        Button(page, "Create the webhook").Click();
        page.WaitForAssertion(() => Assert.Contains("The webhook is on GitHub now", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("Managed by the portal", page.Find("[data-testid=webhook-managed]").TextContent, StringComparison.Ordinal));
        Assert.Equal("http://localhost/api/v1/extensions/registry/webhook", Assert.Single(_hooks.Hooks).Settings.Url);

        Scenario.Done(await _scenario.Get<RotateWebhookSecret>().RunAsync("acme", (await RepositoryAsync()).Id, _scenario.Ada, CancellationToken.None));
        page.WaitForAssertion(() => Assert.Contains("Still has the previous secret", page.Markup, StringComparison.Ordinal));
        Button(page, "Repair the webhook").Click();
        page.WaitForAssertion(() => Assert.Contains("Repaired: the secret. GitHub sends a test.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(_scenario.Get<RepositoryWebhooks>().Reveal(await RepositoryAsync()), Assert.Single(_hooks.Hooks).Settings.Secret);
    }

    [Fact]
    public async Task What_the_token_may_not_do_is_said_once_at_its_repository()
    {
        await ListedAsync();
        await StoreTokenAsync();
        _hooks.Refusal = Error.Invalid(GitHubErrors.TokenLacksWrite, "The token of acme/alerts may not do this. Give it Webhooks: read and write.");
        await _scenario.QueryAsync(db => db.Set<ExtensionRepository>()
            .ExecuteUpdateAsync(set => set.SetProperty(repository => repository.StatusRefusedAt, _scenario.Clock.GetUtcNow())));
        var page = Open(_scenario.Ada);

        page.WaitForAssertion(() => Assert.Contains(
            "Commit statuses: read and write", page.Find("[data-testid=status-refused]").TextContent, StringComparison.Ordinal));
        Button(page, "Create the webhook").Click();
        page.WaitForAssertion(() => Assert.Contains("Webhooks: read and write", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_is_told_whom_to_ask()
    {
        await ListedAsync();
        var page = Open(_scenario.Mia);

        page.WaitForAssertion(() => Assert.Contains("This needs the role Admin", page.Markup, StringComparison.Ordinal));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scenario.DisposeAsync();
    }

    /// <summary>A listed extension; the secret of its repository.</summary>
    private async Task<string> ListedAsync()
    {
        await _scenario.ListedAsync();
        return _scenario.Get<RepositoryWebhooks>().Reveal(await RepositoryAsync())!;
    }

    private async Task StoreTokenAsync()
    {
        _scenario.GitHub.Know("ghp_of_acme");
        Scenario.Done(await _scenario.Get<ReplaceRepositoryToken>()
            .RunAsync("acme", (await RepositoryAsync()).Id, new GitHubToken("ghp_of_acme"), _scenario.Ada, CancellationToken.None));
    }

    private Task<ExtensionRepository> RepositoryAsync() => _scenario.QueryAsync(db => db.Set<ExtensionRepository>().AsNoTracking().SingleAsync());

    private async Task SendAsync(string secret, string @event)
    {
        var body = Pushed.Body((await RepositoryAsync()).GitHubId);
        var incoming = new IncomingDelivery(@event + "-1", @event, SignatureCheck.Parse(Pushed.Sign(secret, body))!, body);
        Scenario.Done(await _scenario.Get<ReceiveDelivery>().RunAsync(incoming, CancellationToken.None));
    }

    private IRenderedComponent<ExtensionWebhooksPage> Open(Actor person)
    {
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized(person.Name);
        authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, person.UserId.ToString()), new Claim(PersonClaims.DisplayName, person.Name));
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        RenderProviders();
        return Render<ExtensionWebhooksPage>(parameters => parameters.Add(page => page.Org, "acme"));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ExtensionWebhooksPage> page, string text)
    {
        // Buttons rest while something runs.
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("button"), IsThere));
        return page.FindAll("button").First(IsThere);

        bool IsThere(AngleSharp.Dom.IElement button) => button.TextContent.Trim() == text && !button.HasAttribute("disabled");
    }
}
