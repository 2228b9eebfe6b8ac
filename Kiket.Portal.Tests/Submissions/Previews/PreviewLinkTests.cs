using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Previews;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions.Previews;

public sealed class PreviewLinkTests : ScenarioTests
{
    [Fact]
    public async Task A_link_opens_the_preview_and_its_secret_is_not_stored()
    {
        var draft = await Scenario.ReadyAsync();
        var link = await ShareAsync(draft);

        var shown = Scenario.Done(await FindAsync(link.Token));

        Assert.Equal((draft, "acme"), (shown.Submission.Id, shown.PublisherName.ToLowerInvariant()));
        Assert.Equal(43, link.Token.Length);
        var stored = await Scenario.QueryAsync(db => db.Set<PreviewLink>().SingleAsync());
        Assert.DoesNotContain(link.Token, stored.TokenHash, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(64, stored.TokenHash.Length);
    }

    [Fact]
    public async Task It_ends_after_a_week_to_the_instant()
    {
        var link = await ShareAsync(await Scenario.ReadyAsync());

        Scenario.Clock.Advance(PreviewLink.Lifetime - TimeSpan.FromTicks(1));
        Assert.True((await FindAsync(link.Token)).Succeeded);
        Scenario.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ErrorKind.Gone, (await FindAsync(link.Token)).Error!.Kind);
    }

    [Fact]
    public async Task Revoked_it_opens_nothing_and_is_no_longer_offered()
    {
        var draft = await Scenario.ReadyAsync();
        var (first, second) = (await ShareAsync(draft), await ShareAsync(draft));

        Assert.True((await Scenario.Get<RevokePreview>().RunAsync(draft, first.Id, Scenario.Ben, CancellationToken.None)).Succeeded);

        Assert.Equal(ErrorKind.Gone, (await FindAsync(first.Token)).Error!.Kind);
        Assert.True((await FindAsync(second.Token)).Succeeded);
        Assert.Equal([second.Id], (await Scenario.Get<PreviewQueries>().OpenLinksAsync(draft, Scenario.Ada, CancellationToken.None)).Select(link => link.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_guessed_link_leads_nowhere(string token) => Assert.Equal(ErrorKind.NotFound, (await FindAsync(token)).Error!.Kind);

    [Fact]
    public async Task A_draft_that_was_deleted_is_not_shown()
    {
        var draft = await Scenario.ReadyAsync();
        var link = await ShareAsync(draft);

        await Scenario.Get<DeleteDraft>().RunAsync(draft, Scenario.Ada, CancellationToken.None);

        Assert.Equal(ErrorKind.Gone, (await FindAsync(link.Token)).Error!.Kind);
    }

    [Fact]
    public async Task Others_neither_make_nor_see_nor_revoke_links()
    {
        var draft = await Scenario.ReadyAsync();
        var link = await ShareAsync(draft);

        Assert.Equal("submission_not_found", (await Scenario.Get<SharePreview>().RunAsync(draft, Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Scenario.Get<SharePreview>().RunAsync(draft, Scenario.Mia, CancellationToken.None)).Code());
        Assert.Empty(await Scenario.Get<PreviewQueries>().OpenLinksAsync(draft, Scenario.Gus, CancellationToken.None));
        Assert.Equal("submission_not_found", (await Scenario.Get<RevokePreview>().RunAsync(draft, link.Id, Scenario.Gus, CancellationToken.None)).Code());
        Assert.Equal(
            "preview_not_found",
            (await Scenario.Get<RevokePreview>().RunAsync(await Scenario.ReadyAsync(), link.Id, Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Nothing_read_is_nothing_to_share() =>
        Assert.Equal(
            "nothing_to_preview",
            (await Scenario.Get<SharePreview>().RunAsync(await Scenario.StartAsync(), Scenario.Ada, CancellationToken.None)).Code());

    [Fact]
    public async Task Open_links_are_bounded()
    {
        var draft = await Scenario.ReadyAsync();
        for (var made = 0; made < SharePreview.MaxOpen; made++)
        {
            await ShareAsync(draft);
        }

        Assert.Equal("too_many_links", (await Scenario.Get<SharePreview>().RunAsync(draft, Scenario.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task It_ends_with_the_right_of_its_maker_when_they_are_removed()
    {
        var draft = await Scenario.ReadyAsync();
        var (bens, adas) = (await ShareAsync(draft, Scenario.Ben), await ShareAsync(draft));
        Assert.Equal(["1 preview link"], await EndingAsync(role: null));

        Assert.True((await Scenario.Get<RemoveMember>().RunAsync("acme", Scenario.Ben.UserId, Scenario.Ada, CancellationToken.None)).Succeeded);

        var refused = (await FindAsync(bens.Token)).Error!;
        Assert.Equal(ErrorKind.Gone, refused.Kind);
        Assert.Equal("The person who shared this preview is no longer an admin of ACME. Ask the publisher for a new link.", refused.Message);
        Assert.True((await FindAsync(adas.Token)).Succeeded);
        Assert.Equal([adas.Id], (await Scenario.Get<PreviewQueries>().OpenLinksAsync(draft, Scenario.Ada, CancellationToken.None)).Select(link => link.Id));
        Assert.NotNull((await Scenario.QueryAsync(db => db.Set<PreviewLink>().SingleAsync(link => link.Id == bens.Id))).RevokedAt);
    }

    [Fact]
    public async Task It_ends_when_its_maker_may_no_longer_publish_and_does_not_come_back()
    {
        var draft = await Scenario.ReadyAsync();
        var link = await ShareAsync(draft, Scenario.Ben);
        Assert.Equal(["1 preview link"], await EndingAsync(OrganizationRole.Member));

        await ChangeAsync(OrganizationRole.Member);
        Assert.Equal("preview_maker_gone", (await FindAsync(link.Token)).Code());
        await ChangeAsync(OrganizationRole.Admin);
        Assert.Equal("preview_closed", (await FindAsync(link.Token)).Code());
    }

    [Fact]
    public async Task A_higher_role_ends_nothing_and_a_right_that_ends_some_other_way_ends_it_too()
    {
        var draft = await Scenario.ReadyAsync();
        var link = await ShareAsync(draft, Scenario.Ben);
        await ChangeAsync(OrganizationRole.Owner);
        Assert.True((await FindAsync(link.Token)).Succeeded);

        await Scenario.QueryAsync(db => db.Set<Membership>().Where(membership => membership.UserId == Scenario.Ben.UserId).ExecuteDeleteAsync());

        Assert.Equal("preview_maker_gone", (await FindAsync(link.Token)).Code());
        Assert.Empty(await Scenario.Get<PreviewQueries>().OpenLinksAsync(draft, Scenario.Ada, CancellationToken.None));
    }

    private async Task<IReadOnlyList<string>> EndingAsync(OrganizationRole? role) => await Scenario.Get<MemberShares>().EndingAsync(
        await Scenario.QueryAsync(db => db.Set<Organization>()
            .Where(organization => organization.Slug == "acme")
            .Select(organization => organization.Id)
            .SingleAsync()),
        Scenario.Ben.UserId, role, CancellationToken.None);

    private async Task ChangeAsync(OrganizationRole role) =>
        Assert.True((await Scenario.Get<ChangeRole>().RunAsync("acme", Scenario.Ben.UserId, role, Scenario.Ada, CancellationToken.None)).Succeeded);

    private async Task<SharedPreviewLink> ShareAsync(Guid draft, Kiket.Portal.Accounts.Actor? maker = null) =>
        Scenario.Done(await Scenario.Get<SharePreview>().RunAsync(draft, maker ?? Scenario.Ada, CancellationToken.None));

    private Task<Result<SharedPreview>> FindAsync(string token) => Scenario.Get<PreviewQueries>().FindAsync(token, CancellationToken.None);
}
