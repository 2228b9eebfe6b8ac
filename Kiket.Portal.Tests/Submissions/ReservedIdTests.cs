using Kiket.Portal.Audit;
using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>A submission reserves its extension id for a while; a release makes it its publisher's for good.</summary>
public sealed class ReservedIdTests : ScenarioTests
{
    private const string Copy = "globex/copy";
    private const string Pusher = "ghp_pusher_value_7788";

    [Fact]
    public async Task An_id_is_reserved_for_fourteen_days_from_submitting_and_free_to_the_instant()
    {
        await Scenario.InReviewAsync();
        var until = (await ExtensionAsync()).ReservedUntil!.Value;
        Assert.Equal(Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(14), until);
        var theirs = await CopyAsync();

        Scenario.Clock.Advance(until - Scenario.Clock.GetUtcNow() - TimeSpan.FromSeconds(2));
        var refused = await Scenario.SubmitAsync(theirs, Scenario.Gus);
        Assert.Equal((ErrorKind.Conflict, "extension_id_taken"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Contains("is reserved by another organization's submission until 16 Mar 2026", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another extension.id in the manifest", refused.Error.Message, StringComparison.Ordinal);

        // The way's clock goes on a second with each act.
        Assert.True((await Scenario.SubmitAsync(theirs, Scenario.Gus)).Succeeded);
    }

    [Fact]
    public async Task An_organization_that_loses_the_id_has_the_submission_back_with_what_to_do_and_is_notified()
    {
        var submission = await Scenario.InReviewAsync();
        var theirs = await CopyAsync("1.0.0");
        Scenario.Clock.Advance(Extension.ReservationTime);

        Assert.True((await Scenario.SubmitAsync(theirs, Scenario.Gus)).Succeeded);

        var lost = await Scenario.FindAsync(submission);
        Assert.Equal((SubmissionState.ChangesRequested, SubmissionEntryKind.IdLost), (lost.State, lost.Entries[^1].Kind));
        Assert.Contains("Choose an extension.id other than dev.acme.alerts", Assert.Single(lost.ChangeRequests).Text, StringComparison.Ordinal);
        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("extension_id.lost")).ToListAsync());
        Assert.Equal(new[] { Scenario.Ada.UserId, Scenario.Ben.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.Equal($"/orgs/acme/extensions/submissions/{submission}", notified[0].Link);
        Assert.Equal("extension_id_taken", (await Scenario.SubmitAsync(submission)).Code());

        Scenario.Push("1.0.0", "dev.acme.alerts2");
        Scenario.Done(await Scenario.ReadAsync(submission));
        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);
    }

    [Fact]
    public async Task Withdrawing_and_rejecting_free_the_id()
    {
        var withdrawn = await Scenario.InReviewAsync();
        Assert.True((await Scenario.Get<WithdrawSubmission>().RunAsync(withdrawn, Scenario.Ada, CancellationToken.None)).Succeeded);
        var theirs = await CopyAsync();
        Assert.True((await Scenario.SubmitAsync(theirs, Scenario.Gus)).Succeeded);

        Scenario.Done(await Scenario.DecideAsync(theirs, Decision.Reject, "No."));
        var ours = await Scenario.ReadyAsync();
        Assert.True((await Scenario.SubmitAsync(ours)).Succeeded);
        Assert.Equal(2, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "extension_id.freed")));
    }

    [Fact]
    public async Task Withdrawing_one_version_keeps_the_id_for_another_one_in_review()
    {
        var first = await Scenario.InReviewAsync("1.0.0");
        await Scenario.InReviewAsync("1.1.0");

        Assert.True((await Scenario.Get<WithdrawSubmission>().RunAsync(first, Scenario.Ada, CancellationToken.None)).Succeeded);

        Assert.Equal("extension_id_taken", (await Scenario.SubmitAsync(await CopyAsync(), Scenario.Gus)).Code());
    }

    [Fact]
    public async Task An_appeal_reserves_the_id_again_while_it_is_free_and_is_refused_when_it_is_not()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "No."));
        Assert.True((await AppealAsync(submission)).Succeeded);
        Assert.Equal("extension_id_taken", (await Scenario.SubmitAsync(await CopyAsync(), Scenario.Gus)).Code());

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "Still no.", actor: Scenario.Rob));
        Assert.True((await Scenario.SubmitAsync(await CopyAsync(), Scenario.Gus)).Succeeded);
        Assert.Equal("extension_id_taken", (await AppealAsync(submission)).Code());
    }

    [Fact]
    public async Task Submitting_again_renews_the_reservation()
    {
        var submission = await Scenario.InReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Say more."));
        Scenario.Clock.Advance(TimeSpan.FromDays(10));

        Assert.True((await Scenario.SubmitAsync(submission)).Succeeded);

        Assert.Equal(Scenario.Clock.GetUtcNow() + TimeSpan.FromDays(14), (await ExtensionAsync()).ReservedUntil);
    }

    [Fact]
    public async Task A_release_makes_the_id_its_publishers_for_good()
    {
        await Scenario.ListedAsync();
        var theirs = await ProvenCopyAsync();
        Scenario.Clock.Advance(TimeSpan.FromDays(400));

        Assert.Null((await ExtensionAsync()).ReservedUntil);
        Assert.Equal("extension_id_taken", (await Scenario.SubmitAsync(theirs, Scenario.Gus)).Code());
    }

    [Fact]
    public async Task Who_proves_control_of_the_repository_that_an_id_names_takes_it_from_an_unproven_reservation()
    {
        var squatted = await CopyAsync("1.0.0");
        Assert.True((await Scenario.SubmitAsync(squatted, Scenario.Gus)).Succeeded);
        Scenario.Push();
        Scenario.GitHub.Know(Pusher);
        Scenario.GitHub.LetPush(Scenario.FullName, Pusher);
        var ours = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(ours, token: Pusher));
        Scenario.Done(await Scenario.DescribeAsync(ours, Scenario.Details));

        Assert.True((await Scenario.SubmitAsync(ours)).Succeeded);

        var extension = await ExtensionAsync();
        Assert.Equal((await Scenario.FindAsync(ours)).OrganizationId, extension.OrganizationId);
        Assert.Equal(SubmissionState.ChangesRequested, (await Scenario.FindAsync(squatted)).State);
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "extension_id.lost")));
        Assert.Equal("submission_not_in_review", (await Scenario.DecideAsync(squatted, Decision.Approve)).Code());
        Scenario.Done(await Scenario.DecideAsync(ours, Decision.Approve));
    }

    [Fact]
    public async Task Proof_of_a_repository_that_the_id_does_not_name_takes_nothing()
    {
        var submission = await Scenario.InReviewAsync();

        var refused = await Scenario.SubmitAsync(await ProvenCopyAsync(), Scenario.Gus);

        Assert.Equal("extension_id_taken", refused.Code());
        Assert.Contains("contact support if the id is yours", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(SubmissionState.InReview, (await Scenario.FindAsync(submission)).State);
    }

    [Theory]
    [InlineData("acme/alerts", "dev.acme.alerts", true)]
    [InlineData("acme/other", "dev.acme.alerts", true)]
    [InlineData("acme/alerts", "acme/alerts", true)]
    [InlineData("globex/alerts", "dev.acme.alerts", false)]
    [InlineData("alerts/copy", "dev.acme.alerts", false)]
    [InlineData("acme-evil/alerts", "dev.acme.alerts", false)]
    [InlineData("acme/alerts", "alerts", false)]
    [InlineData("squatter/copy", "alerts", true)]
    public void An_id_belongs_to_the_owner_in_its_namespace_and_to_the_repository_it_is_reserved_for(string repository, string id, bool expected)
    {
        var reserved = Extension.Reserve(Extension.Marketplace, id, Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UnixEpoch);
        var applicant = new IdApplicant(Guid.NewGuid(), Guid.NewGuid(), IsProven: true, repository);

        Assert.Equal(expected, applicant.IsNamedBy(new RegisteredId(reserved, IsProven: false, "squatter/copy")));
    }

    [Fact]
    public async Task Of_two_that_proved_control_the_first_keeps_the_id()
    {
        await Scenario.InReviewAsync();
        Scenario.GitHub.Know(Pusher);
        Scenario.GitHub.LetPush(Scenario.FullName, Pusher);
        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync(), token: Pusher));

        var refused = await Scenario.SubmitAsync(await ProvenCopyAsync(), Scenario.Gus);

        Assert.Equal("extension_id_taken", refused.Code());
        Assert.Contains("They have proven control over its repository.", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publisher_and_reviewer_are_warned_that_control_is_not_proven_and_only_then()
    {
        var unproven = await Scenario.InReviewAsync();
        Assert.Single((await Scenario.ViewAsync(unproven)).Readiness.Notices, finding => finding.Id == ChecksRules.ControlNotProven.Id);
        var seen = Assert.Single(await FindingsAsync(unproven), finding => finding.Id == "C108");
        Assert.Equal("Control of the repository is not proven.", seen.Message);
        Assert.True((await Scenario.Get<JudgeFinding>()
            .RunAsync(unproven, FindingVerdict.KeyOf(seen), Verdict.Real, Scenario.Rita, CancellationToken.None)).Succeeded);

        Scenario.GitHub.Know(Pusher);
        Scenario.GitHub.LetPush(Scenario.FullName, Pusher);
        Scenario.Done(await Scenario.ReadAsync(await Scenario.StartAsync(), token: Pusher));

        Assert.DoesNotContain((await Scenario.ViewAsync(unproven)).Readiness.Notices, finding => finding.Id == "C108");
        Assert.DoesNotContain(await FindingsAsync(unproven), finding => finding.Id == "C108");
    }

    [Fact]
    public async Task Publisher_and_reviewer_are_warned_of_an_archived_repository()
    {
        Scenario.Push();
        Scenario.GitHub.Archive(Scenario.FullName);
        var archived = await Scenario.InReviewAsync();

        Assert.Single((await Scenario.ViewAsync(archived)).Readiness.Notices, finding => finding.Id == "C109");
        Assert.Single(await FindingsAsync(archived), finding => finding.Id == "C109");
    }

    [Fact]
    public async Task In_a_private_registry_nobody_is_warned()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync(registry: "acme");
        Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.DoesNotContain((await Scenario.ViewAsync(draft)).Readiness.Notices, finding => finding.Id == "C108");
    }

    [Fact]
    public async Task Of_two_that_submit_a_free_id_at_once_one_has_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = $"dev.race.r{round}";
            var ours = await Scenario.ReadyAsync("1.0.0", id, $"acme/race{round}");
            var theirs = await CopyAsync("1.0.0", id, $"globex/race{round}");

            var results = await Task.WhenAll(
                Task.Run(() => Scenario.Get<SubmitSubmission>().RunAsync(ours, Scenario.Ada, CancellationToken.None)),
                Task.Run(() => Scenario.Get<SubmitSubmission>().RunAsync(theirs, Scenario.Gus, CancellationToken.None)));

            Assert.Equal("extension_id_taken", Assert.Single(results, result => !result.Succeeded).Code());
        }
    }

    private async Task<Guid> CopyAsync(string version = "9.0.0", string id = Scenario.Id, string fullName = Copy, string? token = null)
    {
        Scenario.GitHub.Push(fullName, SampleRepository.Complete(id, version));
        if (token is not null)
        {
            Scenario.GitHub.Know(token);
            Scenario.GitHub.LetPush(fullName, token);
        }

        var draft = await Scenario.StartAsync(Scenario.Gus, "globex");
        Scenario.Done(await Scenario.ReadAsync(draft, $"https://github.com/{fullName}", token: token, actor: Scenario.Gus));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details, Scenario.Gus));
        return draft;
    }

    private Task<Guid> ProvenCopyAsync(string version = "9.0.0") => CopyAsync(version, token: Pusher);

    private async Task<Result> AppealAsync(Guid submission)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        return await Scenario.Get<AppealRejection>().RunAsync(submission, "Please look again.", Scenario.Ada, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Kiket.Portal.Findings.Finding>> FindingsAsync(Guid submission) =>
        Scenario.Done(await Scenario.Get<WorkbenchQueries>().FindAsync(submission, Scenario.Rita, CancellationToken.None)).Findings;

    private Task<Extension> ExtensionAsync() => Scenario.QueryAsync(db => db.Set<Extension>().SingleAsync());
}
