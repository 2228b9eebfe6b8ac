using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Listings.Browsing;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>What a list of drafts shows, and what it costs.</summary>
public sealed class DraftListTests : ScenarioTests
{
    [Fact]
    public async Task A_page_of_30_drafts_takes_as_many_queries_as_a_page_of_one()
    {
        var first = await Scenario.ReadyAsync();
        await AttachAsync(first);
        await CountAsync(1);
        var one = await CountAsync(1);

        for (var number = 2; number <= 30; number++)
        {
            if (number == 16)
            {
                // What one person may start within an hour.
                Scenario.Clock.Advance(TimeSpan.FromHours(1));
            }

            await AttachAsync(await Scenario.ReadyAsync(id: $"dev.acme.alerts{number}", fullName: $"acme/alerts{number}"));
        }

        Assert.Equal(one, await CountAsync(30));
    }

    [Fact]
    public async Task Every_draft_of_the_list_is_measured_as_in_its_wizard()
    {
        await Scenario.ListedAsync("1.0.0");
        await Scenario.InReviewAsync("1.1.0");
        var drafts = new List<Guid>
        {
            await Scenario.StartAsync(),
            await Scenario.ReadyAsync("1.0.0"),
            await Scenario.ReadyAsync("1.1.0"),
            await Scenario.ReadyAsync("1.2.0"),
            await Scenario.ReadyAsync("1.0.0", "dev.acme.renamed"),
            await Scenario.ReadyAsync("2.0.0", Scenario.Id, "acme/elsewhere"),
            await WithoutManifestAsync(),
        };

        var list = await ListAsync(30);

        foreach (var draft in drafts)
        {
            var view = await Scenario.ViewAsync(draft);
            var progress = list.Single(item => item.Id == draft).Progress!;
            Assert.Equal((view.Progress.HasReading, view.Progress.HasManifest), (progress.HasReading, progress.HasManifest));
            Assert.Equal(view.Readiness.Refusals.Select(refusal => refusal.Message), progress.Readiness.Refusals.Select(refusal => refusal.Message));
            Assert.Equal(view.Readiness.Missing, progress.Readiness.Missing);
            Assert.Equal(view.Readiness.Notices, progress.Readiness.Notices);
        }

        string[] Codes(int draft) => [.. list.Single(item => item.Id == drafts[draft]).Progress!.Readiness.Refusals.Select(refusal => refusal.Code)];
        Assert.Empty(Codes(0));
        Assert.Equal(["version_not_greater"], Codes(1));
        Assert.Equal(["version_in_review"], Codes(2));
        Assert.Empty(Codes(3));
        Assert.Empty(Codes(4));
        Assert.Equal(["extension_id_other_repository"], Codes(5));
        Assert.Equal([SubmissionReadiness.ChecksFailed], Codes(6));
        Assert.Single(
            list.Single(item => item.Id == drafts[4]).Progress!.Readiness.Notices,
            notice => notice.Message.Contains(Scenario.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Opening_a_submission_asks_once_who_may()
    {
        var draft = await Scenario.ReadyAsync();
        await Scenario.ViewAsync(draft);
        var before = CountCommands.Of(Scenario.Database);
        await Scenario.ViewAsync(draft);
        var wizard = CountCommands.Of(Scenario.Database) - before;

        await using var db = await Scenario.Database.OpenAsync();
        before = CountCommands.Of(Scenario.Database);
        var read = Scenario.Done(await SubmissionAccess.ReadAsync(db, draft, Scenario.Ada, CancellationToken.None));
        var access = CountCommands.Of(Scenario.Database) - before;

        // The submission with its entries, change requests and attachments, and one look at who asks.
        Assert.Equal(5, access);
        Assert.Equal("acme", read.Member.Slug);
        Assert.Empty(db.ChangeTracker.Entries());
        // Nine that measure it; the repository, the share and the agreement beside them.
        Assert.Equal(12, wizard - access);
    }

    private async Task AttachAsync(Guid draft) => await Scenario.CaptionedAsync(draft, "The channel");

    private async Task<Guid> WithoutManifestAsync()
    {
        Scenario.GitHub.Push("acme/empty", SampleRepository.Complete("dev.acme.empty", "1.0.0").Without(".kiket/manifest.yaml"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft, "https://github.com/acme/empty"));
        return draft;
    }

    private async Task<int> CountAsync(int drafts)
    {
        var before = CountCommands.Of(Scenario.Database);
        var list = await ListAsync(100);
        Assert.Equal(drafts, list.Count(item => item.Progress!.HasManifest));
        return CountCommands.Of(Scenario.Database) - before;
    }

    private async Task<IReadOnlyList<SubmissionSummary>> ListAsync(int size) =>
        Scenario.Done(await Scenario.Get<SubmissionQueries>()
            .ForOrganizationAsync("acme", Scenario.Ada, new PageRequest(1, size), CancellationToken.None)).Items;
}
