using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Manifests;
using Kiket.Portal.Organizations;
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
}

/// <summary>Fills a database with listings through the use case that approvals run.</summary>
internal sealed class Catalogue(IDbContextFactory<PortalDb> databases, ShowRelease show, TimeProvider clock)
{
    private static readonly string Commit = new('a', 40);

    private Organization? _publisher;
    private ExtensionRepository? _repository;
    private long _next = 1;

    public async Task<Listing> AddAsync(Sample sample)
    {
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await PublisherAsync(db);
        var now = clock.GetUtcNow();
        var extension = Extension.Reserve(Extension.Marketplace, sample.Id, _publisher!.Id, _repository!.Id, now);
        extension.Own();
        var snapshot = Snapshot(db, sample);
        db.AddRange(extension, snapshot);
        await db.SaveChangesAsync();
        var listing = await show.RunAsync(
            db,
            new ShowReleaseRequest(
                extension.Id,
                Extension.Marketplace,
                sample.Id,
                new ListedRelease(Guid.CreateVersion7(), "1.0.0", false, now, Commit, snapshot.Id, null),
                new ListedPublisher(_publisher.Id, _publisher.Slug, _publisher.Name, sample.IsVerified),
                new ListingDetails { Name = sample.Name, Summary = sample.Summary, Categories = sample.Categories, Pricing = sample.Pricing, Support = new SupportContact("help@acme.test") },
                new ListedManifest(sample.IsManaged, sample.IsManaged ? "minimal" : null, new Money(sample.IsManaged ? 500 : 0), sample.Scopes, sample.Tags),
                sample.Words),
            default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return listing;
    }

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
        entry.Property(nameof(CommitSnapshot.Manifest)).CurrentValue = new Manifest { Id = sample.Id, Name = sample.Name, Version = "1.0.0", Tags = sample.Tags };
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
