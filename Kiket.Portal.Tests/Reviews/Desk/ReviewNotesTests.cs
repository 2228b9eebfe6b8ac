using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Reviews.Desk;

/// <summary>What reviewers keep beside a submission: verdicts, answers, the note.</summary>
public sealed class ReviewNotesTests : ScenarioTests
{
    [Fact]
    public async Task A_verdict_stays_with_its_finding_when_the_commit_moves_on()
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").Without("LICENSE"));
        var submission = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(submission));
        Scenario.Done(await Scenario.DescribeAsync(submission, Scenario.Details));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
        var finding = (await BenchAsync(submission)).Snapshot.Findings[0];
        Assert.True((await Scenario.Get<JudgeFinding>()
            .RunAsync(submission, FindingVerdict.KeyOf(finding), Verdict.FalseAlarm, Scenario.Rita, CancellationToken.None)).Succeeded);
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0")
                .Without("LICENSE")
                .With("README.md", "# Acme Alerts\n\nSays a little more than before.\n"));
        Scenario.Done(await Scenario.Get<Kiket.Portal.Submissions.TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None));

        var bench = await BenchAsync(submission);

        var again = bench.Snapshot.Findings.First(other => other.Id == finding.Id);
        Assert.Equal(
            (Verdict.FalseAlarm, "rita"),
            (bench.Verdicts[FindingVerdict.KeyOf(again)].Verdict, bench.Verdicts[FindingVerdict.KeyOf(again)].ReviewerName));
    }

    [Fact]
    public async Task Answers_survive_and_are_taken_back()
    {
        var submission = await Scenario.InReviewAsync();
        var bar = (await BenchAsync(submission)).Checklist[0];

        Assert.True((await MarkAsync(submission, bar.Id, ChecklistMark.Passes)).Succeeded);
        Assert.True((await MarkAsync(submission, bar.Id, ChecklistMark.Fails)).Succeeded);
        Assert.Equal(ChecklistMark.Fails, (await BenchAsync(submission)).Marks[bar.Id]);

        Assert.True((await MarkAsync(submission, bar.Id, null)).Succeeded);
        Assert.Empty((await BenchAsync(submission)).Marks);
        Assert.Equal("checklist_item_not_found", (await MarkAsync(submission, Guid.NewGuid(), ChecklistMark.Fails)).Code());
    }

    [Fact]
    public async Task While_another_holds_it_nothing_is_judged_or_answered()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.Get<ClaimSubmission>().RunAsync(new ClaimSubmissionRequest(submission, false, Scenario.Rob), CancellationToken.None));

        Assert.Equal("review_held", (await MarkAsync(submission, (await BenchAsync(submission)).Checklist[0].Id, ChecklistMark.Fails)).Code());
        Assert.Equal(
            "review_held",
            (await Scenario.Get<JudgeFinding>().RunAsync(submission, "M101-x", Verdict.Real, Scenario.Rita, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_stale_note_is_refused_and_names_who_was_quicker()
    {
        var submission = await Scenario.InReviewAsync();
        Assert.True((await NoteAsync(submission, "Ask about the wildcard.", -1, Scenario.Rita)).Succeeded);

        var stale = await NoteAsync(submission, "Mine.", -1, Scenario.Rob);

        Assert.Equal("note_changed", stale.Code());
        Assert.Contains("rita", stale.Error!.Message, StringComparison.Ordinal);
        Assert.True((await NoteAsync(submission, "Both.", 0, Scenario.Rob)).Succeeded);
        Assert.Equal(("Both.", 1), ((await BenchAsync(submission)).Note!.Text, (await BenchAsync(submission)).Note!.RowVersion));
        Assert.Equal("own_organization", (await NoteAsync(submission, "x", 1, Scenario.Ina)).Code());
    }

    [Fact]
    public async Task A_new_portal_has_quality_bars_and_replies_to_work_with()
    {
        var bench = await BenchAsync(await Scenario.InReviewAsync());

        Assert.True(bench.Checklist.Count >= 8, $"{bench.Checklist.Count}");
        Assert.All(bench.Checklist, bar => Assert.True(bar.Guidance.Length > 0 && bar.ReplySentence.Length > 0, bar.Text));
        Assert.NotEmpty(bench.Replies);
    }

    [Fact]
    public async Task Failed_bars_write_the_reply_and_its_items()
    {
        var bars = (await BenchAsync(await Scenario.InReviewAsync())).Checklist;
        var (must, advice) = (bars.First(bar => bar.Severity == ChecklistSeverity.Change), bars.First(bar => bar.Severity == ChecklistSeverity.Advice));
        var marks = new Dictionary<Guid, ChecklistMark>
        {
            [must.Id] = ChecklistMark.Fails,
            [advice.Id] = ChecklistMark.Fails,
            [bars[^1].Id] = ChecklistMark.Passes,
        };

        var reply = ComposeReply.From(bars, marks, "Acme");

        Assert.Equal(
            $"Thank you, Acme.\nOne thing keeps us from listing it:\n{must.ReplySentence}\n"
                + $"And an optional suggestion:\n{advice.ReplySentence}",
            reply);
        Assert.Equal([must.ReplySentence], ComposeReply.Items(bars, marks).Select(item => item.Text));
        Assert.Equal(ChecklistSeverity.Change, ComposeReply.Suggested(bars, marks));
        Assert.Equal("", ComposeReply.From(bars, new Dictionary<Guid, ChecklistMark>(), "Acme"));
    }

    private async Task<Workbench> BenchAsync(Guid submission) =>
        Scenario.Done(await Scenario.Get<WorkbenchQueries>().FindAsync(submission, Scenario.Rita, CancellationToken.None));

    private Task<Kiket.Portal.Foundation.Result> MarkAsync(Guid submission, Guid item, ChecklistMark? mark) =>
        Scenario.Get<MarkChecklist>().RunAsync(submission, item, mark, Scenario.Rita, CancellationToken.None);

    private Task<Kiket.Portal.Foundation.Result> NoteAsync(Guid submission, string text, int version, Kiket.Portal.Accounts.Actor reviewer) =>
        Scenario.Get<WriteNote>().RunAsync(submission, text, version, reviewer, CancellationToken.None);
}
