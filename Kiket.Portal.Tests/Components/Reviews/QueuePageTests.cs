using Bunit;
using Kiket.Portal.Components.Reviews;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Components.Reviews;

public sealed class QueuePageTests : ScenarioContext
{
    [Theory]
    [InlineData("", "The queue is empty")]
    [InlineData("?tab=with-publisher", "No publisher is mending anything")]
    [InlineData("?tab=decided", "Nothing decided yet")]
    [InlineData("?tab=mine", "You hold nothing")]
    [InlineData("?tab=held", "No other reviewer holds anything")]
    [InlineData("?tab=wild&class=wild&sort=wild&page=-3", "The queue is empty")]
    [InlineData("?class=sensitive&overdue=yes", "Nothing fits these filters")]
    public void An_empty_tab_says_what_will_be_there(string query, string title)
    {
        SignIn(Scenario.Rita);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/review" + query);

        var page = Render<QueuePage>();

        page.WaitForAssertion(() => Assert.Contains(title, page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_submission_appears_without_reloading()
    {
        SignIn(Scenario.Rita);
        var page = Render<QueuePage>();
        page.WaitForAssertion(() => Assert.Contains("The queue is empty", page.Markup, StringComparison.Ordinal));

        var submission = await Scenario.InReviewAsync();
        await Services.GetRequiredService<Kiket.Portal.Submissions.SubmissionListTopic>().PublishAsync(Kiket.Portal.Submissions.SubmissionListTopic.Queue);

        page.WaitForAssertion(() => Assert.Equal($"/review/{submission}", page.Find("tbody a").GetAttribute("href")));
    }

    [Fact]
    public async Task What_is_chosen_stands_in_the_address()
    {
        await Scenario.InReviewAsync();
        SignIn(Scenario.Rita);
        var page = Render<QueuePage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));

        await page.FindAll("select")[0].ChangeAsync(new ChangeEventArgs { Value = "sensitive" });
        Assert.EndsWith("/review?tab=unclaimed&class=sensitive", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_shows_class_risk_with_its_causes_and_age_in_words()
    {
        await Scenario.InReviewAsync();
        SignIn(Scenario.Rita);

        var page = Render<QueuePage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.Contains("First submission", page.Markup, StringComparison.Ordinal);
        Assert.Contains("First release of this extension", page.Find("details.risk").TextContent, StringComparison.Ordinal);
        Assert.Contains("overdue by", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_else_sees_that_it_is_for_reviewers()
    {
        SignIn(Scenario.Gus);

        var page = Render<QueuePage>();

        page.WaitForAssertion(() => Assert.Contains("This is for reviewers", page.Markup, StringComparison.Ordinal));
    }
}
