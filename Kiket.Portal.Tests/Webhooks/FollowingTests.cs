using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Receiving;
using Kiket.Portal.Webhooks.Syncing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Webhooks;

/// <summary>A listed extension whose repository is followed, and pushes to it.</summary>
public abstract class FollowingTests : IAsyncLifetime
{
    private int _deliveries;

    protected Scenario Scenario { get; private set; } = null!;

    protected static SampleRepository Files { get; } = SampleRepository.Complete(Scenario.Id, "1.0.0");

    protected RepositoriesInMemory GitHub => Scenario.GitHub;

    /// <summary>The database it runs on: each class runs on both.</summary>
    protected virtual DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public async Task InitializeAsync()
    {
        Scenario = await Scenario.OpenAsync(Provider, services =>
        {
            services.AddWebhooks();
            Register(services);
        });
        await Scenario.ListedAsync();
        await Scenario.HandleEventsAsync();
    }

    public async Task DisposeAsync() => await Scenario.DisposeAsync();

    /// <summary>What the tests of a class put in the place of the portal's own.</summary>
    protected virtual void Register(IServiceCollection services)
    {
    }

    /// <summary>Pushes files and lets GitHub say so; what became of the delivery.</summary>
    protected async Task<WebhookDelivery> PushAsync(SampleRepository files, string message = "Say more", bool isForced = false)
    {
        GitHub.Push(Scenario.FullName, files, message: message);
        return await DeliverAsync(isForced: isForced);
    }

    /// <summary>GitHub tells of a push, and the workers do what there is to do.</summary>
    protected async Task<WebhookDelivery> DeliverAsync(string reference = "refs/heads/main", bool isForced = false)
    {
        var id = await ReceiveAsync(reference, isForced: isForced);
        await WorkAsync();
        return await Scenario.QueryAsync(db => db.Set<WebhookDelivery>().AsNoTracking().SingleAsync(delivery => delivery.DeliveryId == id));
    }

    /// <summary>Stores a delivery without working on it; its id.</summary>
    protected async Task<string> ReceiveAsync(string reference = "refs/heads/main", string? secret = null, bool isForced = false)
    {
        var id = $"delivery-{++_deliveries}";
        var received = await TryReceiveAsync(id, reference, secret, isForced);
        Scenario.Done(received);
        return id;
    }

    protected async Task<Portal.Foundation.Result<ReceivedDelivery>> TryReceiveAsync(
        string id,
        string reference = "refs/heads/main",
        string? secret = null,
        bool isForced = false,
        string before = Pushed.NoCommit,
        string after = Pushed.Head)
    {
        Scenario.Clock.Advance(TimeSpan.FromSeconds(1));
        var repository = await RepositoryAsync();
        var body = Pushed.Body(repository.GitHubId, reference, repository.FullName, after, before, isForced ? "\"forced\":true," : "");
        var signature = Pushed.Sign(secret ?? Scenario.Get<RepositoryWebhooks>().Reveal(repository)!, body);
        return await Scenario.Get<ReceiveDelivery>().RunAsync(new IncomingDelivery(id, "push", SignatureCheck.Parse(signature)!, body), CancellationToken.None);
    }

    /// <summary>Works like the workers until nothing is due; how many repositories were read.</summary>
    protected async Task<int> WorkAsync()
    {
        var runs = 0;
        while (await Scenario.Get<SyncQueue>().RunNextAsync(CancellationToken.None))
        {
            runs++;
        }

        await Scenario.HandleEventsAsync();
        return runs;
    }

    protected Task<ExtensionRepository> RepositoryAsync() => Scenario.QueryAsync(db => db.Set<ExtensionRepository>().AsNoTracking()
        .OrderBy(repository => repository.CreatedAt).FirstAsync());

    protected async Task<RepositorySync> SyncAsync()
    {
        var repository = await RepositoryAsync();
        return await Scenario.QueryAsync(db => db.Set<RepositorySync>().AsNoTracking().SingleAsync(sync => sync.RepositoryId == repository.Id));
    }

    protected async Task<Listing> ListingAsync() =>
        (await Scenario.Get<ListingQueries>().FindAsync(VisibleRegistry.Marketplace, Scenario.Id, CancellationToken.None))!.Listing;

    /// <summary>The titles of Ada's notifications about repositories and drafts.</summary>
    protected Task<List<string>> ToldAsync(string @event) => Scenario.QueryAsync(db => db.Set<Notification>()
        .Where(notification => notification.UserId == Scenario.Ada.UserId && notification.Key.StartsWith(@event + ":"))
        .Select(notification => notification.Title)
        .ToListAsync());
}
