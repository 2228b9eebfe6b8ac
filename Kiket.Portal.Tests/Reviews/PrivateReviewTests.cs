using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Previews;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Reviews;

/// <summary>An organization publishes for its own members, and reviews that itself.</summary>
public sealed class PrivateReviewTests : ScenarioTests
{
    [Fact]
    public async Task Another_Owner_or_Admin_decides_and_never_who_submitted_it()
    {
        var submission = await PrivatelyInReviewAsync();

        Assert.True(Assert.Single((await QueueAsync(Scenario.Ada)).Value.Page.Items).IsOwn);
        Assert.False(Assert.Single((await QueueAsync(Scenario.Ben)).Value.Page.Items).IsOwn);
        foreach (var decision in Enum.GetValues<Decision>())
        {
            Assert.Equal("own_submission", (await Scenario.DecideAsync(submission, decision, actor: Scenario.Ada)).Code());
        }

        Assert.Equal(SubmissionState.Approved, Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Ben)).State);
    }

    [Fact]
    public async Task A_lone_Owner_decides_on_their_own()
    {
        await ChangeRoleAsync(Scenario.Ben, OrganizationRole.Member);
        var submission = await PrivatelyInReviewAsync();

        Assert.False(Assert.Single((await QueueAsync(Scenario.Ada)).Value.Page.Items).IsOwn);
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Ada));
    }

    [Fact]
    public async Task Who_submitted_it_again_after_changes_is_who_may_not_decide()
    {
        var submission = await PrivatelyInReviewAsync();
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.RequestChanges, "Say more.", actor: Scenario.Ben));
        Assert.True((await Scenario.SubmitAsync(submission, Scenario.Ben)).Succeeded);

        Assert.Equal("own_submission", (await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Ben)).Code());
        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Ada));
    }

    /// <summary>Rita reviews for Kiket, Gus owns another organization, Olu operates, Mia is a plain member.</summary>
    [Fact]
    public async Task To_everybody_else_it_looks_like_one_that_does_not_exist()
    {
        var (submission, absent) = (await PrivatelyInReviewAsync(), Guid.NewGuid());

        foreach (var person in new[] { Scenario.Rita, Scenario.Gus, Scenario.Olu })
        {
            var (real, made) = (await BenchAsync(submission, person), await BenchAsync(absent, person));
            Assert.Equal(made, real);
            Assert.Equal(
                (await Scenario.DecideAsync(absent, Decision.Approve, actor: person)).Error,
                (await Scenario.DecideAsync(submission, Decision.Approve, actor: person)).Error);
            Assert.Equal("organization_not_found", (await QueueAsync(person)).Code());
            Assert.False((await Scenario.Get<SendMessage>().RunAsync(submission, Side.Reviewer, "Hello.", person, CancellationToken.None)).Succeeded);
        }

        Assert.Equal("role_too_low", (await QueueAsync(Scenario.Mia)).Code());
        Assert.Equal("role_too_low", (await Scenario.DecideAsync(submission, Decision.Approve, actor: Scenario.Mia)).Code());
        var queue = Scenario.Done(await Scenario.Get<QueueQueries>()
            .RunAsync(organization: null, new QueueFilter(QueueTab.Unclaimed), Scenario.Rita, new PageRequest(1, 20), CancellationToken.None));
        Assert.Equal((0, 0), (queue.Page.Total, queue.Counts.Values.Sum()));
        Assert.Empty(queue.Publishers);
        Assert.Equal(0, (await Scenario.Get<ReviewQueries>().QueueAsync(
            organization: null, SubmissionState.InReview, Scenario.Rita, new PageRequest(1, 20), CancellationToken.None)).Value.Total);
    }

    [Fact]
    public async Task Only_those_who_may_decide_are_notified()
    {
        await PrivatelyInReviewAsync();

        var notified = await Scenario.QueryAsync(db => db.Set<Notification>()
            .Where(one => one.Title.Contains("waits for review"))
            .Select(one => one.UserId)
            .ToListAsync());

        Assert.Equal([Scenario.Ben.UserId], notified);
    }

    [Fact]
    public async Task One_decision_is_enough_and_a_rejection_has_no_appeal()
    {
        var submission = await PrivatelyInReviewAsync();
        Assert.Empty((await Scenario.FindAsync(submission)).Assessment!.NeedsTwo);

        Scenario.Done(await Scenario.DecideAsync(submission, Decision.Reject, "Not for us.", actor: Scenario.Ben));

        var appeal = await Scenario.Get<AppealRejection>().RunAsync(submission, "Please.", Scenario.Ada, CancellationToken.None);
        Assert.Equal("submission_private", appeal.Code());
    }

    [Fact]
    public async Task It_is_free_and_its_preview_has_no_link_for_others()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync(registry: "acme");
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Pricing = new Pricing(PriceModel.Flat, 900) }));

        var refused = await Scenario.SubmitAsync(draft);

        Assert.Equal("listing.pricing.model", Assert.Single(refused.Error!.Details).Field);
        Assert.Equal("submission_private", (await Scenario.Get<SharePreview>().RunAsync(draft, Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task A_draft_chooses_who_sees_it_until_it_was_submitted()
    {
        var draft = await Scenario.ReadyAsync();
        Scenario.Done(await Scenario.Get<SharePreview>().RunAsync(draft, Scenario.Ada, CancellationToken.None));
        Assert.True((await ChooseAsync(draft, isPrivate: true)).Succeeded);

        Assert.Equal("acme", (await Scenario.FindAsync(draft)).Registry);
        Assert.Empty(await Scenario.Get<PreviewQueries>().OpenLinksAsync(draft, Scenario.Ada, CancellationToken.None));
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        Assert.Equal("submission_not_a_draft", (await ChooseAsync(draft, isPrivate: false)).Code());
    }

    [Fact]
    public async Task An_id_that_another_publisher_lists_publicly_is_refused_and_so_is_one_of_its_own()
    {
        await Scenario.ListedAsync();
        Scenario.Push(fullName: "globex/alerts");
        var theirs = Scenario.Done(await Scenario.PublishAsync(
            Scenario.Input, url: "https://github.com/globex/alerts", registry: "globex", organization: "globex", actor: Scenario.Gus));
        var own = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, registry: "acme"));

        Assert.Equal(("extension_id_taken", "extension_id_taken"), (theirs.Refusal!.Code, own.Refusal!.Code));
    }

    /// <summary>Refusing it would tell the other publisher that the private one exists.</summary>
    [Fact]
    public async Task A_public_extension_with_the_id_of_a_private_one_is_listed_and_neither_hides_the_other()
    {
        await PrivatelyListedAsync();
        Scenario.Push("9.0.0", fullName: "globex/alerts");
        var published = Scenario.Done(await Scenario.PublishAsync(
            Scenario.Input with { Name = "Other Alerts" }, url: "https://github.com/globex/alerts", organization: "globex", actor: Scenario.Gus));
        Assert.Null(published.Refusal);
        Scenario.Done(await Scenario.DecideAsync(published.Submission!.Id, Decision.Approve));

        var acme = await VisibleAsync(Scenario.Mia);
        Assert.Equal("Other Alerts", (await ListingAsync(VisibleRegistry.Marketplace))!.Name);
        Assert.Equal("Acme Alerts", (await ListingAsync(acme))!.Name);
        var installed = Scenario.Done(await Scenario.Get<Kiket.Portal.Installations.InstallExtension>().RunAsync(
            new("acme", Scenario.Id, Registry: null, Version: null, Consent: null, Scenario.Ada), CancellationToken.None));
        Assert.Equal("acme", await Scenario.QueryAsync(db => (
            from installation in db.Set<Kiket.Portal.Installations.Installation>()
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            where installation.Number == installed.Number
            select extension.Registry).SingleAsync()));
    }

    /// <summary>Not even how a name looks tells another publisher's reviewers about it.</summary>
    [Fact]
    public async Task A_look_alike_name_of_a_private_extension_is_not_reported()
    {
        await PrivatelyListedAsync();

        Scenario.Push(id: "dev.globex.alerts", fullName: "globex/alerts");
        var published = Scenario.Done(await Scenario.PublishAsync(
            Scenario.Input, url: "https://github.com/globex/alerts", organization: "globex", actor: Scenario.Gus));

        var assessed = (await Scenario.FindAsync(published.Submission!.Id)).Assessment!;
        Assert.DoesNotContain(assessed.Causes, cause => cause.Key == "looks_like");
    }

    [Fact]
    public async Task A_member_finds_it_and_who_left_finds_nothing_from_then_on()
    {
        await PrivatelyListedAsync();
        var pages = Scenario.Get<FindPrivateListing>();
        Assert.Equal("/orgs/acme/extensions/marketplace/dev.acme.alerts", await pages.AddressAsync(Scenario.Mia.UserId, Scenario.Id, CancellationToken.None));
        Assert.Null(await pages.AddressAsync(Scenario.Gus.UserId, Scenario.Id, CancellationToken.None));

        Assert.True((await Scenario.Get<RemoveMember>().RunAsync("acme", Scenario.Mia.UserId, Scenario.Ada, CancellationToken.None)).Succeeded);

        Assert.Null(await pages.AddressAsync(Scenario.Mia.UserId, Scenario.Id, CancellationToken.None));
        Assert.False((await Scenario.Get<OrganizationAccess>()
            .RequireAsync("acme", Scenario.Mia.UserId, OrganizationRole.Member, CancellationToken.None)).Succeeded);
    }

    private async Task<Guid> PrivatelyInReviewAsync()
    {
        Scenario.Push();
        var outcome = Scenario.Done(await Scenario.PublishAsync(Scenario.Input, registry: "acme"));
        Assert.Null(outcome.Refusal);
        Assert.Equal(SubmissionState.InReview, outcome.State);
        return outcome.Submission!.Id;
    }

    private async Task PrivatelyListedAsync() =>
        Scenario.Done(await Scenario.DecideAsync(await PrivatelyInReviewAsync(), Decision.Approve, actor: Scenario.Ben));

    private async Task<VisibleRegistry> VisibleAsync(Actor member) => VisibleRegistry.Of(Scenario.Done(
        await Scenario.Get<OrganizationAccess>().RequireAsync("acme", member.UserId, OrganizationRole.Member, CancellationToken.None)));

    private Task<ListingModel?> ListingAsync(VisibleRegistry registry) =>
        Scenario.Get<ReadListing>().RunAsync(registry, Scenario.Id, CancellationToken.None);

    private Task<Result<QueueView>> QueueAsync(Actor person) => Scenario.Get<QueueQueries>().RunAsync(
        "acme", new QueueFilter(QueueTab.Unclaimed), person, new PageRequest(1, 20), CancellationToken.None);

    private async Task<(ErrorKind Kind, string Code, string Message)> BenchAsync(Guid submission, Actor person)
    {
        var error = (await Scenario.Get<WorkbenchQueries>().FindAsync(submission, person, CancellationToken.None)).Error!;
        return (error.Kind, error.Code, error.Message);
    }

    private Task<Result> ChooseAsync(Guid draft, bool isPrivate) =>
        Scenario.Get<ChooseRegistry>().RunAsync(new ChooseRegistryRequest(draft, isPrivate, Scenario.Ada), CancellationToken.None);

    private Task ChangeRoleAsync(Actor person, OrganizationRole role) => Scenario.QueryAsync(db => db.Set<Membership>()
        .Where(member => member.UserId == person.UserId)
        .ExecuteUpdateAsync(set => set.SetProperty(member => member.Role, role)));
}
