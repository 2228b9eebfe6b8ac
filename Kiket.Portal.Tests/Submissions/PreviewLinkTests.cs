using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Submissions;

public sealed class PreviewLinkTests : OnTheWay
{
    [Fact]
    public async Task A_link_opens_the_preview_and_its_secret_is_not_stored()
    {
        var draft = await Way.ReadyAsync();
        var link = await ShareAsync(draft);

        var shown = Way.Done(await FindAsync(link.Token));

        Assert.Equal((draft, "acme"), (shown.Submission.Id, shown.PublisherName.ToLowerInvariant()));
        Assert.Equal(43, link.Token.Length);
        var stored = await Way.QueryAsync(db => db.Set<PreviewLink>().SingleAsync());
        Assert.DoesNotContain(link.Token, stored.TokenHash, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(64, stored.TokenHash.Length);
    }

    [Fact]
    public async Task It_ends_after_a_week_to_the_instant()
    {
        var link = await ShareAsync(await Way.ReadyAsync());

        Way.Clock.Advance(PreviewLink.Lifetime - TimeSpan.FromTicks(1));
        Assert.True((await FindAsync(link.Token)).Succeeded);
        Way.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ErrorKind.Gone, (await FindAsync(link.Token)).Error!.Kind);
    }

    [Fact]
    public async Task Revoked_it_opens_nothing_and_is_no_longer_offered()
    {
        var draft = await Way.ReadyAsync();
        var (first, second) = (await ShareAsync(draft), await ShareAsync(draft));

        Assert.True((await Way.Get<RevokePreview>().RunAsync(draft, first.Id, Way.Ben, CancellationToken.None)).Succeeded);

        Assert.Equal(ErrorKind.Gone, (await FindAsync(first.Token)).Error!.Kind);
        Assert.True((await FindAsync(second.Token)).Succeeded);
        Assert.Equal([second.Id], (await Way.Get<PreviewQueries>().OpenLinksAsync(draft, Way.Ada, CancellationToken.None)).Select(link => link.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_guessed_link_leads_nowhere(string token) => Assert.Equal(ErrorKind.NotFound, (await FindAsync(token)).Error!.Kind);

    [Fact]
    public async Task A_draft_that_was_deleted_is_not_shown()
    {
        var draft = await Way.ReadyAsync();
        var link = await ShareAsync(draft);

        await Way.Get<DeleteDraft>().RunAsync(draft, Way.Ada, CancellationToken.None);

        Assert.Equal(ErrorKind.Gone, (await FindAsync(link.Token)).Error!.Kind);
    }

    [Fact]
    public async Task Others_neither_make_nor_see_nor_revoke_links()
    {
        var draft = await Way.ReadyAsync();
        var link = await ShareAsync(draft);

        Assert.Equal("submission_not_found", (await Way.Get<SharePreview>().RunAsync(draft, Way.Gus, CancellationToken.None)).Code());
        Assert.Equal("role_too_low", (await Way.Get<SharePreview>().RunAsync(draft, Way.Mia, CancellationToken.None)).Code());
        Assert.Empty(await Way.Get<PreviewQueries>().OpenLinksAsync(draft, Way.Gus, CancellationToken.None));
        Assert.Equal("submission_not_found", (await Way.Get<RevokePreview>().RunAsync(draft, link.Id, Way.Gus, CancellationToken.None)).Code());
        Assert.Equal("preview_not_found", (await Way.Get<RevokePreview>().RunAsync(await Way.ReadyAsync(), link.Id, Way.Ada, CancellationToken.None)).Code());
    }

    [Fact]
    public async Task Nothing_read_is_nothing_to_share() =>
        Assert.Equal("nothing_to_preview", (await Way.Get<SharePreview>().RunAsync(await Way.StartAsync(), Way.Ada, CancellationToken.None)).Code());

    [Fact]
    public async Task Open_links_are_bounded()
    {
        var draft = await Way.ReadyAsync();
        for (var made = 0; made < SharePreview.MaxOpen; made++)
        {
            await ShareAsync(draft);
        }

        Assert.Equal("too_many_links", (await Way.Get<SharePreview>().RunAsync(draft, Way.Ada, CancellationToken.None)).Code());
    }

    private async Task<SharedPreviewLink> ShareAsync(Guid draft) => Way.Done(await Way.Get<SharePreview>().RunAsync(draft, Way.Ada, CancellationToken.None));

    private Task<Result<SharedPreview>> FindAsync(string token) => Way.Get<PreviewQueries>().FindAsync(token, CancellationToken.None);
}
