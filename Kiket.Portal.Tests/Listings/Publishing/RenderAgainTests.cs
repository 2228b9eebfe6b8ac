using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Operations;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings.Publishing;

public sealed class RenderAgainOnSqliteTests : RenderAgainTests;

[Trait(Slow.TraitName, Slow.TraitValue)]
[Collection(PostgreSqlServer.Collection)]
public sealed class RenderAgainOnPostgreSqlTests : RenderAgainTests
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>What an older renderer stored is rendered again in the background, without a review, and nothing is lost.</summary>
public abstract class RenderAgainTests : ScenarioTests
{
    private RenderAgain Again => Scenario.Get<RenderAgain>();

    [Fact]
    public async Task Pages_of_an_older_renderer_are_rendered_again_and_found_by_their_new_text()
    {
        await Scenario.ListedAsync();
        var before = await SetsAsync();
        await AgeAsync();
        Assert.Equal((0, 1, 0), await ProgressAsync());
        Assert.Equal(1, await FoundAsync("ancient"));

        Assert.Equal(1, await Again.RunAsync(CancellationToken.None));

        Assert.Equal((1, 0, 0), await ProgressAsync());
        Assert.Equal(before, await SetsAsync());
        Assert.Contains("before the pager does", await OverviewAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await FoundAsync("pager"));
        Assert.Equal(0, await FoundAsync("ancient"));
        var calls = Scenario.GitHub.Calls;
        Assert.Equal(0, await Again.RunAsync(CancellationToken.None));
        Assert.Equal(calls, Scenario.GitHub.Calls);
    }

    [Fact]
    public async Task Earlier_versions_are_rendered_again_too_and_what_nobody_can_open_is_not()
    {
        await Scenario.ListedAsync("1.0.0");
        await Scenario.ListedAsync("1.1.0");
        await Scenario.ReadyAsync("1.2.0");
        await AgeAsync();

        Assert.Equal(2, await Again.RunAsync(CancellationToken.None));
        Assert.Equal((2, 0, 0), await ProgressAsync());
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("file")]
    [InlineData("down")]
    public async Task Without_its_source_the_old_page_stays_operators_see_why_and_it_is_tried_again_later(string trouble)
    {
        await Scenario.ListedAsync();
        await AgeAsync();
        switch (trouble)
        {
            case "down":
                Scenario.GitHub.Failing = Error.Unavailable(GitHubErrors.Unavailable, "GitHub can't be reached.", TimeSpan.FromMinutes(1));
                break;
            case "gone":
                Scenario.GitHub.Failing = Error.Invalid(GitHubErrors.RepositoryNotFound, "GitHub shows no repository acme/alerts.");
                break;
            default:
                Scenario.GitHub.FailingFiles["README.md"] = Error.Invalid(GitHubErrors.ObjectNotFound, "GitHub has no such file.");
                break;
        }

        Assert.Equal(0, await Again.RunAsync(CancellationToken.None));

        Assert.Contains("ancient", await OverviewAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 1, 1), await ProgressAsync());
        var problem = Assert.Single((await DocumentsAsync()).Problems);
        Assert.Equal((Scenario.FullName, 1), (problem.Repository, problem.Failures));
        Assert.NotEmpty(problem.Text);

        (Scenario.GitHub.Failing, _) = (null, Scenario.GitHub.FailingFiles.TryRemove("README.md", out _));
        Assert.Equal(0, await Again.RunAsync(CancellationToken.None));
        Scenario.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(1, await Again.RunAsync(CancellationToken.None));
        Assert.Contains("before the pager does", await OverviewAsync(), StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), await ProgressAsync());
    }

    [Fact]
    public async Task A_picture_that_cannot_be_had_any_more_is_not_lost()
    {
        Scenario.GitHub.Push(
            Scenario.FullName,
            SampleRepository.Complete(Scenario.Id, "1.0.0")
                .With("README.md", "# A\n\n![flow](flow.svg)\n")
                .With("flow.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details));
        Assert.True((await Scenario.SubmitAsync(draft)).Succeeded);
        Scenario.Done(await Scenario.DecideAsync(draft, Portal.Reviews.Decisions.Decision.Approve));
        await Scenario.QueryAsync(db => db.Set<DocumentSet>().ExecuteUpdateAsync(update => update.SetProperty(set => set.Renderer, 0)));
        Scenario.GitHub.FailingFiles["flow.svg"] = Error.Invalid(GitHubErrors.ObjectNotFound, "GitHub has no such file.");

        Assert.Equal(0, await Again.RunAsync(CancellationToken.None));

        Assert.Contains("<img", await OverviewAsync(), StringComparison.Ordinal);
        Assert.Contains("flow.svg", Assert.Single((await DocumentsAsync()).Problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_portal_left_is_done_by_the_next_and_two_at_once_harm_nothing()
    {
        for (var number = 1; number <= 3; number++)
        {
            await Scenario.ListedAsync("1.0.0", $"dev.acme.alerts{number}", $"acme/alerts{number}", Scenario.Details with { Name = $"Alerts {number}" });
        }

        await AgeAsync();
        using var killed = new CancellationTokenSource();
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Again.RunAsync(killed.Token));
        Assert.Equal((0, 3, 0), await ProgressAsync());

        await Task.WhenAll(Again.RunAsync(CancellationToken.None), Again.RunAsync(CancellationToken.None));

        Assert.Equal((3, 0, 0), await ProgressAsync());
        Assert.Equal(3, await FoundAsync("pager"));
        Assert.Equal(3, await Scenario.QueryAsync(db => db.Set<DocumentPage>().CountAsync(page => page.Tab == DocumentTab.Overview)));
    }

    [Fact]
    public async Task Reading_the_same_again_says_that_it_is_current()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        await Scenario.QueryAsync(db => db.Set<DocumentSet>().ExecuteUpdateAsync(update => update.SetProperty(set => set.Renderer, 0)));

        Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.Equal(RendererVersion.Current, await Scenario.QueryAsync(db => db.Set<DocumentSet>().Select(set => set.Renderer).SingleAsync()));
    }

    [Fact]
    public async Task Nobody_but_an_operator_sees_the_progress() =>
        Assert.False((await Scenario.Get<RenderedDocumentsQuery>().RunAsync(Scenario.Ada, CancellationToken.None)).Succeeded);

    /// <summary>Everything stored looks as an older renderer wrote it.</summary>
    private async Task AgeAsync()
    {
        await Scenario.QueryAsync(db => db.Set<DocumentSet>().ExecuteUpdateAsync(update => update.SetProperty(set => set.Renderer, 0)));
        await Scenario.QueryAsync(db => db.Set<DocumentPage>()
            .Where(page => page.Tab == DocumentTab.Overview)
            .ExecuteUpdateAsync(update => update
                .SetProperty(page => page.Html, MarkdownRenderer.AsPlainText("ancient").Html)
                .SetProperty(page => page.PlainText, "ancient")));
        await using var db = await Scenario.Database.OpenAsync();
        foreach (var listing in await db.Set<Listing>().Include(one => one.Categories).ToListAsync())
        {
            await Scenario.Get<IndexListing>().RunAsync(db, listing, CancellationToken.None);
        }
    }

    private Task<List<Guid>> SetsAsync() => Scenario.QueryAsync(db => db.Set<DocumentSet>().Select(set => set.Id).ToListAsync());

    private async Task<RenderedDocuments> DocumentsAsync() =>
        Scenario.Done(await Scenario.Get<RenderedDocumentsQuery>().RunAsync(Scenario.Olu, CancellationToken.None));

    private async Task<(int Done, int Left, int Failing)> ProgressAsync()
    {
        var documents = await DocumentsAsync();
        return (documents.Done, documents.Left, documents.Failing);
    }

    private async Task<string> OverviewAsync()
    {
        var listing = (await Scenario.Get<ListingQueries>().FindAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None))!.Listing;
        var page = await Scenario.Get<DocumentQueries>().GetPageAsync(listing.DocumentSetId!.Value, DocumentTab.Overview, CancellationToken.None);
        return page!.Html.ToString();
    }

    private async Task<int> FoundAsync(string word) =>
        (await Scenario.Get<ListingQueries>().BrowseAsync(new BrowseRequest(VisibleRegistry.Marketplace, word), CancellationToken.None)).Total;
}
