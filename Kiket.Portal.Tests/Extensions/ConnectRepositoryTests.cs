using Kiket.Portal.Audit;
using Kiket.Portal.Extensions;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Extensions;

public sealed class ConnectRepositoryTests : OnTheWay
{
    private const string Token = "ghp_secret_value_7788";

    [Fact]
    public async Task A_renamed_repository_is_followed_and_stays_the_same()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Way.GitHub.Rename(Way.FullName, "acme/loud-alerts");

        Way.Done(await Way.ReadAsync(draft));

        var repository = await Way.QueryAsync(db => db.Set<ExtensionRepository>().SingleAsync());
        Assert.Equal("acme/loud-alerts", repository.FullName);
    }

    [Fact]
    public async Task A_freed_name_that_a_stranger_took_is_refused_and_those_concerned_are_told_once()
    {
        await Way.ListedAsync();
        Way.GitHub.Delete(Way.FullName);
        Way.Push("2.0.0");
        var draft = await Way.StartAsync();

        var read = await Way.ReadAsync(draft);
        await Way.ReadAsync(draft);

        Assert.Equal("repository_replaced", read.Error?.Code);
        Assert.Contains("a different one was created under its name", read.Error!.Message, StringComparison.Ordinal);
        Assert.Null((await Way.ViewAsync(draft)).Snapshot);
        var told = await Way.QueryAsync(db => db.Set<Notification>().Where(each => each.Key.StartsWith("repository.replaced")).Select(each => each.UserId).ToListAsync());
        Assert.Equal(new[] { Way.Ada.UserId, Way.Ben.UserId, Way.Rita.UserId, Way.Rob.UserId, Way.Ina.UserId }.Order(), told.Order());
        Assert.Equal(1, await Way.QueryAsync(db => db.Set<AuditEntry>().CountAsync(entry => entry.Action == "repository.replaced")));
    }

    [Fact]
    public async Task A_rename_is_in_the_audit_log_and_owners_are_told()
    {
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft));
        Way.GitHub.Rename(Way.FullName, "acme/loud-alerts");

        Way.Done(await Way.ReadAsync(draft));
        Way.Done(await Way.ReadAsync(draft));

        var entry = await Way.QueryAsync(db => db.Set<AuditEntry>().SingleAsync(each => each.Action == "repository.renamed"));
        Assert.Contains("acme/alerts", entry.Before!, StringComparison.Ordinal);
        Assert.Contains("acme/loud-alerts", entry.After!, StringComparison.Ordinal);
        var told = await Way.QueryAsync(db => db.Set<Notification>().Where(each => each.Key.StartsWith("repository.renamed")).Select(each => each.UserId).ToListAsync());
        Assert.Equal([Way.Ada.UserId], told);
    }

    [Fact]
    public async Task The_old_address_of_a_private_repository_still_finds_its_token()
    {
        Way.GitHub.Create(Way.FullName, Token);
        Way.Push();
        var draft = await Way.StartAsync();
        Way.Done(await Way.ReadAsync(draft, token: Token));
        Way.GitHub.Rename(Way.FullName, "acme/loud-alerts");
        Way.Done(await Way.ReadAsync(draft));

        Assert.True((await Way.ReadAsync(draft)).Succeeded);
    }

    [Fact]
    public async Task A_token_that_may_push_proves_control_and_one_that_reads_does_not()
    {
        Way.GitHub.Create(Way.FullName, Token, "ghp_reader_value_1122");
        Way.Push();
        Way.GitHub.LetPush(Way.FullName, Token);
        var draft = await Way.StartAsync();

        Way.Done(await Way.ReadAsync(draft, token: "ghp_reader_value_1122"));
        Assert.Equal(VerificationMethod.None, (await Way.ViewAsync(draft)).Repository!.Verification);

        Way.Done(await Way.ReadAsync(draft, token: Token));
        var repository = (await Way.ViewAsync(draft)).Repository!;
        Assert.Equal((VerificationMethod.Token, "7788"), (repository.Verification, repository.TokenLastFour));
    }

    [Fact]
    public async Task Twenty_first_readings_at_once_make_one_repository()
    {
        Way.Push();
        var drafts = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            drafts.Add(await Way.StartAsync());
        }

        var read = await Task.WhenAll(drafts.Select(draft => Task.Run(() => Way.ReadAsync(draft))));

        Assert.All(read, result => Assert.True(result.Succeeded, result.Error?.Message));
        Assert.Equal(1, await Way.QueryAsync(db => db.Set<ExtensionRepository>().CountAsync()));
    }
}
