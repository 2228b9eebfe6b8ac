using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Manifests;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Listings;

/// <summary>What a listing in a test is like; everything has a plain default.</summary>
internal sealed record Sample(string Name)
{
    public string Id { get; init; } = "dev.acme." + Name.ToLowerInvariant().Replace(' ', '-');

    public string Summary { get; init; } = "Does its work.";

    public string[] Categories { get; init; } = ["communication"];

    public Kiket.Portal.Releases.Offers.Pricing Pricing { get; init; } = Kiket.Portal.Releases.Offers.Pricing.Free;

    public string[] Scopes { get; init; } = [];

    public string[] Tags { get; init; } = [];

    public bool IsManaged { get; init; }

    public bool IsVerified { get; init; }

    public string Words { get; init; } = "";

    /// <summary>The whole offer, in place of the one made of the fields above.</summary>
    public OfferTerms? Terms { get; init; }
}

/// <summary>Fills a database with listings through the use case that approvals run.</summary>
internal sealed class Catalogue(IDbContextFactory<PortalDb> databases, ShowRelease show, TimeProvider clock)
{
    private readonly PublishRelease _publish = new(new AddOffer(clock), clock);
    private Organization? _publisher;
    private ExtensionRepository? _repository;
    private long _next = 1;

    public async Task<Listing> AddAsync(Sample sample)
    {
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await PublisherAsync(db);
        var extension = Extension.Reserve(Extension.Marketplace, sample.Id, _publisher!.Id, _repository!.Id, clock.GetUtcNow());
        extension.Own();
        var snapshot = Snapshot(db, sample);
        db.AddRange(extension, snapshot);
        await db.SaveChangesAsync();
        var published = await _publish.RunAsync(
            db, new NewRelease(extension.Id, "1.0.0", snapshot.Commit, snapshot.Id, Guid.CreateVersion7(), "Rita", sample.Terms ?? Terms(sample)), default);
        var listing = await show.RunAsync(
            db,
            new ShowReleaseRequest(
                Extension.Marketplace,
                sample.Id,
                published.Value.Release,
                published.Value.Offer,
                new ListedPublisher(_publisher.Id, _publisher.Slug, _publisher.Name, sample.IsVerified),
                new ListedContent(sample.Name, sample.Summary, sample.Categories, sample.Tags, null, null),
                sample.Words),
            default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return listing;
    }

    private static OfferTerms Terms(Sample sample) => new()
    {
        Pricing = sample.Pricing.Charged(),
        Hosting = sample.IsManaged ? new OfferedHosting(true, Tier: "minimal", MonthlyCents: 500) : OfferedHosting.ByPublisher,
        Support = new SupportContact("help@acme.test"),
        Permissions = [.. sample.Scopes.Select(scope => new OfferedPermission(scope, scope, [], null, null))],
    };

    private CommitSnapshot Snapshot(PortalDb db, Sample sample)
    {
        var snapshot = (CommitSnapshot)Activator.CreateInstance(typeof(CommitSnapshot), nonPublic: true)!;
        var entry = db.Entry(snapshot);
        entry.Property(nameof(CommitSnapshot.Id)).CurrentValue = Guid.CreateVersion7();
        entry.Property(nameof(CommitSnapshot.RepositoryId)).CurrentValue = _repository!.Id;
        entry.Property(nameof(CommitSnapshot.Commit)).CurrentValue = Guid.NewGuid().ToString("N") + "00000000";
        entry.Property(nameof(CommitSnapshot.CommittedAt)).CurrentValue = clock.GetUtcNow();
        entry.Property(nameof(CommitSnapshot.ReadAt)).CurrentValue = clock.GetUtcNow();
        entry.Property(nameof(CommitSnapshot.IsTreeComplete)).CurrentValue = true;
        entry.Property(nameof(CommitSnapshot.Manifest)).CurrentValue = new Manifest
        {
            Id = sample.Id,
            Name = sample.Name,
            Version = "1.0.0",
            Tags = sample.Tags,
        };
        return snapshot;
    }

    private async Task PublisherAsync(PortalDb db)
    {
        if (_publisher is not null)
        {
            return;
        }

        _publisher = Organization.Create("acme", "Acme", clock.GetUtcNow()).Value;
        var info = new RepositoryInfo(_next++, "acme", "tools", "main", false, false, true, null, null);
        _repository = ExtensionRepository.Connect(_publisher.Id, info, clock.GetUtcNow());
        db.AddRange(_publisher, _repository);
        await db.SaveChangesAsync();
    }
}
