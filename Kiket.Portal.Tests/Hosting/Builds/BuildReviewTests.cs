using Kiket.Portal.Accounts;
using Kiket.Portal.Containers;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Notifications;
using Kiket.Portal.Releases;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Hosting.Builds;

/// <summary>What submitting, building and deciding mean for each other.</summary>
public sealed class BuildReviewTests : ScenarioTests
{
    private ManagedSubmissions? _managed;

    private ManagedSubmissions Managed => _managed ??= new(Scenario);

    private static BoxResult Fail(IProgress<LogLine> output)
    {
        output.Report(new LogLine(default, false, "STEP 2/3: COPY server /server"));
        output.Report(new LogLine(default, true, "Error: building at STEP \"COPY server /server\": no such file"));
        return new BoxResult(BuildBox.StepFailed, TimedOut: false);
    }

    [Fact]
    public async Task While_hosting_is_off_nothing_is_tried_and_reviewers_can_approve()
    {
        var submission = await Managed.InReviewAsync();

        Assert.Equal(ImageBuildState.Queued, (await Managed.FindAsync(submission))!.State);
        var shown = (await Scenario.Get<BuildQueries>().OfReviewerAsync(submission, Scenario.Rita, CancellationToken.None)).Value!;
        Assert.Equal((false, ImageBuildState.Queued), (shown.IsOn, shown.Build!.State));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob)).State);
    }

    [Fact]
    public async Task An_approval_waits_for_an_image_that_responded_and_its_release_runs_that_image()
    {
        await Managed.SwitchOnAsync();
        var submission = await Managed.InReviewAsync();

        Assert.Equal("build_pending", (await Scenario.DecideAsync(submission, Decision.Approve)).Error?.Code);
        var build = await Managed.BuildAsync(submission);

        Assert.True(build.State == ImageBuildState.Built, build.Failure?.Sentence);
        Assert.Equal((EngineInMemory.Image, 8080, "20001", 1), (build.ImageId, build.Port, build.User, build.Tries));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve));
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Rob));
        var image = await Scenario.QueryAsync(async db =>
            await ReleaseImages.FindAsync(db, (await db.Set<Release>().SingleAsync()).Id, CancellationToken.None));
        Assert.Equal(new ReleaseImage(EngineInMemory.Image, 8080, "20001"), image);
        Assert.Contains("listening", await LogAsync(build), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_build_is_a_finding_for_reviewers_and_cannot_be_approved_until_it_is_built_again()
    {
        await Managed.SwitchOnAsync();
        var submission = await Managed.InReviewAsync();
        Managed.Engine.Build = (output, _) => Task.FromResult(Fail(output));
        var build = await Managed.BuildAsync(submission);

        Assert.Equal((ImageBuildState.Refused, "step_failed", 2), (build.State, build.Failure!.Code, build.Failure.Line));
        var refused = await Scenario.DecideAsync(submission, Decision.Approve);
        Assert.Equal("build_failed", refused.Error?.Code);
        Assert.Contains(build.Failure.Sentence, refused.Error!.Message, StringComparison.Ordinal);
        await NoticedAsync(1, "Dockerfile, line 2: ", "is refused");
        var bench = (await Scenario.Get<WorkbenchQueries>().FindAsync(submission, Scenario.Rita, CancellationToken.None)).Value;
        Assert.Contains(bench.Findings, finding => finding.Id == BuildRules.StepFails.Id && finding.Line == 2);

        Assert.Equal("submission_not_found", (await AgainAsync(submission, Scenario.Gus)).Error?.Code);
        Assert.True((await AgainAsync(submission, Scenario.Ada)).Succeeded);
        Assert.Equal("build_pending", (await AgainAsync(submission, Scenario.Ada)).Error?.Code);
        Managed.Engine.Build = new EngineInMemory().Build;
        Assert.Equal(ImageBuildState.Built, (await Managed.BuildAsync(submission)).State);
        Assert.Equal("build_done", (await AgainAsync(submission, Scenario.Ada)).Error?.Code);
        await NoticedAsync(1, "Dockerfile, line 2: ", "is refused");
    }

    [Fact]
    public async Task An_engine_that_fails_is_tried_three_times()
    {
        var submission = await Managed.InReviewAsync();
        Managed.Engine.Build = (_, _) => throw new EngineException("The engine doesn't respond.");
        foreach (var state in new[] { ImageBuildState.Queued, ImageBuildState.Queued, ImageBuildState.Failed })
        {
            Assert.Equal(state, (await Managed.BuildAsync(submission)).State);
            Assert.False(await Managed.Worker().RunNextAsync(CancellationToken.None));
            Scenario.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        var build = (await Managed.FindAsync(submission))!;
        Assert.Equal("engine", build.Failure!.Code);
        await NoticedAsync(1, "It was tried 3 times.", "couldn't be built");

        // An event comes at least once, and a person reads of it once; a build that was asked for again is another one.
        var notify = Scenario.Get<NotifyOfBuild>();
        await notify.RunAsync(new ImageBuildEnded(build.Id, submission, build.Commit), Scenario.Clock.GetUtcNow(), CancellationToken.None);
        await NoticedAsync(1, "It was tried 3 times.", "couldn't be built");
        Assert.True((await AgainAsync(submission, Scenario.Ada)).Succeeded);
        Managed.Engine.Build = (output, _) => Task.FromResult(Fail(output));
        await Managed.BuildAsync(submission);
        await NoticedAsync(2, "Dockerfile, line 2: ", "is refused");
    }

    [Fact]
    public async Task A_newer_commit_and_a_withdrawal_end_what_is_built_for_nobody()
    {
        var submission = await Managed.InReviewAsync();
        var begun = new TaskCompletionSource();
        var isCanceled = false;
        Managed.Engine.Build = async (_, cancellationToken) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => isCanceled = true, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new BoxResult(0, false);
        };
        var building = Managed.Worker().RunNextAsync(CancellationToken.None);
        await begun.Task;
        Scenario.GitHub.Push(Scenario.FullName, ManagedSubmissions.Sample().With("server", "GET /health again\n"));
        Scenario.Done(await Scenario.Get<TakeNewCommit>().RunAsync(submission, Scenario.Ada, CancellationToken.None));
        await Scenario.HandleEventsAsync();
        await building;

        Assert.True(isCanceled);
        var current = (await Managed.FindAsync(submission))!;
        Assert.Equal((ImageBuildState.Queued, (await Scenario.FindAsync(submission)).Commit), (current.State, current.Commit));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<ImageBuild>().CountAsync()));

        Assert.True((await Scenario.Get<WithdrawSubmission>().RunAsync(submission, Scenario.Ada, CancellationToken.None)).Succeeded);
        await Scenario.HandleEventsAsync();
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<ImageBuild>().CountAsync()));
        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<ImageBuildLog>().CountAsync()));
    }

    [Fact]
    public async Task A_build_that_was_killed_with_its_portal_starts_again_and_what_ran_is_ended()
    {
        var submission = await Managed.InReviewAsync();
        // What a killed portal leaves: the row that says that it builds, and a container.
        await using (var db = await Scenario.Database.OpenAsync())
        {
            Assert.True((await db.Set<ImageBuild>().SingleAsync()).Claim(Scenario.Clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        var left = (await Managed.FindAsync(submission))!;
        Managed.Engine.Add(BuildBox.Name(left.Id));
        Managed.Engine.Add(BuildBox.Name(Guid.NewGuid()));
        Managed.Engine.Add("kx-of-an-installation-g1");
        Assert.False(await Managed.Worker().RunNextAsync(CancellationToken.None)); // its lease still holds
        await new SweepImages(Managed.Engine, Scenario.Database.Databases, Scenario.Clock).RunAsync(CancellationToken.None);
        Assert.Single(Managed.Engine.Retired); // the one that no row knows

        Assert.True(await Managed.Worker().ResumeAsync(CancellationToken.None));
        var build = await Managed.BuildAsync(submission);

        Assert.Equal((ImageBuildState.Built, 2), (build.State, build.Tries));
        Assert.Contains(BuildBox.Name(left.Id), Managed.Engine.Retired);
        Assert.DoesNotContain("kx-of-an-installation-g1", Managed.Engine.Retired);
    }

    [Fact]
    public async Task A_portal_that_stops_gives_its_build_back_without_counting_the_try()
    {
        var submission = await Managed.InReviewAsync();
        using var stop = new CancellationTokenSource();
        Managed.Engine.Build = async (_, cancellationToken) =>
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new BoxResult(0, false);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Managed.Worker().RunNextAsync(stop.Token));
        var build = (await Managed.FindAsync(submission))!;
        Assert.Equal((ImageBuildState.Queued, 0), (build.State, build.Tries));
    }

    [Fact]
    public async Task The_image_of_a_withdrawn_submission_is_removed()
    {
        await Managed.SwitchOnAsync();
        var submission = await Managed.InReviewAsync();
        await Managed.BuildAsync(submission);
        Assert.True((await Scenario.Get<WithdrawSubmission>().RunAsync(submission, Scenario.Ada, CancellationToken.None)).Succeeded);
        await Scenario.HandleEventsAsync();

        await new SweepImages(Managed.Engine, Scenario.Database.Databases, Scenario.Clock).RunAsync(CancellationToken.None);

        Assert.Equal([new ImageId(EngineInMemory.Image)], Managed.Engine.Removed);
        Assert.Null((await Managed.FindAsync(submission))!.ImageId);
    }

    [Fact]
    public async Task The_image_of_a_rejected_submission_stays_for_an_appeal_and_is_removed_later()
    {
        await Managed.SwitchOnAsync();
        var submission = await Managed.InReviewAsync();
        await Managed.BuildAsync(submission);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "It does nothing."));
        var sweep = new SweepImages(Managed.Engine, Scenario.Database.Databases, Scenario.Clock);
        await sweep.RunAsync(CancellationToken.None);
        Assert.Empty(Managed.Engine.Removed);

        Scenario.Clock.Advance(SweepImages.RejectedFor + TimeSpan.FromSeconds(1));
        await sweep.RunAsync(CancellationToken.None);
        Assert.Equal([new ImageId(EngineInMemory.Image)], Managed.Engine.Removed);
    }

    [Fact]
    public async Task An_image_of_a_killed_build_that_no_row_has_is_removed_and_others_are_not()
    {
        await Managed.SwitchOnAsync();
        var submission = await Managed.InReviewAsync();
        await Managed.BuildAsync(submission);
        var left = new ImageId("sha256:" + new string('b', 64));
        Managed.Engine.Images.AddRange([new ImageId(EngineInMemory.Image), left]);

        await new SweepImages(Managed.Engine, Scenario.Database.Databases, Scenario.Clock).RunAsync(CancellationToken.None);

        Assert.Equal([left], Managed.Engine.Removed);
    }

    [Fact]
    public async Task Builds_are_shown_to_their_publisher_and_to_operators_alone()
    {
        await Managed.InReviewAsync();
        var queries = Scenario.Get<BuildQueries>();
        var first = new PageRequest(1, 20);
        PublishedRequest By(Actor actor, string organization = "acme") => new(organization, Extension.Marketplace, Scenario.Id, actor);

        Assert.Equal("1.0.0", Assert.Single((await queries.OfExtensionAsync(By(Scenario.Ada), first, CancellationToken.None)).Value.Builds.Items).Version);
        Assert.False((await queries.OfExtensionAsync(By(Scenario.Mia), first, CancellationToken.None)).Succeeded);
        Assert.Equal("extension_not_found", (await queries.OfExtensionAsync(By(Scenario.Gus, "globex"), first, CancellationToken.None)).Error?.Code);
        Assert.Single((await queries.OfOperatorAsync(Scenario.Olu, first, CancellationToken.None)).Value.Items);
        Assert.False((await queries.OfOperatorAsync(Scenario.Ada, first, CancellationToken.None)).Succeeded);
    }

    private Task<Result> AgainAsync(Guid submission, Actor actor) =>
        Scenario.Get<BuildAgain>().RunAsync(submission, actor, CancellationToken.None);

    /// <summary>What the publisher's Admins, and nobody else of the publisher, have been told of failed builds.</summary>
    private async Task NoticedAsync(int count, string body, string title)
    {
        var notices = await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(notice => notice.Key.StartsWith(NotifyOfBuild.Event))
            .OrderByDescending(notice => notice.CreatedAt)
            .ToListAsync());
        foreach (var person in new[] { Scenario.Ada, Scenario.Ben })
        {
            var own = notices.FindAll(notice => notice.UserId == person.UserId);
            Assert.Equal(count, own.Count);
            Assert.Contains(body, own[0].Body, StringComparison.Ordinal);
            Assert.Contains(title, own[0].Title, StringComparison.Ordinal);
        }

        Assert.Equal(2 * count, notices.Count);
    }

    private Task<string> LogAsync(ImageBuild build) =>
        Scenario.QueryAsync(db => db.Set<ImageBuildLog>().Where(log => log.BuildId == build.Id).Select(log => log.Text).SingleAsync());
}
