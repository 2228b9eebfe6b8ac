using Kiket.Portal.Checks;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class DraftsTests : OnTheWay
{
    [Fact]
    public async Task A_deleted_draft_is_found_by_nobody_and_comes_back_whole()
    {
        var draft = await Way.ReadyAsync();

        Done(await Way.Get<DeleteDraft>().RunAsync(draft, Way.Ada, CancellationToken.None));
        Assert.Equal("submission_not_found", (await Way.Get<SubmissionQueries>().FindAsync(draft, Way.Ada, CancellationToken.None)).Code());
        Assert.Equal("submission_not_found", (await Way.DescribeAsync(draft, Way.Details, rowVersion: 1)).Code());
        Assert.Equal("submission_not_found", (await Way.SubmitAsync(draft)).Code());
        Assert.Empty(await ListAsync());

        Way.Clock.Advance(TimeSpan.FromMinutes(10));
        Done(await Way.Get<RestoreDraft>().RunAsync(draft, Way.Ben, CancellationToken.None));

        Assert.Equal(Way.Details.Name, (await Way.FindAsync(draft)).Details.Name);
        Assert.True((await Way.SubmitAsync(draft)).Succeeded);
    }

    [Fact]
    public async Task Deleting_and_restoring_twice_changes_nothing()
    {
        var draft = await Way.ReadyAsync();
        Done(await Way.Get<DeleteDraft>().RunAsync(draft, Way.Ada, CancellationToken.None));
        Done(await Way.Get<RestoreDraft>().RunAsync(draft, Way.Ada, CancellationToken.None));
        Done(await Way.Get<RestoreDraft>().RunAsync(draft, Way.Ada, CancellationToken.None));

        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Only_its_organizations_publishers_delete_and_restore_a_draft()
    {
        var draft = await Way.ReadyAsync();
        Assert.Equal("submission_not_found", (await Way.Get<DeleteDraft>().RunAsync(draft, Way.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Way.Get<DeleteDraft>().RunAsync(draft, Way.Mia, CancellationToken.None)).Code());
        Done(await Way.Get<DeleteDraft>().RunAsync(draft, Way.Ada, CancellationToken.None));

        Assert.Equal("submission_not_found", (await Way.Get<RestoreDraft>().RunAsync(draft, Way.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Way.Get<RestoreDraft>().RunAsync(draft, Way.Mia, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task What_is_in_review_is_not_deleted() =>
        Assert.Equal("submission_not_a_draft", (await Way.Get<DeleteDraft>().RunAsync(await Way.InReviewAsync(), Way.Ada, CancellationToken.None)).Code());

    [Fact]
    public async Task A_draft_deleted_more_than_a_day_ago_goes_for_good_with_the_next_one()
    {
        var old = await Way.StartAsync();
        Done(await Way.Get<DeleteDraft>().RunAsync(old, Way.Ada, CancellationToken.None));
        Way.Clock.Advance(DeleteDraft.Kept + TimeSpan.FromMinutes(1));
        var next = await Way.StartAsync();
        Done(await Way.Get<DeleteDraft>().RunAsync(next, Way.Ada, CancellationToken.None));

        Assert.Equal("submission_not_found", (await Way.Get<RestoreDraft>().RunAsync(old, Way.Ada, CancellationToken.None)).Code());
        Done(await Way.Get<RestoreDraft>().RunAsync(next, Way.Ada, CancellationToken.None));
    }

    [Fact]
    public async Task A_publish_from_the_command_line_does_not_revive_a_deleted_draft()
    {
        var draft = await Way.ReadyAsync();
        Done(await Way.Get<DeleteDraft>().RunAsync(draft, Way.Ada, CancellationToken.None));

        var published = Way.Done(await Way.PublishAsync(Way.Input));

        Assert.NotEqual(draft, published.Submission!.Id);
    }

    [Fact]
    public async Task A_stale_draft_is_reminded_of_once_and_stays()
    {
        var draft = await Way.StartAsync();
        var seen = (await Way.FindAsync(draft)).RowVersion;
        Assert.Equal(0, await Way.Get<RemindOfStaleDrafts>().RunAsync(CancellationToken.None));

        Way.Clock.Advance(RemindOfStaleDrafts.StaleAfter + TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Way.Get<RemindOfStaleDrafts>().RunAsync(CancellationToken.None));
        Assert.Equal(0, await Way.Get<RemindOfStaleDrafts>().RunAsync(CancellationToken.None));

        var told = await Way.QueryAsync(db => db.Set<Notification>().Where(notification => notification.Key == "submission.stale:" + draft.ToString()).ToListAsync());
        Assert.Equal(new[] { Way.Ada.UserId, Way.Ben.UserId }.Order(), told.Select(notification => notification.UserId).Order());
        Assert.All(told, notification => Assert.Equal($"/orgs/acme/extensions/submit/{draft}", notification.Link));
        Assert.Equal(seen, (await Way.FindAsync(draft)).RowVersion);
    }

    [Fact]
    [Asvs("V2.4.1")]
    public async Task A_person_starts_twenty_drafts_an_hour_and_deleting_them_makes_no_room()
    {
        for (var n = 0; n < 20; n++)
        {
            Done(await Way.Get<DeleteDraft>().RunAsync(await Way.StartAsync(), Way.Ada, CancellationToken.None));
        }

        var refused = await Way.Get<StartSubmission>().RunAsync("acme", "marketplace", Way.Ada, CancellationToken.None);

        Assert.Equal(("too_many_new_drafts", ErrorKind.TooMany), (refused.Code(), refused.Error!.Kind));
        Assert.True((await Way.Get<StartSubmission>().RunAsync("acme", "marketplace", Way.Ben, CancellationToken.None)).Succeeded);
        Way.Clock.Advance(refused.Error.RetryAfter!.Value);
        Assert.True((await Way.Get<StartSubmission>().RunAsync("acme", "marketplace", Way.Ada, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task An_organization_has_a_hundred_open_drafts_however_they_come()
    {
        var deleted = await Way.StartAsync();
        Done(await Way.Get<DeleteDraft>().RunAsync(deleted, Way.Ada, CancellationToken.None));
        for (var n = 0; n < 100; n++)
        {
            Way.Clock.Advance(TimeSpan.FromMinutes(4));
            await Way.StartAsync();
        }

        Assert.Equal("too_many_drafts", (await Way.Get<StartSubmission>().RunAsync("acme", "marketplace", Way.Ben, CancellationToken.None)).Code());
        Assert.Equal("too_many_drafts", (await Way.Get<RestoreDraft>().RunAsync(deleted, Way.Ada, CancellationToken.None)).Code());
        Way.Push();
        Assert.Equal("too_many_drafts", (await Way.PublishAsync()).Code());
        // What lacks nothing goes to review and takes no room.
        Assert.Equal(SubmissionState.InReview, Way.Done(await Way.PublishAsync(Way.Input)).State);
        Assert.True((await Way.Get<StartSubmission>().RunAsync("globex", "marketplace", Way.Gus, CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task The_list_tells_how_far_each_draft_is()
    {
        await Way.StartAsync();
        var ready = await Way.ReadyAsync();

        var drafts = await ListAsync();

        Assert.True(drafts.Single(draft => draft.Id == ready).Progress!.Readiness.IsReady);
        Assert.False(drafts.Single(draft => draft.Id != ready).Progress!.HasReading);
    }

    [Fact]
    public async Task An_address_is_kept_as_it_is_typed_until_something_was_read()
    {
        var draft = await Way.StartAsync();
        Done(await Way.Get<KeepRepositoryAddress>().RunAsync(new(draft, " https://github.com/acme/al", "main", Way.Ada), CancellationToken.None));
        Assert.Equal(("https://github.com/acme/al", "main"), ((await Way.FindAsync(draft)).RepositoryUrl, (await Way.FindAsync(draft)).Reference));

        Way.Push();
        Way.Done(await Way.ReadAsync(draft));
        Done(await Way.Get<KeepRepositoryAddress>().RunAsync(new(draft, "https://github.com/acme/other", null, Way.Ada), CancellationToken.None));

        var kept = await Way.FindAsync(draft);
        Assert.Equal(Way.Url, kept.RepositoryUrl);
        Assert.NotNull(kept.SnapshotId);
    }

    [Fact]
    public async Task An_address_with_a_password_in_it_is_not_kept()
    {
        var draft = await Way.StartAsync();

        Done(await Way.Get<KeepRepositoryAddress>().RunAsync(new(draft, "https://ada:secret@github.com/acme/alerts", null, Way.Ada), CancellationToken.None));

        Assert.Equal("", (await Way.FindAsync(draft)).RepositoryUrl);
    }

    [Fact]
    public async Task Checking_again_after_a_push_tells_what_changed()
    {
        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.0.0").Without("LICENSE"));
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Assert.Null((await Way.ViewAsync(draft)).Previous);

        Way.GitHub.Push(Way.FullName, SampleRepository.Complete(Way.Id, "1.1.0").Edited("permissions: [issues:read, comments:write]", "permissions: [issues:read, users:read]").Without("docs/examples/quiet-hours.yaml"));
        Way.Done(await Way.ReadAsync(draft));

        var view = await Way.ViewAsync(draft);
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
        Way.Push("1.0.0");
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Way.Push("1.1.0");
        Way.Done(await Way.ReadAsync(draft));
        Way.Done(await Way.ReadAsync(draft));

        Assert.Equal("1.0.0", (await Way.ViewAsync(draft)).Previous!.Manifest!.Version);
    }

    [Fact]
    public async Task Another_repository_is_not_compared_with_the_one_before()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Way.Push(id: "dev.acme.other", fullName: "acme/other");

        Way.Done(await Way.ReadAsync(draft, "https://github.com/acme/other"));

        Assert.Null((await Way.ViewAsync(draft)).Previous);
    }

    [Fact]
    public async Task Two_readings_of_one_commit_differ_in_nothing()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        var first = Way.Done(await Way.ReadAsync(draft));

        Assert.True(SnapshotChanges.Between(first, Way.Done(await Way.ReadAsync(draft))).IsNothing);
    }

    [Fact]
    public async Task A_new_version_starts_with_everything_the_listed_one_says()
    {
        await Way.ListedAsync("1.0.0");
        Way.Push("1.1.0");
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));

        var view = await Way.ViewAsync(draft);

        Assert.Empty(DetailsChanges.Between(Way.Details, view.Submission.Details));
        Assert.Empty(DetailsChanges.Between(Way.Details, view.Listed!));
        Assert.True(view.Readiness.IsReady);
    }

    private async Task<IReadOnlyList<SubmissionSummary>> ListAsync() =>
        Way.Done(await Way.Get<SubmissionQueries>().ForOrganizationAsync("acme", Way.Ada, new PageRequest(1, 20), CancellationToken.None)).Items;

    private static void Done(Result result) => Assert.True(result.Succeeded, result.Error?.Message);
}
