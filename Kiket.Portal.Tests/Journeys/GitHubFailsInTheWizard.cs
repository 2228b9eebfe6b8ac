using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>GitHub fails while somebody is in the wizard: they read what happened and what to do, and go on where they were.</summary>
public sealed class GitHubFailsInTheWizard(Browser browser) : Journey
{
    private const string Repository = "/repos/acme/incident-bridge";

    [Fact]
    public async Task Each_failure_is_told_in_its_own_words_and_the_address_stays()
    {
        await using var portal = await PortalServer.StartAsync(("GitHub:TimeoutSeconds", "1"));
        var faults = portal.Services.GetRequiredService<FaultPlan>();
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await scenario.FromOrganizationToWizardAsync("acme");
        await visit.Page.GetByLabel("Repository address").FillAsync(DemoSamples.ReadyUrl);

        var notified = new (Fault Fault, string Words)[]
        {
            (new Fault(Repository) { Status = 404, Body = "{}" }, "GitHub has no public repository acme/incident-bridge. Check the spelling"),
            (Fault.LegallyBlocked(Repository), "GitHub has blocked acme/incident-bridge for legal reasons"),
            (Fault.HtmlWithOk(Repository), "something other than data, such as a maintenance page"),
            (Fault.Redirect(Repository, new Uri("http://127.0.0.1:9/")), "because your token would go there"),
            (Fault.ServerError(Repository + "/git/trees/*"), "GitHub has a problem (502)"),
            (Fault.Cut(Repository + "/git/blobs/*"), "was cut off"),
            (Fault.PrimaryRateLimit("*", DateTimeOffset.UtcNow.AddSeconds(50)), "is used up until"),
        };
        foreach (var (fault, words) in notified)
        {
            faults.Add(fault);
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Read the repository" }).ClickAsync();
            await Expect(visit.Page.GetByText(words)).ToBeVisibleAsync();
            await Expect(visit.Page.GetByLabel("Repository address")).ToHaveValueAsync(DemoSamples.ReadyUrl);
            await visit.ScreenshotAsync("wizard-github-" + (fault.Status ?? 0));
            faults.Clear();
        }

        visit.AssertClean();
    }

    [Fact]
    public async Task A_repository_that_vanishes_between_two_steps_takes_nothing_with_it()
    {
        await using var portal = await PortalServer.StartAsync();
        var faults = portal.Services.GetRequiredService<FaultPlan>();
        await using var visit = await browser.VisitAsync(portal);
        var scenario = new BrowserScenario(visit);
        await scenario.SignInAsync("publisher");
        await visit.OpenAsync((await SeededDraft.ReadAsync(portal)).Step(WizardStep.Listing));
        await visit.LiveAsync();
        await visit.Page.GetByLabel("Summary").FillAsync("Opens a call for every incident.");
        await scenario.SavedAsync();

        faults.Add(new Fault(Repository + "*") { Status = 404, Body = "{}" });
        faults.Add(new Fault("/repositories/*") { Status = 404, Body = "{}" });
        await scenario.GoToStepAsync("Version & checks");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the newest commit" }).ClickAsync();
        await Expect(visit.Page.GetByText("The results below are from the last time we read it.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Check the spelling")).ToBeVisibleAsync();
        await scenario.GoToStepAsync("Listing");
        await Expect(visit.Page.GetByLabel("Summary")).ToHaveValueAsync("Opens a call for every incident.");

        faults.Clear();
        await scenario.GoToStepAsync("Version & checks");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Check the newest commit" }).ClickAsync();
        await Expect(visit.Page.GetByText("No new commit:")).ToBeVisibleAsync();
        visit.AssertClean();
    }
}
