using Kiket.Portal.Data;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kiket.Portal.Tests.Journeys;

/// <summary>The portal is killed without warning while a person submits: what the screen called saved is there, and the draft goes on.</summary>
public sealed class KilledInTheMiddle(Browser browser) : Journey, IDisposable
{
    private readonly string _data = Places.Temporary();

    public void Dispose() => Places.Remove(_data);

    [Fact]
    public async Task A_submission_killed_at_every_step_goes_on_where_it_stopped()
    {
        await DemoData.CopyToAsync(_data);
        await using var portal = await PortalServerProcess.StartAsync(_data, "Development");
        await using var publisher = await browser.VisitAsync(portal.Address);
        try
        {
            await WalkAsync(portal, publisher);
        }
        catch (Exception failed) when (failed is PlaywrightException or TimeoutException)
        {
            // What the page says of a fault is made for people; the portal said more.
            throw new InvalidOperationException(portal.Output, failed);
        }

        await using var db = Open();
        var submission = await db.Set<Submission>().SingleAsync(candidate => candidate.ExtensionId == DemoSamples.ReadyId);
        Assert.Equal((SubmissionState.InReview, "1.0.0"), (submission.State, submission.Version));
    }

    private async Task WalkAsync(PortalServerProcess portal, Visit publisher)
    {
        var scenario = new BrowserScenario(publisher);
        await scenario.SignInAsync("publisher");
        await scenario.FromOrganizationToWizardAsync("acme");

        await scenario.ReadRepositoryAsync(DemoSamples.ReadyUrl);
        await KillAsync(portal, publisher);
        await Expect(publisher.Page.GetByText("Version 1.0.0").First).ToBeVisibleAsync();

        await scenario.DescribeAsync("developer-tools");
        await publisher.Page.GetByLabel("Summary").FillAsync("Typed just before the lights went out.");
        await scenario.SavedAsync();
        await KillAsync(portal, publisher);
        await Expect(publisher.Page.GetByLabel("Summary")).ToHaveValueAsync("Typed just before the lights went out.");
        await Expect(publisher.Page.GetByLabel("Developer tools", new() { Exact = true })).ToBeCheckedAsync();

        await scenario.JustifyAllAsync();
        await KillAsync(portal, publisher);
        await Expect(publisher.Page.GetByLabel("Why issues:read?")).ToHaveValueAsync("The incident's call and timeline are made of these.");

        await scenario.GiveSupportAsync("help@acme.example");
        await KillAsync(portal, publisher);
        await scenario.SubmitAsync();
        await KillAsync(portal, publisher);
        await Expect(publisher.Page.GetByText("With the reviewers")).ToBeVisibleAsync();
    }

    /// <summary>Kills, looks at what is on the disk, starts again and opens the page that was open.</summary>
    private async Task KillAsync(PortalServerProcess portal, Visit visit)
    {
        await portal.KillAsync();
        await using (var db = Open())
        {
            Assert.Equal(["ok"], await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync());
            await Invariants.AssertAsync(db);
        }

        await portal.RestartAsync();
        await visit.OpenAsync(visit.Page.Url);
        await Expect(visit.Page.Locator("main .kp-panel").First).ToBeVisibleAsync();
        await visit.LiveAsync();
    }

    private SqlitePortalDb Open() =>
        new(new DbContextOptionsBuilder<SqlitePortalDb>().UseSqlite($"Data Source={Path.Combine(_data, "portal.db")};Pooling=False").Options);
}
