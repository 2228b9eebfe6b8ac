using Bunit;
using Kiket.Portal.Checks;
using Kiket.Portal.Components.Checks;
using Kiket.Portal.Findings;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Tests.Checks;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Checks;

public sealed class CheckListTests : ScenarioContext
{
    private static SampleRepository Leaking => CheckedRepository.Complete.With("src/client.rb", $"TOKEN = '{CheckedRepository.Token}'\n");

    [Fact]
    public async Task Every_check_is_shown_with_its_state_in_words()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        await Scenario.DrainAsync();

        var list = Show(snapshot);

        Assert.Equal(CheckKinds.All.Select(CheckKinds.Title), list.FindAll(".what h3").Select(title => title.TextContent));
        Assert.Contains("Passed", list.FindAll(".check")[1].TextContent);
        Assert.Contains("No sensitive files found", list.FindAll(".check")[1].TextContent);
        Assert.Contains("Not needed", list.FindAll(".check")[2].TextContent);
        Assert.Contains("could not connect", list.FindAll(".check")[4].TextContent);
    }

    [Fact]
    public async Task The_line_of_a_check_counts_what_is_listed_below_it()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete.Edited("delivery: http", "delivery: pigeon"));
        await Scenario.DrainAsync();

        var manifest = Show(snapshot, notices: [ChecksRules.ControlNotProven.At("Control of the repository is not proven.")]).FindAll(".check")[0];

        var warnings = snapshot.Findings.Count(finding => finding.Level == FindingLevel.Warning) + 1;
        Assert.Contains($"{warnings} warning", manifest.QuerySelector(".what p")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"Show {snapshot.Findings.Count + 1} findings", manifest.QuerySelector("summary")!.TextContent);
    }

    [Fact]
    public async Task It_moves_by_itself_while_the_checks_run()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        var list = Show(snapshot);
        Assert.Contains("0 of 5 done", list.Find("[role=status]").TextContent);

        await Scenario.DrainAsync();
        await Services.GetService<ChecksTopic>()!.PublishAsync(snapshot.RepositoryId);

        list.WaitForAssertion(() => Assert.Contains("Nothing blocks", list.Find("[role=status]").TextContent));
    }

    [Fact]
    public async Task What_blocks_can_be_accepted_and_withdrawn()
    {
        var (_, snapshot) = await Scenario.ReadAsync(Leaking);
        await Scenario.DrainAsync();
        var list = Show(snapshot, canOverride: true);
        Assert.Contains("1 error blocks submitting", list.Find("[role=status]").TextContent);
        Assert.DoesNotContain(CheckedRepository.Token[6..], list.Markup);

        await list.PressAsync(() => list.FindAll("button").Single(button => button.TextContent.Contains("This is not a risk", StringComparison.Ordinal)));
        await list.Find("textarea").InputAsync("short");
        await list.Find("form").SubmitAsync();
        Assert.Contains("Explain in a sentence why", list.Find("form [role=alert]").TextContent);

        await list.Find("textarea").InputAsync("Revoked in March, needed for the parser's test.");
        await list.Find("form").SubmitAsync();
        list.WaitForAssertion(() => Assert.Contains($"{Scenario.Ada.Name} accepted this finding", list.Find(".override").TextContent));
        Assert.DoesNotContain("1 error blocks submitting", list.Find("[role=status]").TextContent);

        await list.PressAsync("Withdraw");
        list.WaitForAssertion(() => Assert.Contains("1 error blocks submitting", list.Find("[role=status]").TextContent));
    }

    [Fact]
    public async Task The_headline_counts_the_errors_of_the_manifest_too()
    {
        var (_, snapshot) = await Scenario.ReadAsync(Leaking.With(".kiket/manifest.yaml", "extension:\n  id: dev.acme.alerts\n  version: banana\n"));
        await Scenario.DrainAsync();
        var inManifest = snapshot.Findings.Count(finding => finding.Level == FindingLevel.Error);

        var list = Show(snapshot);

        Assert.True(inManifest > 1);
        Assert.Contains($"{inManifest + 1} errors block submitting", list.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task Reviewers_see_answers_and_give_none()
    {
        var (_, snapshot) = await Scenario.ReadAsync(Leaking);
        await Scenario.DrainAsync();

        var list = Show(snapshot);

        Assert.DoesNotContain(list.FindAll("button"), button => button.TextContent.Contains("not a risk", StringComparison.Ordinal));
        Assert.Contains("src/client.rb:1", list.Markup);
    }

    [Fact]
    public async Task One_check_can_run_again()
    {
        var (_, snapshot) = await Scenario.ReadAsync(CheckedRepository.Complete);
        await Scenario.DrainAsync();
        var list = Show(snapshot);

        await list.Find("button[aria-label='Run again: Sensitive files']").ClickAsync();

        Assert.Contains("Runs again soon", list.FindAll(".check")[1].TextContent);
    }

    [Fact]
    public void A_commit_that_was_never_checked_says_what_to_do()
    {
        SignIn(Scenario.Ada);
        var list = Render<CheckList>(parameters => parameters.Add(list => list.RepositoryId, Guid.NewGuid()).Add(list => list.Commit, "abc"));

        Assert.Contains("Read the repository again", list.Markup);
    }

    private IRenderedComponent<CheckList> Show(CommitSnapshot snapshot, bool canOverride = false, IReadOnlyList<Finding>? notices = null)
    {
        SignIn(Scenario.Ada);
        return Render<CheckList>(parameters => parameters
            .Add(list => list.RepositoryId, snapshot.RepositoryId)
            .Add(list => list.Commit, snapshot.Commit)
            .Add(list => list.CanRun, true)
            .Add(list => list.Notices, notices ?? [])
            .Add(list => list.CanOverride, canOverride));
    }
}
