using Kiket.Portal.Audit;
using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

/// <summary>A submission reserves its extension id for a while; a release makes it its publisher's for good.</summary>
public sealed class ReservedIdTests : OnTheWay
{
    private const string Copy = "globex/copy";
    private const string Pusher = "ghp_pusher_value_7788";

    [Fact]
    public async Task An_id_is_reserved_for_fourteen_days_from_submitting_and_free_to_the_instant()
    {
        await Way.InReviewAsync();
        var until = (await ExtensionAsync()).ReservedUntil!.Value;
        Assert.Equal(Way.Clock.GetUtcNow() + TimeSpan.FromDays(14), until);
        var theirs = await CopyAsync();

        Way.Clock.Advance(until - Way.Clock.GetUtcNow() - TimeSpan.FromSeconds(2));
        var refused = await Way.SubmitAsync(theirs, Way.Gus);
        Assert.Equal((ErrorKind.Conflict, "extension_id_taken"), (refused.Error!.Kind, refused.Error.Code));
        Assert.Contains("is reserved by another organization's submission until 16 Mar 2026", refused.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another extension.id in the manifest", refused.Error.Message, StringComparison.Ordinal);

        // The way's clock goes on a second with each act.
        Assert.True((await Way.SubmitAsync(theirs, Way.Gus)).Succeeded);
    }

    [Fact]
    public async Task An_organization_that_loses_the_id_has_the_submission_back_with_what_to_do_and_is_notified()
    {
        var submission = await Way.InReviewAsync();
        var theirs = await CopyAsync("1.0.0");
        Way.Clock.Advance(Extension.ReservationTime);

        Assert.True((await Way.SubmitAsync(theirs, Way.Gus)).Succeeded);

        var lost = await Way.FindAsync(submission);
        Assert.Equal((SubmissionState.ChangesRequested, SubmissionEntryKind.IdLost), (lost.State, lost.Entries[^1].Kind));
        Assert.Contains("Choose another extension.id than dev.acme.alerts", Assert.Single(lost.ChangeRequests).Text, StringComparison.Ordinal);
        var told = await Way.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Key.StartsWith("extension_id.lost")).ToListAsync());
        Assert.Equal(new[] { Way.Ada.UserId, Way.Ben.UserId }.Order(), told.Select(notification => notification.UserId).Order());
        Assert.Equal($"/orgs/acme/extensions/submissions/{submission}", told[0].Link);
        Assert.Equal("extension_id_taken", (await Way.SubmitAsync(submission)).Code());

        Way.Push("1.0.0", "dev.acme.alerts2");
        Way.Done(await Way.ReadAsync(submission));
        Assert.True((await Way.SubmitAsync(submission)).Succeeded);
    }

    [Fact]
    public async Task Withdrawing_and_rejecting_free_the_id()
    {
        var withdrawn = await Way.InReviewAsync();
        Assert.True((await Way.Get<WithdrawSubmission>().RunAsync(withdrawn, Way.Ada, CancellationToken.None)).Succeeded);
        var theirs = await CopyAsync();
        Assert.True((await Way.SubmitAsync(theirs, Way.Gus)).Succeeded);

        Way.Done(await Way.DecideAsync(theirs, Decision.Reject, "No."));
        var ours = await Way.ReadyAsync();
        Assert.True((await Way.SubmitAsync(ours)).Succeeded);
        Assert.Equal(2, await Way.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "extension_id.freed")));
    }

    [Fact]
    public async Task Withdrawing_one_version_keeps_the_id_for_another_one_in_review()
    {
        var first = await Way.InReviewAsync("1.0.0");
        await Way.InReviewAsync("1.1.0");

        Assert.True((await Way.Get<WithdrawSubmission>().RunAsync(first, Way.Ada, CancellationToken.None)).Succeeded);

        Assert.Equal("extension_id_taken", (await Way.SubmitAsync(await CopyAsync(), Way.Gus)).Code());
    }

    [Fact]
    public async Task An_appeal_reserves_the_id_again_while_it_is_free_and_is_refused_when_it_is_not()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await Way.DecideAsync(submission, Decision.Reject, "No."));
        Assert.True((await AppealAsync(submission)).Succeeded);
        Assert.Equal("extension_id_taken", (await Way.SubmitAsync(await CopyAsync(), Way.Gus)).Code());

        Way.Done(await Way.DecideAsync(submission, Decision.Reject, "Still no.", actor: Way.Rob));
        Assert.True((await Way.SubmitAsync(await CopyAsync(), Way.Gus)).Succeeded);
        Assert.Equal("extension_id_taken", (await AppealAsync(submission)).Code());
    }

    [Fact]
    public async Task Submitting_again_renews_the_reservation()
    {
        var submission = await Way.InReviewAsync();
        Way.Done(await Way.DecideAsync(submission, Decision.RequestChanges, "Say more."));
        Way.Clock.Advance(TimeSpan.FromDays(10));

        Assert.True((await Way.SubmitAsync(submission)).Succeeded);

        Assert.Equal(Way.Clock.GetUtcNow() + TimeSpan.FromDays(14), (await ExtensionAsync()).ReservedUntil);
    }

    [Fact]
    public async Task A_release_makes_the_id_its_publishers_for_good()
    {
        await Way.ListedAsync();
        var theirs = await ProvenCopyAsync();
        Way.Clock.Advance(TimeSpan.FromDays(400));

        Assert.Null((await ExtensionAsync()).ReservedUntil);
        Assert.Equal("extension_id_taken", (await Way.SubmitAsync(theirs, Way.Gus)).Code());
    }

    [Fact]
    public async Task Who_proves_control_of_the_repository_that_an_id_names_takes_it_from_an_unproven_reservation()
    {
        var squatted = await CopyAsync("1.0.0");
        Assert.True((await Way.SubmitAsync(squatted, Way.Gus)).Succeeded);
        Way.Push();
        Way.GitHub.Know(Pusher);
        Way.GitHub.LetPush(Way.FullName, Pusher);
        var ours = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(ours, token: Pusher));
        Way.Done(await Way.DescribeAsync(ours, Way.Details));

        Assert.True((await Way.SubmitAsync(ours)).Succeeded);

        var extension = await ExtensionAsync();
        Assert.Equal((await Way.FindAsync(ours)).OrganizationId, extension.OrganizationId);
        Assert.Equal(SubmissionState.ChangesRequested, (await Way.FindAsync(squatted)).State);
        Assert.Equal(1, await Way.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "extension_id.lost")));
        Assert.Equal("submission_not_in_review", (await Way.DecideAsync(squatted, Decision.Approve)).Code());
        Way.Done(await Way.DecideAsync(ours, Decision.Approve));
    }

    [Fact]
    public async Task Proof_of_a_repository_that_the_id_does_not_name_takes_nothing()
    {
        var submission = await Way.InReviewAsync();

        var refused = await Way.SubmitAsync(await ProvenCopyAsync(), Way.Gus);

        Assert.Equal("extension_id_taken", refused.Code());
        Assert.Contains("write to support if the id is yours", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(SubmissionState.InReview, (await Way.FindAsync(submission)).State);
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
        await Way.InReviewAsync();
        Way.GitHub.Know(Pusher);
        Way.GitHub.LetPush(Way.FullName, Pusher);
        Way.Done(await Way.ReadAsync(await Way.StartAsync(), token: Pusher));

        var refused = await Way.SubmitAsync(await ProvenCopyAsync(), Way.Gus);

        Assert.Equal("extension_id_taken", refused.Code());
        Assert.Contains("They proved that they control its repository.", refused.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publisher_and_reviewer_are_warned_that_control_is_not_proven_and_only_then()
    {
        var unproven = await Way.InReviewAsync();
        Assert.Single((await Way.ViewAsync(unproven)).Readiness.Notices, finding => finding.Id == ChecksRules.ControlNotProven.Id);
        var seen = Assert.Single(await FindingsAsync(unproven), finding => finding.Id == "C108");
        Assert.Equal("Control of the repository is not proven.", seen.Message);
        Assert.True((await Way.Get<JudgeFinding>().RunAsync(unproven, FindingVerdict.KeyOf(seen), Verdict.Real, Way.Rita, CancellationToken.None)).Succeeded);

        Way.GitHub.Know(Pusher);
        Way.GitHub.LetPush(Way.FullName, Pusher);
        Way.Done(await Way.ReadAsync(await Way.StartAsync(), token: Pusher));

        Assert.DoesNotContain((await Way.ViewAsync(unproven)).Readiness.Notices, finding => finding.Id == "C108");
        Assert.DoesNotContain(await FindingsAsync(unproven), finding => finding.Id == "C108");
    }

    [Fact]
    public async Task In_a_private_registry_nobody_is_warned()
    {
        Way.Push();
        var draft = await Way.StartAsync(registry: "acme");
        Way.Done(await Way.ReadAsync(draft));

        Assert.DoesNotContain((await Way.ViewAsync(draft)).Readiness.Notices, finding => finding.Id == "C108");
    }

    [Fact]
    public async Task Of_two_that_submit_a_free_id_at_once_one_has_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = $"dev.race.r{round}";
            var ours = await Way.ReadyAsync("1.0.0", id, $"acme/race{round}");
            var theirs = await CopyAsync("1.0.0", id, $"globex/race{round}");

            var results = await Task.WhenAll(
                Task.Run(() => Way.Get<SubmitSubmission>().RunAsync(ours, Way.Ada, CancellationToken.None)),
                Task.Run(() => Way.Get<SubmitSubmission>().RunAsync(theirs, Way.Gus, CancellationToken.None)));

            Assert.Equal("extension_id_taken", Assert.Single(results, result => !result.Succeeded).Code());
        }
    }

    private async Task<Guid> CopyAsync(string version = "9.0.0", string id = Way.Id, string fullName = Copy, string? token = null)
    {
        Way.GitHub.Push(fullName, SampleRepository.Complete(id, version));
        if (token is not null)
        {
            Way.GitHub.Know(token);
            Way.GitHub.LetPush(fullName, token);
        }

        var draft = await Way.StartAsync(Way.Gus, "globex");
        Way.Done(await Way.ReadAsync(draft, $"https://github.com/{fullName}", token: token, actor: Way.Gus));
        Way.Done(await Way.DescribeAsync(draft, Way.Details, Way.Gus));
        return draft;
    }

    private Task<Guid> ProvenCopyAsync(string version = "9.0.0") => CopyAsync(version, token: Pusher);

    private async Task<Result> AppealAsync(Guid submission)
    {
        Way.Clock.Advance(TimeSpan.FromSeconds(1));
        return await Way.Get<AppealRejection>().RunAsync(submission, "Please look again.", Way.Ada, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Kiket.Portal.Findings.Finding>> FindingsAsync(Guid submission) =>
        Way.Done(await Way.Get<WorkbenchQueries>().FindAsync(submission, Way.Rita, CancellationToken.None)).Findings;

    private Task<Extension> ExtensionAsync() => Way.QueryAsync(db => db.Set<Extension>().SingleAsync());
}
