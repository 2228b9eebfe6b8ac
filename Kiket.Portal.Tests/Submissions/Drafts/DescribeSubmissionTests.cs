using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Tests.Accounts;

namespace Kiket.Portal.Tests.Submissions.Drafts;

public sealed class DescribeSubmissionTests : ScenarioTests
{
    [Fact]
    public async Task Incomplete_details_are_saved_as_they_are()
    {
        var draft = await Scenario.StartAsync();

        Scenario.Done(await Scenario.DescribeAsync(draft, new ListingDetails { Name = "Al" }));

        Assert.Equal("Al", (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Fact]
    public async Task A_colleagues_save_is_never_overwritten_and_they_are_named()
    {
        var draft = await Scenario.StartAsync();
        var seen = (await Scenario.FindAsync(draft)).RowVersion;
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Name = "Ben's" }, Scenario.Ben, seen));

        var refused = await Scenario.DescribeAsync(draft, Scenario.Details with { Name = "Ada's" }, Scenario.Ada, seen);

        Assert.Equal((ErrorKind.Conflict, "submission_changed"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Contains("ben", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal("Ben's", (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Fact]
    public async Task Each_save_answers_with_the_version_to_expect_next()
    {
        var draft = await Scenario.StartAsync();
        var first = Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details));

        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Name = "Next" }, rowVersion: first));
    }

    [Theory]
    [InlineData("name", "Acme\u202Egpj.exe")]
    [InlineData("name", "a\u0007b")]
    [InlineData("summary", "zero\u200Bwidth")]
    [InlineData("support.coverage", "Mon\u2066Fri")]
    [InlineData("justifications.issues:read", "\u0000")]
    public async Task A_text_that_reads_as_something_else_is_refused_at_its_field_and_nothing_is_stored(string field, string text)
    {
        var draft = await Scenario.StartAsync();
        var details = field switch
        {
            "name" => Scenario.Details with { Name = text },
            "summary" => Scenario.Details with { Summary = text },
            "support.coverage" => Scenario.Details with { Support = Scenario.Details.Support with { Coverage = text } },
            _ => Scenario.Details with { Justifications = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = text } },
        };

        var refused = await Scenario.DescribeAsync(draft, details);

        Assert.Equal((ErrorKind.Invalid, "listing_text_refused"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Equal($"listing.{field}", Assert.Single(refused.Error.Details).Field);
        Assert.Equal("", (await Scenario.FindAsync(draft)).Details.Name);
        Scenario.Push();
        var input = new Kiket.Portal.Submissions.Drafts.ListingInput
        {
            Name = details.Name,
            Summary = details.Summary,
            Support = details.Support,
            Justifications = details.Justifications,
        };
        Assert.Equal("listing_text_refused", (await Scenario.PublishAsync(input)).Code());
    }

    [Fact]
    public async Task A_text_longer_than_its_field_is_refused_with_both_lengths()
    {
        var refused = await Scenario.DescribeAsync(await Scenario.StartAsync(), Scenario.Details with { Name = new string('n', 61) });

        Assert.Equal("The name has 61 characters; the limit is 60.", refused.Error!.Message);
    }

    [Fact]
    public async Task A_reason_may_have_lines_and_emoji()
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal) { ["issues:read"] = "First this.\nThen that. \U0001F469\u200D\U0001F4BB" };

        Scenario.Done(await Scenario.DescribeAsync(await Scenario.StartAsync(), Scenario.Details with { Justifications = reasons }));
    }

    [Fact]
    public async Task Details_without_end_are_refused()
    {
        var draft = await Scenario.StartAsync();

        foreach (var details in new[]
        {
            Scenario.Details with { Summary = new string('s', 70_000) },
            Scenario.Details with { Categories = [.. Enumerable.Repeat(new string('c', 1000), 70)] },
            Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900, new string('$', 70_000)) },
            Scenario.Details with { Categories = [.. Enumerable.Repeat("", 70_000)] },
        })
        {
            Assert.Equal(ErrorKind.TooLarge, (await Scenario.DescribeAsync(draft, details)).Error?.Kind);
        }
    }

    [Fact]
    public async Task Somebody_elses_draft_is_not_there()
    {
        var draft = await Scenario.StartAsync();

        Assert.Equal("submission_not_found", (await Scenario.DescribeAsync(draft, Scenario.Details, Scenario.Gus)).Code());
        Assert.Equal("role_too_low", (await Scenario.DescribeAsync(draft, Scenario.Details, Scenario.Mia)).Code());
    }

    [Fact]
    public async Task What_is_in_review_is_not_changed_under_the_reviewer()
    {
        var submission = await Scenario.InReviewAsync();

        Assert.Equal("submission_not_editable", (await Scenario.DescribeAsync(submission, Scenario.Details with { Name = "Other" })).Code());
    }
}
