using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Pages;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Webhooks;

public sealed class VisibilityOnSqlite : Visibility;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class VisibilityOnPostgreSql : Visibility
{
    protected override DatabaseProvider Provider => DatabaseProvider.PostgreSql;
}

/// <summary>What GitHub shows of a repository, and to which token: each answer has an outcome and a sentence of its own.</summary>
public abstract class Visibility : FollowingTests
{
    private const string Token = "ghp_secret_of_acme";

    [Fact]
    public async Task Made_private_it_is_read_with_its_token_and_the_listing_no_longer_links_to_it_and_made_public_it_does()
    {
        await StoreTokenAsync();
        GitHub.ShowOnlyTo(Scenario.FullName, Token);
        var hidden = await PushAsync(Files.With("README.md", "# Hidden\n"));

        Assert.Equal(SyncOutcome.Refreshed, hidden.Outcome);
        Assert.Contains("is private now", hidden.Effect, StringComparison.Ordinal);
        Assert.True((await RepositoryAsync()).IsPrivate);
        Assert.Null((await ModelAsync()).RepositoryAddress);

        GitHub.ShowOnlyTo(Scenario.FullName);
        var shown = await DeliverAsync();
        Assert.Contains("is public now", shown.Effect, StringComparison.Ordinal);
        Assert.NotNull((await ModelAsync()).RepositoryAddress);
    }

    [Fact]
    public async Task Made_private_without_a_token_it_is_missing_until_a_token_shows_it()
    {
        GitHub.ShowOnlyTo(Scenario.FullName, Token);
        var hidden = await DeliverAsync();
        Assert.Equal(SyncOutcome.Unavailable, hidden.Outcome);
        Assert.Contains("if this lasts 24 hours", hidden.Effect, StringComparison.Ordinal);

        await StoreTokenAsync();
        Assert.NotEqual(SyncOutcome.Unavailable, (await DeliverAsync()).Outcome);
        Assert.Equal((true, null), ((await RepositoryAsync()).IsPrivate, (await RepositoryAsync()).MissingSince));
    }

    [Fact]
    public async Task A_token_that_expired_or_was_revoked_is_told_once_and_a_new_one_heals()
    {
        await StoreTokenAsync();
        GitHub.ShowOnlyTo(Scenario.FullName, Token, "ghp_the_next_one");
        GitHub.Forget(Token);
        var first = await PushAsync(Files.With("README.md", "# First\n"));
        var second = await PushAsync(Files.With("README.md", "# Second\n"));

        Assert.Equal((SyncOutcome.TokenRefused, WebhookDeliveryState.Failed), (first.Outcome, first.State));
        Assert.Contains("The token needs Contents: read and Metadata: read", second.Effect, StringComparison.Ordinal);
        Assert.Equal(SourceTrouble.TokenRefused, (await RepositoryAsync()).Trouble);
        Assert.Equal(["GitHub refuses the token of acme/alerts"], await ToldAsync("repository.trouble"));

        await StoreTokenAsync("ghp_the_next_one");
        Assert.Equal(SyncOutcome.Refreshed, (await DeliverAsync()).Outcome);
        Assert.Equal(SourceTrouble.None, (await RepositoryAsync()).Trouble);
    }

    [Theory]
    [InlineData(GitHubErrors.TokenLacksAccess, "This token may not read acme/alerts.", SyncOutcome.TokenRefused, SourceTrouble.TokenRefused)]
    [InlineData(GitHubErrors.LegallyBlocked, "GitHub has blocked acme/alerts for legal reasons.", SyncOutcome.Unavailable, SourceTrouble.Unavailable)]
    [InlineData(GitHubErrors.EmptyRepository, "acme/alerts is empty.", SyncOutcome.ReferenceGone, SourceTrouble.ReferenceGone)]
    public async Task What_only_a_person_can_change_is_said_at_once(string code, string sentence, SyncOutcome outcome, SourceTrouble trouble)
    {
        await StoreTokenAsync();
        if (outcome == SyncOutcome.ReferenceGone)
        {
            GitHub.DeleteReference(Scenario.FullName, "main");
        }
        else
        {
            GitHub.Failing = Error.Invalid(code, sentence);
        }

        var delivery = await DeliverAsync();

        Assert.Equal(outcome, delivery.Outcome);
        Assert.Equal(trouble, (await RepositoryAsync()).Trouble);
        Assert.Contains(outcome == SyncOutcome.ReferenceGone ? "no longer exists in acme/alerts" : sentence, delivery.Effect, StringComparison.Ordinal);
        Assert.Single(await ToldAsync("repository.trouble"));
    }

    [Fact]
    public async Task A_token_that_can_no_longer_be_decrypted_is_not_sent()
    {
        await StoreTokenAsync();
        await Scenario.QueryAsync(db => db.Set<ExtensionRepository>()
            .ExecuteUpdateAsync(set => set.SetProperty(repository => repository.ProtectedToken, "lost")));
        var calls = GitHub.Calls;
        var delivery = await DeliverAsync();

        Assert.Equal(SyncOutcome.TokenRefused, delivery.Outcome);
        Assert.Contains("can't be decrypted", delivery.Effect, StringComparison.Ordinal);
        Assert.Equal(calls, GitHub.Calls);
    }

    [Fact]
    public async Task An_archive_that_is_opened_again_is_no_longer_shown_as_one()
    {
        GitHub.Archive(Scenario.FullName);
        await DeliverAsync();
        GitHub.Archive(Scenario.FullName, isArchived: false);

        Assert.Contains("no longer archived", (await DeliverAsync()).Effect, StringComparison.Ordinal);
        Assert.False((await RepositoryAsync()).IsArchived);
    }

    [Fact]
    public async Task A_tracked_tag_that_moves_brings_its_words_and_one_that_is_deleted_leaves_them()
    {
        GitHub.Tag(Scenario.FullName, "stable", GitHub.Push(Scenario.FullName, Files, message: "Tagged"));
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await Scenario.Get<TrackReference>()
            .RunAsync("acme", (await RepositoryAsync()).Id, "stable", Scenario.Ada, CancellationToken.None)).Succeeded);
        await WorkAsync();

        GitHub.Tag(Scenario.FullName, "stable", GitHub.Push(Scenario.FullName, Files.With("README.md", "# Moved\n"), "topic"));
        var moved = await DeliverAsync("refs/tags/stable", isForced: true);
        Assert.Equal(SyncOutcome.Refreshed, moved.Outcome);
        Assert.Contains("released versions stay as they were", moved.Effect, StringComparison.Ordinal);
        var before = await ListingAsync();

        GitHub.DeleteReference(Scenario.FullName, "stable");
        var gone = await DeliverAsync("refs/tags/stable");
        Assert.Equal(SyncOutcome.ReferenceGone, gone.Outcome);
        Assert.Contains("stable no longer exists", gone.Effect, StringComparison.Ordinal);
        Assert.Equal((before.RowVersion, before.DocumentSetId), ((await ListingAsync()).RowVersion, (await ListingAsync()).DocumentSetId));
    }

    private async Task StoreTokenAsync(string token = Token)
    {
        GitHub.Know(token);
        Scenario.Done(await Scenario.Get<ReplaceRepositoryToken>()
            .RunAsync("acme", (await RepositoryAsync()).Id, new GitHubToken(token), Scenario.Ada, CancellationToken.None));
    }

    private async Task<ListingModel> ModelAsync() =>
        (await Scenario.Get<ReadListing>().RunAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None))!;
}
