using Bunit;
using Kiket.Portal.Components.Extensions;
using Kiket.Portal.Components.Operations;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Tests.Hosting.Builds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class BuildPanelTests : ScenarioContext
{
    [Fact]
    public async Task Without_hosting_the_page_says_that_it_was_not_tried_and_offers_nothing()
    {
        var page = await OpenAsync(await new ManagedSubmissions(Scenario).InReviewAsync());

        Assert.Contains("Not tried here", page.Find("#build").TextContent, StringComparison.Ordinal);
        Assert.Contains("Hosting is not switched on here", page.Find("#build").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#build button"));
    }

    [Fact]
    public async Task An_extension_that_is_not_managed_has_no_build()
    {
        var page = await OpenAsync(await Scenario.InReviewAsync());

        Assert.Empty(page.FindAll("#build"));
    }

    [Fact]
    public async Task A_refused_build_shows_where_and_why_with_its_log_and_is_built_again()
    {
        var managed = new ManagedSubmissions(Scenario);
        await managed.SwitchOnAsync();
        var submission = await managed.InReviewAsync();
        await ChangeAsync(build => build.Finish(
            new BuildOutcome(new BuildFailure("step_failed", "RUN <b>x</b> ended with 3.", "RUN <b>x</b>", 7, [])), Scenario.Clock.GetUtcNow()));
        var page = await OpenAsync(submission);

        var text = page.Find("#build").TextContent;
        Assert.Contains("RUN <b>x</b> ended with 3.", text, StringComparison.Ordinal);
        Assert.Contains("Dockerfile, line 7", text, StringComparison.Ordinal);
        Assert.Equal("the end", page.Find("#build pre").TextContent);

        await page.Find("#build button").ClickAsync(new());
        Assert.Contains("Queued", page.Find("#build h2").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#build button"));

        // Live: through the page's own topic.
        await ChangeAsync(build => build.Finish(
            new BuildOutcome(Failure: null) { ImageId = EngineInMemory.Image, Port = 9000 }, Scenario.Clock.GetUtcNow()));
        await Services.GetRequiredService<BuildTopic>().PublishAsync(submission);
        page.WaitForAssertion(() => Assert.Contains("Built, responded", page.Find("#build h2").TextContent, StringComparison.Ordinal));
        Assert.Contains("9000", page.Find("#build dl").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Builds_are_listed_for_the_publisher_and_for_operators()
    {
        var submission = await new ManagedSubmissions(Scenario).InReviewAsync();
        SignIn(Scenario.Ada);
        var page = Render<PublishedHostingPage>(parameters => parameters
            .Add(hosting => hosting.Org, "acme").Add(hosting => hosting.ExtensionId, Kiket.Portal.Tests.Submissions.Scenario.Id));

        var row = page.Find("tbody tr");
        Assert.Contains("Not tried here", row.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/orgs/acme/extensions/submissions/{submission}#build", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Operators_see_the_queue()
    {
        await new ManagedSubmissions(Scenario).InReviewAsync();
        SignIn(Scenario.Olu);
        var page = Render<HostingPage>();

        Assert.Contains($"{Kiket.Portal.Tests.Submissions.Scenario.Id} 1.0.0", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
    }

    private Task<IRenderedComponent<SubmissionPage>> OpenAsync(Guid submission)
    {
        SignIn(Scenario.Ada);
        return Task.FromResult(Render<SubmissionPage>(parameters => parameters.Add(page => page.Org, "acme").Add(page => page.Id, submission)));
    }

    private async Task ChangeAsync(Action<ImageBuild> change)
    {
        await using var db = await Scenario.Database.OpenAsync();
        var build = await db.Set<ImageBuild>().SingleAsync();
        Assert.True(build.Claim(build.DueAt)); // the page has a clock of its own
        change(build);
        await db.SaveChangesAsync();
        await db.Set<ImageBuildLog>().ExecuteUpdateAsync(set => set.SetProperty(log => log.Text, "the end"));
    }
}
