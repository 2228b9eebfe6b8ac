using Bunit;
using Kiket.Portal.Components.Reviews;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace Kiket.Portal.Tests.Components.Reviews;

public sealed class QueuePageTests : ScenarioContext
{
    [Theory]
    [InlineData("", "The queue is empty")]
    [InlineData("?tab=with-publisher", "Nothing is with a publisher")]
    [InlineData("?tab=decided", "Nothing decided yet")]
    [InlineData("?tab=mine", "You haven't claimed anything")]
    [InlineData("?tab=held", "Nothing is claimed by others")]
    [InlineData("?tab=wild&class=wild&sort=wild&page=-3", "The queue is empty")]
    [InlineData("?class=sensitive&overdue=yes", "No matches")]
    public void An_empty_tab_says_what_will_be_there(string query, string title)
    {
        SignIn(Scenario.Rita);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/review" + query);

        var page = Open();

        page.WaitForAssertion(() => Assert.Contains(title, page.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<QueuePage> Open()
    {
        RenderProviders();
        return Render<QueuePage>();
    }

    [Fact]
    public async Task A_new_submission_appears_without_reloading()
    {
        SignIn(Scenario.Rita);
        var page = Open();
        page.WaitForAssertion(() => Assert.Contains("The queue is empty", page.Markup, StringComparison.Ordinal));

        var submission = await Scenario.InReviewAsync();
        await Services.GetRequiredService<Kiket.Portal.Submissions.SubmissionListTopic>().PublishAsync(Kiket.Portal.Submissions.SubmissionListTopic.Queue);

        page.WaitForAssertion(() => Assert.Equal($"/review/{submission}", page.Find("tbody a").GetAttribute("href")));
    }

    [Fact]
    public async Task An_operator_opens_the_queue_and_reads_why_they_decide_nothing()
    {
        var submission = await Scenario.InReviewAsync();
        SignIn(Scenario.Olu);
        var page = Open();

        page.WaitForAssertion(() => Assert.Equal($"/review/{submission}", page.Find("tbody a").GetAttribute("href")));
        Assert.Contains("You read this as an operator.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a[href='/review/prices'], a[href='/review/edits']"));
    }

    [Fact]
    public async Task What_is_chosen_stands_in_the_address()
    {
        await Scenario.InReviewAsync();
        SignIn(Scenario.Rita);
        var page = Open();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));

        await page.InvokeAsync(() => page.FindComponents<MudSelect<string>>()[0].Instance.SelectOption("sensitive"));
        Assert.EndsWith("/review?tab=unclaimed&class=sensitive", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_shows_class_risk_with_its_causes_and_age_in_words()
    {
        await Scenario.InReviewAsync();
        SignIn(Scenario.Rita);

        var page = Open();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Contains("First submission", page.Markup, StringComparison.Ordinal);
        Assert.Contains("First release of this extension", page.Find("details.risk").TextContent, StringComparison.Ordinal);
        Assert.Contains("overdue by", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_else_sees_that_it_is_for_reviewers()
    {
        SignIn(Scenario.Gus);

        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("This is for reviewers", page.Markup, StringComparison.Ordinal));
    }
}
