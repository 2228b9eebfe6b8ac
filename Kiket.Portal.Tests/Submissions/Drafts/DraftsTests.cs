using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions.Drafts;

public sealed class DraftsTests : ScenarioTests
{
    [Fact]
    public async Task A_deleted_draft_is_found_by_nobody_and_comes_back_whole()
    {
        var draft = await Scenario.ReadyAsync();

        Done(await Scenario.Get<DeleteDraft>().RunAsync(draft, Scenario.Ada, CancellationToken.None));
        Assert.Equal("submission_not_found", (await Scenario.Get<SubmissionQueries>().FindAsync(draft, Scenario.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Scenario.DescribeAsync(draft, Scenario.Details, rowVersion: 1)).Code());
        Assert.Equal("submission_not_found", (await Scenario.SubmitAsync(draft)).Code());
        Assert.Empty(await ListAsync());

        Scenario.Clock.Advance(TimeSpan.FromMinutes(10));
        Done(await Scenario.Get<RestoreDraft>().RunAsync(draft, Scenario.Ben, CancellationToken.None));

        Assert.Equal(Scenario.Details.Name, (await Scenario.FindAsync(draft)).Details.Name);
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
    }

    [Fact]
    public async Task Deleting_and_restoring_twice_changes_nothing()
    {
        var draft = await Scenario.ReadyAsync();
        Done(await Scenario.Get<DeleteDraft>().RunAsync(draft, Scenario.Ada, CancellationToken.None));
        Done(await Scenario.Get<RestoreDraft>().RunAsync(draft, Scenario.Ada, CancellationToken.None));
        Done(await Scenario.Get<RestoreDraft>().RunAsync(draft, Scenario.Ada, CancellationToken.None));

        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Only_its_organizations_publishers_delete_and_restore_a_draft()
    {
        var draft = await Scenario.ReadyAsync();
        Assert.Equal("submission_not_found", (await Scenario.Get<DeleteDraft>().RunAsync(draft, Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Scenario.Get<DeleteDraft>().RunAsync(draft, Scenario.Mia, CancellationToken.None)).Code());
        Done(await Scenario.Get<DeleteDraft>().RunAsync(draft, Scenario.Ada, CancellationToken.None));

        Assert.Equal("submission_not_found", (await Scenario.Get<RestoreDraft>().RunAsync(draft, Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Scenario.Get<RestoreDraft>().RunAsync(draft, Scenario.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task What_is_in_review_is_not_deleted() =>
        Assert.Equal(
            "submission_not_a_draft",
            (await Scenario.Get<DeleteDraft>().RunAsync(await Scenario.InReviewAsync(), Scenario.Ada, CancellationToken.None)).Code());

    [Fact]
    public async Task A_draft_deleted_more_than_a_day_ago_goes_for_good_with_the_next_one()
    {
        var old = await Scenario.StartAsync();
        Done(await Scenario.Get<DeleteDraft>().RunAsync(old, Scenario.Ada, CancellationToken.None));
        Scenario.Clock.Advance(DeleteDraft.Lifetime + TimeSpan.FromMinutes(1));
        var next = await Scenario.StartAsync();
        Done(await Scenario.Get<DeleteDraft>().RunAsync(next, Scenario.Ada, CancellationToken.None));

        Assert.Equal("submission_not_found", (await Scenario.Get<RestoreDraft>().RunAsync(old, Scenario.Ada, CancellationToken.None)).Code());
        Done(await Scenario.Get<RestoreDraft>().RunAsync(next, Scenario.Ada, CancellationToken.None));
    }

    [Fact]
    public async Task A_publish_from_the_command_line_does_not_revive_a_deleted_draft()
    {
        var draft = await Scenario.ReadyAsync();
        Done(await Scenario.Get<DeleteDraft>().RunAsync(draft, Scenario.Ada, CancellationToken.None));

        var published = Scenario.Done(await Scenario.PublishAsync(Scenario.Input));

        Assert.NotEqual(draft, published.Submission!.Id);
    }

    [Fact]
    public async Task A_stale_draft_is_reminded_of_once_and_stays()
    {
        var draft = await Scenario.StartAsync();
        var seen = (await Scenario.FindAsync(draft)).RowVersion;
        Assert.Equal(0, await Scenario.Get<RemindOfStaleDrafts>().RunAsync(CancellationToken.None));

        Scenario.Clock.Advance(RemindOfStaleDrafts.StaleAfter + TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Scenario.Get<RemindOfStaleDrafts>().RunAsync(CancellationToken.None));
        Assert.Equal(0, await Scenario.Get<RemindOfStaleDrafts>().RunAsync(CancellationToken.None));

        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(notification => notification.Key == "submission.stale:" + draft.ToString()).ToListAsync());
        Assert.Equal(new[] { Scenario.Ada.UserId, Scenario.Ben.UserId }.Order(), notified.Select(notification => notification.UserId).Order());
        Assert.All(notified, notification => Assert.Equal($"/orgs/acme/extensions/submit/{draft}", notification.Link));
        Assert.Equal(seen, (await Scenario.FindAsync(draft)).RowVersion);
    }

    [Fact]
    [Asvs("V2.4.1")]
    public async Task A_person_starts_twenty_drafts_an_hour_and_deleting_them_makes_no_room()
    {
        for (var n = 0; n < 20; n++)
        {
            Done(await Scenario.Get<DeleteDraft>().RunAsync(await Scenario.StartAsync(), Scenario.Ada, CancellationToken.None));
        }

        var refused = await Scenario.Get<StartSubmission>().RunAsync("acme", "marketplace", Scenario.Ada, CancellationToken.None);

        Assert.Equal(("too_many_new_drafts", ErrorKind.TooMany), (refused.Code(), refused.Error!.Kind));
        Assert.True((await Scenario.Get<StartSubmission>().RunAsync("acme", "marketplace", Scenario.Ben, CancellationToken.None)).Succeeded);
        Scenario.Clock.Advance(refused.Error.RetryAfter!.Value);
        Assert.True((await Scenario.Get<StartSubmission>().RunAsync("acme", "marketplace", Scenario.Ada, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task An_organization_has_a_hundred_open_drafts_however_they_come()
    {
        var deleted = await Scenario.StartAsync();
        Done(await Scenario.Get<DeleteDraft>().RunAsync(deleted, Scenario.Ada, CancellationToken.None));
        for (var n = 0; n < 100; n++)
        {
            Scenario.Clock.Advance(TimeSpan.FromMinutes(4));
            await Scenario.StartAsync();
        }

        Assert.Equal("too_many_drafts", (await Scenario.Get<StartSubmission>().RunAsync("acme", "marketplace", Scenario.Ben, CancellationToken.None)).Code());
        Assert.Equal("too_many_drafts", (await Scenario.Get<RestoreDraft>().RunAsync(deleted, Scenario.Ada, CancellationToken.None)).Code());
        Scenario.Push();
        Assert.Equal("too_many_drafts", (await Scenario.PublishAsync()).Code());
        // What lacks nothing goes to review and takes no room.
        Assert.Equal(SubmissionState.InReview, Scenario.Done(await Scenario.PublishAsync(Scenario.Input)).State);
        Assert.True((await Scenario.Get<StartSubmission>().RunAsync("globex", "marketplace", Scenario.Gus, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task The_list_tells_how_far_each_draft_is()
    {
        await Scenario.StartAsync();
        var ready = await Scenario.ReadyAsync();

        var drafts = await ListAsync();

        Assert.True(drafts.Single(draft => draft.Id == ready).Progress!.Readiness.IsReady);
        Assert.False(drafts.Single(draft => draft.Id != ready).Progress!.HasReading);
    }

    [Fact]
    public async Task An_address_is_kept_as_it_is_typed_until_something_was_read()
    {
        var draft = await Scenario.StartAsync();
        Done(await Scenario.Get<RecordRepositoryAddress>().RunAsync(new(draft, " https://github.com/acme/al", "main", Scenario.Ada), CancellationToken.None));
        Assert.Equal(("https://github.com/acme/al", "main"), ((await Scenario.FindAsync(draft)).RepositoryUrl, (await Scenario.FindAsync(draft)).Reference));

        Scenario.Push();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Done(await Scenario.Get<RecordRepositoryAddress>().RunAsync(new(draft, "https://github.com/acme/other", null, Scenario.Ada), CancellationToken.None));

        var saved = await Scenario.FindAsync(draft);
        Assert.Equal(Scenario.Url, saved.RepositoryUrl);
        Assert.NotNull(saved.SnapshotId);
    }

    [Fact]
    public async Task An_address_with_a_password_in_it_is_not_kept()
    {
        var draft = await Scenario.StartAsync();

        Done(await Scenario.Get<RecordRepositoryAddress>()
            .RunAsync(new(draft, "https://ada:secret@github.com/acme/alerts", null, Scenario.Ada), CancellationToken.None));

        Assert.Equal("", (await Scenario.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task Checking_again_after_a_push_tells_what_changed()
    {
        Scenario.GitHub.Push(Scenario.FullName, SampleRepository.Complete(Scenario.Id, "1.0.0").Without("LICENSE"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Assert.Null((await Scenario.ViewAsync(draft)).Previous);

        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.1.0")
                .Edited("permissions: [issues:read, comments:write]", "permissions: [issues:read, users:read]")
                .Without("docs/examples/quiet-hours.yaml"));
        Scenario.Done(await Scenario.ReadAsync(draft));

        var view = await Scenario.ViewAsync(draft);
        var changes = SnapshotChanges.Between(view.Previous!, view.Snapshot!);
        Assert.Equal(("1.0.0", "1.1.0", true), (changes.FromVersion, changes.ToVersion, changes.VersionChanged));
        Assert.Equal(["users:read"], changes.Asked);
        Assert.Equal(["comments:write"], changes.Dropped);
        Assert.Equal(["docs/examples/quiet-hours.yaml"], changes.RemovedFiles);
        Assert.NotEmpty(changes.Gone);
        Assert.False(changes.IsNothing);
    }

    [Fact]
    public async Task Checking_the_same_commit_again_keeps_what_it_was_compared_with()
    {
        Scenario.Push("1.0.0");
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Push("1.1.0");
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.Equal("1.0.0", (await Scenario.ViewAsync(draft)).Previous!.Manifest!.Version);
    }

    [Fact]
    public async Task Another_repository_is_not_compared_with_the_one_before()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Push(id: "dev.acme.other", fullName: "acme/other");

        Scenario.Done(await Scenario.ReadAsync(draft, "https://github.com/acme/other"));

        Assert.Null((await Scenario.ViewAsync(draft)).Previous);
    }

    [Fact]
    public async Task Two_readings_of_one_commit_differ_in_nothing()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        var first = Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.True(SnapshotChanges.Between(first, Scenario.Done(await Scenario.ReadAsync(draft))).IsNothing);
    }

    [Fact]
    public async Task A_new_version_starts_with_everything_the_listed_one_says()
    {
        await Scenario.ListedAsync("1.0.0");
        Scenario.Push("1.1.0");
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));

        var view = await Scenario.ViewAsync(draft);

        Assert.Empty(DetailsChanges.Between(Scenario.Details, view.Submission.Details));
        Assert.Empty(DetailsChanges.Between(Scenario.Details, view.Listed!));
        Assert.True(view.Readiness.IsReady);
    }

    private async Task<IReadOnlyList<SubmissionSummary>> ListAsync() =>
        Scenario.Done(await Scenario.Get<SubmissionQueries>().ForOrganizationAsync("acme", Scenario.Ada, new PageRequest(1, 20), CancellationToken.None)).Items;

    private static void Done(Result result) => Assert.True(result.Succeeded, result.Error?.Message);
}
