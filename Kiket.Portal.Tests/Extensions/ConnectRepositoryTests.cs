using Kiket.Portal.Audit;
using Kiket.Portal.Extensions;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Extensions;

public sealed class ConnectRepositoryTests : ScenarioTests
{
    private const string Token = "ghp_secret_value_7788";

    [Fact]
    public async Task A_renamed_repository_is_followed_and_stays_the_same()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.GitHub.Rename(Scenario.FullName, "acme/loud-alerts");

        Scenario.Done(await Scenario.ReadAsync(draft));

        var repository = await Scenario.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync());
        Assert.Equal("acme/loud-alerts", repository.FullName);
    }

    [Fact]
    public async Task A_freed_name_that_a_stranger_took_is_refused_and_the_affected_people_are_notified_once()
    {
        await Scenario.ListedAsync();
        Scenario.GitHub.Delete(Scenario.FullName);
        Scenario.Push("2.0.0");
        var draft = await Scenario.StartAsync();

        var read = await Scenario.ReadAsync(draft);
        await Scenario.ReadAsync(draft);

        Assert.Equal("repository_replaced", read.Error?.Code);
        Assert.Contains("a different one has its name", read.Error!.Message, StringComparison.Ordinal);
        Assert.Null((await Scenario.ViewAsync(draft)).Snapshot);
        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(each => each.Key.StartsWith("repository.replaced")).Select(each => each.UserId).ToListAsync());
        Assert.Equal(
            new[] { Scenario.Ada.UserId, Scenario.Ben.UserId, Scenario.Rita.UserId, Scenario.Rob.UserId, Scenario.Ina.UserId }.Order(),
            notified.Order());
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "repository.replaced")));
    }

    [Fact]
    public async Task A_rename_is_in_the_audit_log_and_owners_are_notified()
    {
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.GitHub.Rename(Scenario.FullName, "acme/loud-alerts");

        Scenario.Done(await Scenario.ReadAsync(draft));
        Scenario.Done(await Scenario.ReadAsync(draft));

        var entry = await Scenario.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(each => each.Action == "repository.renamed"));
        Assert.Contains("acme/alerts", entry.Before!, StringComparison.Ordinal);
        Assert.Contains("acme/loud-alerts", entry.After!, StringComparison.Ordinal);
        var notified = await Scenario.QueryAsync(
            db => db.Set<Notification>().Where(each => each.Key.StartsWith("repository.renamed")).Select(each => each.UserId).ToListAsync());
        Assert.Equal([Scenario.Ada.UserId], notified);
    }

    [Fact]
    public async Task The_old_address_of_a_private_repository_still_finds_its_token()
    {
        Scenario.GitHub.Create(Scenario.FullName, Token);
        Scenario.Push();
        var draft = await Scenario.StartAsync();
        Scenario.Done(await Scenario.ReadAsync(draft, token: Token));
        Scenario.GitHub.Rename(Scenario.FullName, "acme/loud-alerts");
        Scenario.Done(await Scenario.ReadAsync(draft));

        Assert.True((await Scenario.ReadAsync(draft)).Succeeded);
    }

    [Fact]
    public async Task A_token_that_may_push_proves_control_and_one_that_reads_does_not()
    {
        Scenario.GitHub.Create(Scenario.FullName, Token, "ghp_reader_value_1122");
        Scenario.Push();
        Scenario.GitHub.LetPush(Scenario.FullName, Token);
        var draft = await Scenario.StartAsync();

        Scenario.Done(await Scenario.ReadAsync(draft, token: "ghp_reader_value_1122"));
        Assert.Equal(VerificationMethod.None, (await Scenario.ViewAsync(draft)).Repository!.Verification);

        Scenario.Done(await Scenario.ReadAsync(draft, token: Token));
        var repository = (await Scenario.ViewAsync(draft)).Repository!;
        Assert.Equal((VerificationMethod.Token, "7788"), (repository.Verification, repository.TokenLastFour));
    }

    [Fact]
    public async Task Twenty_first_readings_at_once_make_one_repository()
    {
        Scenario.Push();
        var drafts = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            drafts.Add(await Scenario.StartAsync());
        }

        var read = await Task.WhenAll(drafts.Select(draft => Task.Run(() => Scenario.ReadAsync(draft))));

        Assert.All(read, result => Assert.True(result.Succeeded, result.Error?.Message));
        Assert.Equal(1, await Scenario.QueryAsync(db => db.Set<ExtensionRepository>().CountAsync()));
    }
}
