using System.Security.Claims;
using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Extensions;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Extensions;

public sealed class RepositoriesPageTests : PortalContext
{
    private const string Token = "ghp_secret_value_7788";

    private Scenario _scenario = null!;

    public override async Task InitializeAsync()
    {
        _scenario = await Scenario.OpenAsync();
        Services.AddSingleton<TimeProvider>(_scenario.Clock);
        Services.AddSingleton(_scenario.Database.Databases);
        Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        Services.AddOptions<PortalOptions>();
        Scenario.Register(Services, _scenario.GitHub);
        Services.AddScoped<CurrentPerson>();
        foreach (var type in new[]
        {
            typeof(RepositoryQueries),
            typeof(TestRepositoryToken),
            typeof(ReplaceRepositoryToken),
            typeof(RemoveRepositoryToken),
            typeof(VerifyRepository),
            typeof(AcceptReplacedRepository),
        })
        {
            // The way's own ones: they share its keys.
            Services.AddSingleton(type, _scenario.Database.Services.GetRequiredService(type));
        }
    }

    [Fact]
    public void Without_a_repository_it_says_how_one_gets_here()
    {
        var page = Open(_scenario.Ada);

        page.WaitForAssertion(() => Assert.Contains("No repositories yet", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_one_shows_the_end_of_its_token_and_never_the_token()
    {
        await ConnectAsync();
        var page = Open(_scenario.Ben);

        page.WaitForAssertion(() => Assert.Contains("…7788", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(Token, page.Markup, StringComparison.Ordinal);
        Assert.Contains("not verified", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_shows_what_github_says()
    {
        await ConnectAsync();
        var page = Open(_scenario.Ada);

        Button(page, "Test the token").Click();

        page.WaitForAssertion(() => Assert.Contains("Reads the files", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Proving_ownership_names_the_exact_file_and_checks_it()
    {
        await ConnectAsync();
        var file = (await _scenario.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync())).VerificationFile;
        var page = Open(_scenario.Ada);
        Button(page, "Prove ownership").Click();
        Assert.Contains(file, page.Markup, StringComparison.Ordinal);

        Button(page, "Check now").Click();
        page.WaitForAssertion(() => Assert.Contains("There is no file", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replaced_token_is_forgotten_by_the_page()
    {
        await ConnectAsync();
        _scenario.GitHub.Forget(Token);
        var page = Open(_scenario.Ada);
        Button(page, "Replace the token").Click();
        page.Find("input[type=password]").Input("ghp_unknown_value_0000");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("GitHub rejects this token", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("ghp_unknown_value_0000", page.Markup, StringComparison.Ordinal);
        Assert.Contains("…7788", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_is_told_whom_to_ask()
    {
        var page = Open(_scenario.Mia);

        page.WaitForAssertion(() => Assert.Contains("This needs the role Admin", page.Markup, StringComparison.Ordinal));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _scenario.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        _scenario.GitHub.Create(Scenario.FullName, Token);
        _scenario.Push();
        Scenario.Done(await _scenario.ReadAsync(await _scenario.StartAsync(), token: Token));
    }

    private IRenderedComponent<RepositoriesPage> Open(Actor person)
    {
        var authorization = this.AddAuthorization();
        authorization.SetAuthorized(person.Name);
        authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, person.UserId.ToString()), new Claim(PersonClaims.DisplayName, person.Name));
        RenderProviders();
        return Render<RepositoriesPage>(parameters => parameters.Add(page => page.Org, "acme"));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<RepositoriesPage> page, string text)
    {
        // Buttons rest while something runs.
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("button"), IsThere));
        return page.FindAll("button").First(IsThere);

        bool IsThere(AngleSharp.Dom.IElement button) => button.TextContent.Contains(text, StringComparison.Ordinal) && !button.HasAttribute("disabled");
    }
}
