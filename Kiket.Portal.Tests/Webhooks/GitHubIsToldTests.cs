using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Demo;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>The demo's portal and its local GitHub, which is asked over HTTP and sends deliveries over HTTP.</summary>
public sealed class PortalWithGitHub : IAsyncLifetime
{
    public const string PublicUrl = "https://portal.test";

    private PortalServer? _portal;

    public async Task InitializeAsync() => _portal = await PortalServer.StartAsync(("Portal:PublicUrl", PublicUrl));

    public async Task DisposeAsync() => await _portal!.DisposeAsync();

    public T Get<T>()
        where T : notnull => _portal!.Services.GetRequiredService<T>();

    public string Callback => $"{PublicUrl}/api/v1/extensions/registry/webhook";

    public async Task<T> QueryAsync<T>(Func<PortalDb, Task<T>> query)
    {
        await using var db = await Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await query(db);
    }

    public Task<ExtensionRepository> RepositoryAsync(string name, string organization = "acme") => QueryAsync(db => (
        from repository in db.Set<ExtensionRepository>().AsNoTracking()
        join owner in db.Set<Organization>() on repository.OrganizationId equals owner.Id
        where repository.Name == name && owner.Slug == organization
        select repository).SingleAsync());

    public DemoRepository OnGitHub(string name) => Get<DemoRepositories>().Find("acme", name)!;

    /// <summary>An owner: the demo's publisher of acme, unless another one is named.</summary>
    public async Task<Actor> OwnerAsync(string person = "publisher") =>
        new((await Get<DemoPeople>().FindAsync(person, CancellationToken.None)).Value, person);

    /// <summary>Stores a token for a repository of acme.</summary>
    public async Task<ExtensionRepository> WithTokenAsync(string name, string token = "demo-token-acme-publisher")
    {
        var stored = await Get<ReplaceRepositoryToken>()
            .RunAsync("acme", (await RepositoryAsync(name)).Id, new GitHubToken(token), await OwnerAsync(), CancellationToken.None);
        Assert.True(stored.Succeeded, stored.Error?.Message);
        return await RepositoryAsync(name);
    }

    /// <summary>Pushes a change of words; its commit.</summary>
    public string Push(string name)
    {
        var pushed = Get<PushSample>().Run(OnGitHub(name).Id, newVersion: false);
        Assert.True(pushed.Succeeded, pushed.Error?.Message);
        return OnGitHub(name).Head!.Sha;
    }

    /// <summary>Waits for what the handler of an event does to a repository; if it doesn't come, says which events wait and why.</summary>
    public async Task RepositoryIsAsync(string name, Func<ExtensionRepository, bool> isSo)
    {
        try
        {
            await Wait.UntilAsync(() => RepositoryAsync(name), isSo);
        }
        catch (TimeoutException late)
        {
            var waiting = await QueryAsync(db => db.Set<EventDelivery>().AsNoTracking().Where(one => one.State != DeliveryState.Done).ToListAsync());
            throw new TimeoutException(
                $"{waiting.Count} deliveries wait: " + string.Join(
                    '\n',
                    waiting.Take(20).Select(one => $"{one.EventId} {one.Handler} {one.Subject} {one.Tries} {one.DueAt:T} {one.LeasedUntil:T} {one.Reason}")),
                late);
        }
    }

    public Task<RepositoryValidation> ReadAsync(string name, string commit) => Wait.UntilAsync(
        async () => (await QueryAsync(db => (
            from validation in db.Set<RepositoryValidation>().AsNoTracking()
            join repository in db.Set<ExtensionRepository>() on validation.RepositoryId equals repository.Id
            where repository.Name == name && validation.Commit == commit
            select validation).FirstOrDefaultAsync()))!,
        validation => validation is not null);
}

/// <summary>The webhook that the portal creates and repairs with the stored token.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class ManagedHookTests(PortalWithGitHub portal) : IClassFixture<PortalWithGitHub>
{
    [Fact]
    public async Task It_is_created_once_pinged_and_repaired_in_all_that_is_wrong()
    {
        var repository = await portal.WithTokenAsync("alerts");
        Assert.True((await ManageAsync(repository)).IsNew);
        await PingedAsync(repository, 1);

        Assert.Empty((await ManageAsync(repository)).Repaired);
        await PingedAsync(repository, 2);
        var hook = Assert.Single(portal.OnGitHub("alerts").Hooks.Values);
        Assert.Equal((portal.Callback, "json", true), (hook.Url, hook.ContentType, hook.IsActive));
        Assert.Equal(["push"], hook.Events);

        portal.Get<DemoRepositories>().SaveHook(
            portal.OnGitHub("alerts").Id, hook with { ContentType = "form", Events = ["issues", "push"], IsActive = false, Secret = "another" });
        var repaired = await ManageAsync(repository);
        Assert.Equal(["the content type", "the events", "that it was off"], repaired.Repaired);
        Assert.Equivalent(hook, Assert.Single(portal.OnGitHub("alerts").Hooks.Values));
        await PingedAsync(repository, 3);
        var audited = await portal.QueryAsync(db => db.Set<AuditEntry>()
            .Where(entry => entry.Action.StartsWith("repository.webhook_") && entry.SubjectId == "acme/alerts")
            .OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync());
        Assert.Equal(["repository.webhook_created", "repository.webhook_repaired", "repository.webhook_repaired"], audited);
    }

    [Fact]
    public async Task After_a_rotation_GitHub_gets_the_new_secret_by_itself_and_signs_with_it()
    {
        var repository = await portal.WithTokenAsync("report-exporter");
        await ManageAsync(repository);
        var rotated = await portal.Get<RotateWebhookSecret>().RunAsync("acme", repository.Id, await portal.OwnerAsync(), CancellationToken.None);

        await portal.RepositoryIsAsync("report-exporter", now => now.HasCurrentHook);
        Assert.Equal(rotated.Value.Secret, Assert.Single(portal.OnGitHub("report-exporter").Hooks.Values).Secret);
        var commit = portal.Push("report-exporter");
        var delivery = await Wait.UntilAsync(
            () => portal.QueryAsync(db => db.Set<WebhookDelivery>().AsNoTracking().SingleOrDefaultAsync(one => one.Commit == commit)), one => one is not null);
        Assert.Equal(DeliveryVerdict.Current, delivery!.Verdict);
    }

    [Fact]
    public async Task A_webhook_that_was_removed_on_GitHub_is_forgotten_at_the_next_rotation()
    {
        var repository = await portal.WithTokenAsync("approvals-guard");
        await ManageAsync(repository);
        portal.Get<FaultPlan>().Add(new Fault($"/repositories/{repository.GitHubId}/hooks") { Status = 200, Body = "[]" });

        await portal.Get<RotateWebhookSecret>().RunAsync("acme", repository.Id, await portal.OwnerAsync(), CancellationToken.None);

        await portal.RepositoryIsAsync("approvals-guard", now => now.HookId is null);
    }

    [Fact]
    public async Task Two_at_once_make_one()
    {
        var repository = await portal.WithTokenAsync("mail-intake");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ManageAsync(repository)));

        Assert.Equal(
            Assert.Single(portal.OnGitHub("mail-intake").Hooks.Values).Id, (await portal.RepositoryAsync("mail-intake")).HookId);
    }

    [Fact]
    public async Task Without_the_permission_the_refusal_names_it_and_nothing_is_stored()
    {
        var repository = await portal.WithTokenAsync("time-tracking", "demo-token-acme-read");
        var before = portal.OnGitHub("time-tracking").Hooks;
        var refused = await TryAsync(repository);

        Assert.Equal(GitHubErrors.TokenLacksWrite, refused.Error?.Code);
        Assert.Contains("Webhooks: read and write", refused.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(before, portal.OnGitHub("time-tracking").Hooks);
        Assert.Equal(repository.HookId, (await portal.RepositoryAsync("time-tracking")).HookId);
    }

    [Fact]
    public async Task The_webhook_of_another_organization_keeps_its_secret()
    {
        var repository = await portal.WithTokenAsync("time-tracking");
        await ManageAsync(repository);
        var stranger = await portal.OwnerAsync("fabrikam");
        var organization = await portal.QueryAsync(db => db.Set<Organization>().SingleAsync(one => one.Slug == "fabrikam-tools"));
        var connected = await portal.Get<ConnectRepository>().RunAsync(
            new ConnectRepositoryRequest(
                organization.Id, "https://github.com/acme/time-tracking", new GitHubToken("demo-token-acme-publisher"), stranger),
            CancellationToken.None);

        var refused = await portal.Get<ManageHook>()
            .RunAsync("fabrikam-tools", connected.Value.Repository.Id, portal.Callback, stranger, CancellationToken.None);

        Assert.Equal("webhook_of_another", refused.Error?.Code);
        Assert.Equal(
            portal.Get<RepositoryWebhooks>().Reveal(await portal.RepositoryAsync("time-tracking")),
            Assert.Single(portal.OnGitHub("time-tracking").Hooks.Values).Secret);
    }

    private async Task<Portal.Foundation.Result<ManagedHook>> TryAsync(ExtensionRepository repository) =>
        await portal.Get<ManageHook>().RunAsync("acme", repository.Id, portal.Callback, await portal.OwnerAsync(), CancellationToken.None);

    private async Task<ManagedHook> ManageAsync(ExtensionRepository repository)
    {
        var managed = await TryAsync(repository);
        Assert.True(managed.Succeeded, managed.Error?.Message);
        return managed.Value;
    }

    private Task PingedAsync(ExtensionRepository repository, int times) => Wait.UntilAsync(
        () => portal.QueryAsync(db => db.Set<WebhookDelivery>().CountAsync(one => one.RepositoryId == repository.Id && one.Event == "ping")),
        count => count == times);
}

/// <summary>What GitHub shows beside a commit.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class CommitStatusTests(PortalWithGitHub portal) : IClassFixture<PortalWithGitHub>
{
    [Fact]
    public async Task A_pushed_commit_gets_a_status_that_leads_to_the_settings()
    {
        await portal.WithTokenAsync("alerts");

        var status = (await StatusesAsync("alerts", portal.Push("alerts"), known => known.Count > 0))[0];
        Assert.Equal(("kiket/portal", "pending", "The commit was read. Its checks are running."), (status.Context, status.State, status.Description));
        Assert.Equal($"{PortalWithGitHub.PublicUrl}/orgs/acme/settings/extension-webhooks#history", status.TargetUrl);
    }

    [Fact]
    public async Task A_commit_with_errors_fails()
    {
        await portal.WithTokenAsync("approvals-guard");
        var repositories = portal.Get<DemoRepositories>();
        repositories.Push(portal.OnGitHub("approvals-guard").Id, DemoPush.Of("Break it", (".kiket/manifest.yaml", "extension: [")));

        var statuses = await StatusesAsync("approvals-guard", portal.OnGitHub("approvals-guard").Head!.Sha, known => known.Count > 0);
        Assert.Equal("failure", statuses[^1].State);
        Assert.Contains("the listing keeps its last content", statuses[^1].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_the_permission_fails_no_sync_and_is_not_asked_again()
    {
        await portal.WithTokenAsync("time-tracking", "demo-token-acme-read");
        var first = await portal.ReadAsync("time-tracking", portal.Push("time-tracking"));
        Assert.Equal(SyncOutcome.Refreshed, first.Outcome);
        var refused = await Wait.UntilAsync(() => portal.RepositoryAsync("time-tracking"), now => now.StatusRefusedAt is not null);
        var pattern = $"/repositories/{refused.GitHubId}/statuses/*";
        var calls = portal.Get<FaultPlan>().CallsTo(pattern);

        var second = portal.Get<DemoRepositories>()
            .Push(refused.GitHubId, DemoPush.Of("Say more", ("README.md", "# Time tracking\n\nMore.\n"))).Value.Sha;
        await portal.ReadAsync("time-tracking", second);
        await Wait.UntilAsync(() => portal.QueryAsync(db => db.Set<Portal.Events.EventDelivery>()
            .CountAsync(one => one.Handler == ReportStatus.HandlerName && one.State == Portal.Events.DeliveryState.Waiting)), waiting => waiting == 0);
        Assert.Equal(calls, portal.Get<FaultPlan>().CallsTo(pattern));

        Assert.Null((await portal.WithTokenAsync("time-tracking")).StatusRefusedAt);
    }

    [Fact]
    public async Task A_GitHub_that_fails_is_told_later_and_the_sync_is_done()
    {
        var repository = await portal.WithTokenAsync("mail-intake");
        portal.Get<FaultPlan>().Add(new Fault($"/repositories/{repository.GitHubId}/statuses/*") { Status = 502, Body = "<html>", Times = 1 });
        var commit = portal.Push("mail-intake");

        Assert.Equal(SyncOutcome.Refreshed, (await portal.ReadAsync("mail-intake", commit)).Outcome);
        await StatusesAsync("mail-intake", commit, known => known.Count > 0);
    }

    private Task<IReadOnlyList<DemoStatus>> StatusesAsync(string name, string commit, Func<IReadOnlyList<DemoStatus>, bool> isSo) => Wait.UntilAsync(
        () => Task.FromResult(portal.Get<DemoRepositories>().StatusesOf(portal.OnGitHub(name).Id, commit)), isSo);
}
