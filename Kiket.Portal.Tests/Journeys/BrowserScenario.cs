using Kiket.Portal.Tests.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>What people do on the way from a repository to a listing, in the words of the screen.</summary>
internal sealed class BrowserScenario(Visit visit)
{
    private IPage Page => visit.Page;

    public async Task SignInAsync(string person)
    {
        await visit.OpenAsync("/account/login");
        await Page.Locator($"form[action$='/account/demo-sign-in/{person}'] button").ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
    }

    /// <summary>Organization → Extensions → Marketplace → Submit Extension, by links alone.</summary>
    public async Task FromOrganizationToWizardAsync(string organization)
    {
        await visit.OpenAsync($"/orgs/{organization}/extensions");
        await visit.LiveAsync();
        await Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Marketplace", Exact = true }).ClickAsync();
        await visit.ArriveAsync($"**/orgs/{organization}/extensions/marketplace");
        await Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).FocusedAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Submit Extension" }).ClickAsync();
        await visit.ArriveAsync("**/extensions/submit/*");
    }

    public async Task ReadRepositoryAsync(string url, string? token = null)
    {
        await Page.GetByLabel("Repository address").FillAsync(url);
        if (token is not null)
        {
            await Page.GetByText("The repository is private").ClickAsync();
            await Page.GetByLabel("Personal access token").FillAsync(token);
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Read the repository" }).ClickAsync();
        await visit.ArriveAsync("**step=checks");
        await SettledAsync();
    }

    public async Task DescribeAsync(string category)
    {
        await GoToStepAsync("Listing");
        var title = Kiket.Portal.Listings.Categories.CategorySeed.All.Single(first => first.Slug == category).Name;
        await Page.GetByLabel(title, new() { Exact = true }).CheckAsync();
        await SavedAsync();
    }

    public async Task JustifyAllAsync()
    {
        await GoToStepAsync("Permissions");
        var fields = Page.GetByRole(
            AriaRole.Textbox,
            new()
            {
                NameRegex = new System.Text.RegularExpressions.Regex(
                    "^Why ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)),
            });
        await Expect(fields.First).ToBeVisibleAsync();
        for (var i = 0; i < await fields.CountAsync(); i++)
        {
            await fields.Nth(i).FillAsync("The incident's call and timeline are made of these.");
            // One by one: "saved" may be said of the field before while this one is still on its way.
            await SavedAsync();
        }
    }

    public async Task GiveSupportAsync(string email)
    {
        await GoToStepAsync("Support & compliance");
        await Page.GetByLabel("Support e-mail").FillAsync(email);
        await SavedAsync();
        await GoToStepAsync("Preview & submit");
    }

    public async Task SubmitAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Submit for review" }).ClickAsync();
        await visit.ArriveAsync("**/extensions/submissions/*");
    }

    public async Task GoToStepAsync(string title)
    {
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Steps of this submission" }).GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await Expect(Page.Locator("[aria-current=step]")).ToContainTextAsync(title);
        await SettledAsync();
    }

    /// <summary>Waits until the new step has scrolled to its title: what is pressed while a page moves under the pointer is not pressed.</summary>
    private Task SettledAsync() => Page.Locator("#step-title").FocusedAsync();

    public async Task OpenFromQueueAsync(string name)
    {
        await visit.OpenAsync("/review");
        await visit.LiveAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await ClaimAsync();
    }

    /// <summary>Approves although no quality bar has an answer, which the page asks about.</summary>
    public async Task ApproveAsync(string button = "Approve and list")
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Approve anyway" }).ClickAsync();
    }

    /// <summary>Claims the submission of the workbench that is open.</summary>
    public async Task ClaimAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Claim this submission" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Ask for changes" })).ToBeAttachedAsync();
    }

    /// <summary>Waits until what was just typed is saved: the line said so of what was typed before, too.</summary>
    public async Task SavedAsync()
    {
        await Page.WaitForFunctionAsync("() => window.sawSaving");
        await Page.EvaluateAsync("() => { window.sawSaving = false; }");
        await Expect(Page.GetByText("All changes saved")).ToBeVisibleAsync();
    }
}
