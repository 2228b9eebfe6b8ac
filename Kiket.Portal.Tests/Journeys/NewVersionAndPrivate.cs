using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Demo;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>Submissions that are not somebody's first: a new version, a private repository, one sent twice.</summary>
public sealed class NewVersionAndPrivate(Browser browser) : Journey
{
    private const long AlertsId = 710001;

    [Fact]
    public async Task A_new_version_takes_everything_over_and_is_submitted_in_three_clicks()
    {
        await using var portal = await PortalServer.StartAsync();
        Assert.True(portal.Services.GetRequiredService<PushSample>().Run(AlertsId, newVersion: true).Succeeded);
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");

        await visit.OpenAsync("/orgs/acme/extensions/published/dev.acme.alerts");
        await visit.LiveAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Publish a new version" }).ClickAsync();
        await visit.ArriveAsync("**step=checks");
        await Expect(visit.Page.GetByText("Version 1.3.0").First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("It starts with the details of 1.2.0")).ToBeVisibleAsync();
        await scenario.GoToStepAsync("Permissions");
        await Expect(visit.Page.GetByText("unchanged since 1.2.0").First).ToBeVisibleAsync();
        await scenario.GoToStepAsync("Preview & submit");
        await Expect(visit.Page.GetByText("Ready to submit")).ToBeVisibleAsync();
        await scenario.SubmitAsync();

        await Expect(visit.Page.GetByText("With the reviewers")).ToBeVisibleAsync();
        visit.AssertClean();
    }

    [Fact]
    public async Task A_push_during_the_wizard_is_picked_up_with_what_changed()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await visit.OpenAsync((await SeededDraft.ReadAsync(portal, "https://github.com/acme/alerts")).Step(WizardStep.Checks));
        await visit.LiveAsync();
        await Expect(visit.Page.GetByText("1.2.0 is not above 1.2.0, the highest stable version.")).ToBeVisibleAsync();

        Assert.True(portal.Services.GetRequiredService<PushSample>().Run(AlertsId, newVersion: true).Succeeded);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the newest commit" }).ClickAsync();

        await Expect(visit.Page.GetByText("1.2.0 → 1.3.0")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("1.2.0 is not above 1.2.0, the highest stable version.")).ToHaveCountAsync(0);
        visit.AssertClean();
    }

    [Fact]
    public async Task A_private_repository_asks_for_a_token_tests_it_and_shows_only_its_end_afterwards()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("fabrikam");
        await visit.OpenAsync("/orgs/fabrikam-tools/extensions/submit");
        await visit.ArriveAsync("**/extensions/submit/*");
        await visit.Page.GetByLabel("Repository address").FillAsync("https://github.com/fabrikam-tools/triage-rules");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Read the repository" }).ClickAsync();
        await Expect(visit.Page.GetByText("GitHub has no public repository").First).ToBeVisibleAsync();

        var token = visit.Page.GetByLabel("Personal access token");
        await Expect(token).ToBeVisibleAsync();
        await token.FillAsync("demo-token-acme-read");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Test the token" }).ClickAsync();
        await Expect(visit.Page.Locator(".kp-field-problem, .kp-alert-error").First).ToBeVisibleAsync();
        await token.FillAsync("demo-token-fabrikam-push");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Test the token" }).ClickAsync();
        await Expect(visit.Page.GetByText("Reads the files")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Read the repository" }).ClickAsync();
        await visit.ArriveAsync("**step=checks");

        await scenario.GoToStepAsync("Repository");
        await Expect(visit.Page.Locator(".draft-token")).ToContainTextAsync("…push");
        await Expect(visit.Page.Locator(".draft-token")).ToContainTextAsync("2030");
        Assert.DoesNotContain("demo-token", await visit.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "demo-token",
            await visit.Page.EvaluateAsync<string>("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"),
            StringComparison.Ordinal);
        visit.AssertClean();
    }

    [Fact]
    public async Task A_double_click_and_two_tabs_make_one_submission_and_end_at_one_page()
    {
        await using var portal = await PortalServer.StartAsync();
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await visit.OpenAsync((await SeededDraft.ReadyAsync(portal)).Step(WizardStep.Preview));
        await visit.LiveAsync();
        var second = await visit.Context.NewPageAsync();
        await second.GotoAsync(visit.Page.Url);
        await Expect(second.Locator("main[data-live=on]")).ToBeAttachedAsync();
        await Expect(second.Locator("#submit-for-review")).ToBeEnabledAsync();
        await Expect(visit.Page.Locator("#submit-for-review")).ToBeEnabledAsync();

        const string twice = "() => { const b = document.getElementById('submit-for-review'); b.click(); b.click(); }";
        await Task.WhenAll(visit.Page.EvaluateAsync(twice), second.EvaluateAsync(twice));

        await visit.ArriveAsync("**/extensions/submissions/*");
        await second.WaitForURLAsync("**/extensions/submissions/*");
        Assert.Equal(visit.Page.Url, second.Url);
        await Expect(second.GetByText("With the reviewers")).ToBeVisibleAsync();
        await using var scope = portal.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<Kiket.Portal.Data.PortalDb>>().CreateDbContextAsync();
        var submission = await db.Set<Submission>().Include(candidate => candidate.Entries)
            .SingleAsync(candidate => candidate.ExtensionId == DemoSamples.ReadyId);
        Assert.Single(submission.Entries, entry => entry.Kind == SubmissionEntryKind.Submitted);
        visit.AssertClean();
    }
}
