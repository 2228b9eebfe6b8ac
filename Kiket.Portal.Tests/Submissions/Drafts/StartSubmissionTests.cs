using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;

namespace Kiket.Portal.Tests.Submissions.Drafts;

public sealed class StartSubmissionTests : ScenarioTests
{
    [Fact]
    public async Task An_admin_starts_an_empty_draft_that_only_the_organization_sees()
    {
        var draft = await Scenario.StartAsync(Scenario.Ben);

        var mine = Scenario.Done(
            await Scenario.Get<SubmissionQueries>().ForOrganizationAsync("acme", Scenario.Ada, new PageRequest(1, 20), CancellationToken.None));
        Assert.Equal((draft, SubmissionState.Draft, "ben"), (mine.Items.Single().Id, mine.Items[0].State, mine.Items[0].ChangedByName));
        Assert.Equal("submission_not_found", (await Scenario.Get<SubmissionQueries>().FindAsync(draft, Scenario.Gus, CancellationToken.None)).Code());
    }

    [Theory]
    [InlineData("globex", "marketplace", "organization_not_found")]
    [InlineData("nobody", "marketplace", "organization_not_found")]
    [InlineData("acme", "globex", "registry_not_found")]
    [InlineData("acme", "", "registry_not_found")]
    public async Task Somebody_elses_organization_and_registry_are_not_there(string organization, string registry, string code)
    {
        var started = await Scenario.Get<StartSubmission>().RunAsync(organization, registry, Scenario.Ada, CancellationToken.None);

        Assert.Equal((ErrorKind.NotFound, code), (started.Error!.Kind, started.Error.Code));
    }

    [Fact]
    public async Task A_plain_member_is_told_who_can_submit()
    {
        var started = await Scenario.Get<StartSubmission>().RunAsync("acme", "marketplace", Scenario.Mia, CancellationToken.None);

        Assert.Equal((ErrorKind.Forbidden, "role_too_low"), (started.Error!.Kind, started.Error.Code));
        Assert.Contains("ada", started.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_organizations_own_registry_is_open_to_it() =>
        Assert.True((await Scenario.Get<StartSubmission>().RunAsync("acme", "acme", Scenario.Ada, CancellationToken.None)).Succeeded);

    [Fact]
    public async Task A_plain_member_sees_no_submission_and_somebody_elses_looks_absent()
    {
        var draft = await Scenario.StartAsync();
        var queries = Scenario.Get<SubmissionQueries>();

        Assert.Equal("role_too_low", (await queries.FindAsync(draft, Scenario.Mia, CancellationToken.None)).Code());
        var foreign = await queries.FindAsync(draft, Scenario.Gus, CancellationToken.None);
        var absent = await queries.FindAsync(Guid.NewGuid(), Scenario.Gus, CancellationToken.None);
        Assert.Equal(absent.Error, foreign.Error);
    }
}
