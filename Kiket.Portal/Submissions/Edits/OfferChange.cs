using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Submissions.Edits;

public enum OfferChangeState
{
    /// <summary>A reviewer looks at it. Nothing has changed.</summary>
    Waiting,

    /// <summary>It is another offer of the release.</summary>
    Approved,

    Rejected,

    /// <summary>The publisher took it back.</summary>
    Withdrawn,
}

/// <summary>
/// Another price of a listed release, as its publisher proposes it. Approved, it becomes another offer of the same release; who runs it stays with
/// the offer they agreed to until they agree to this one, or it costs nobody more.
/// </summary>
public sealed class OfferChange : VersionedEntity
{
    public const int MaxReason = 1000;

    private OfferChange()
    {
    }

    public Guid Id { get; private set; }

    public Guid ExtensionKey { get; private set; }

    public Guid OrganizationId { get; private set; }

    public string ExtensionId { get; private set; } = "";

    /// <summary>The listing's name when it was proposed.</summary>
    public string Name { get; private set; } = "";

    public Guid ReleaseId { get; private set; }

    public string Version { get; private set; } = "";

    /// <summary>The offer that it is compared with.</summary>
    public Guid FromOfferId { get; private set; }

    /// <summary>Only what is charged.</summary>
    public Pricing Pricing { get; private set; } = Pricing.Free;

    /// <summary>Money changes hands for the first time, so two reviewers approve it.</summary>
    public bool NeedsTwo { get; private set; }

    public OfferChangeState State { get; private set; }

    public Guid ProposedBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string ProposedByName { get; private set; } = "";

    public DateTimeOffset ProposedAt { get; private set; }

    /// <summary>The first of two reviewers; null while nobody has approved it, and when one is enough.</summary>
    public Guid? FirstApprovedBy { get; private set; }

    public string? FirstApprovedByName { get; private set; }

    /// <summary>Who decided or withdrew it.</summary>
    public string? DecidedByName { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Why it was rejected. The publisher reads it.</summary>
    public string? Reason { get; private set; }

    internal static OfferChange Of(Listing listing, Offer from, Pricing pricing, IActor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ExtensionKey = listing.ExtensionKey,
        OrganizationId = listing.OrganizationId,
        ExtensionId = listing.ExtensionId,
        Name = listing.Name,
        ReleaseId = listing.ReleaseId,
        Version = listing.Version,
        FromOfferId = from.Id,
        Pricing = pricing,
        NeedsTwo = from.Terms.Pricing.Model == PriceModel.Free && pricing.Model != PriceModel.Free,
        ProposedBy = actor.UserId,
        ProposedByName = actor.Name,
        ProposedAt = now,
    };

    /// <returns>Whether it is approved; false when a second reviewer is still needed.</returns>
    public Result<bool> Approve(IActor reviewer, DateTimeOffset now)
    {
        if (Ended() is { } ended)
        {
            return ended;
        }

        if (NeedsTwo && FirstApprovedBy is null)
        {
            (FirstApprovedBy, FirstApprovedByName) = (reviewer.UserId, reviewer.Name);
            return false;
        }

        if (NeedsTwo && FirstApprovedBy == reviewer.UserId)
        {
            return Error.Conflict("second_approver_needed", "You approved it already. Another reviewer must approve it too: it is paid for the first time.");
        }

        (State, DecidedByName, DecidedAt) = (OfferChangeState.Approved, reviewer.Name, now);
        return true;
    }

    public Result Reject(IActor reviewer, string reason, DateTimeOffset now)
    {
        if (Ended() is { } ended)
        {
            return ended;
        }

        (State, DecidedByName, DecidedAt, Reason) = (OfferChangeState.Rejected, reviewer.Name, now, reason);
        return Result.Success();
    }

    internal Result Withdraw(IActor actor, DateTimeOffset now) => Withdraw(actor.Name, now);

    internal Result Withdraw(string byName, DateTimeOffset now)
    {
        if (Ended() is { } ended)
        {
            return ended;
        }

        (State, DecidedByName, DecidedAt) = (OfferChangeState.Withdrawn, byName, now);
        return Result.Success();
    }

    private Error? Ended() => State == OfferChangeState.Waiting
        ? null
        : Error.Conflict("price_decided", $"{DecidedByName} has {State.ToString().ToLowerInvariant()} this price already. Reload the page.");
}

internal sealed class OfferChangeTable : IEntityTypeConfiguration<OfferChange>
{
    public void Configure(EntityTypeBuilder<OfferChange> builder)
    {
        builder.ToTable("OfferChanges");
        builder.Property(change => change.Id).ValueGeneratedNever();
        builder.Property(change => change.ExtensionId).HasMaxLength(200);
        builder.Property(change => change.Name).HasMaxLength(ListingDetails.MaxNameLength);
        builder.Property(change => change.Version).HasMaxLength(256);
        builder.Property(change => change.Pricing).HasJson();
        builder.Property(change => change.ProposedByName).HasMaxLength(200);
        builder.Property(change => change.FirstApprovedByName).HasMaxLength(200);
        builder.Property(change => change.DecidedByName).HasMaxLength(200);
        builder.Property(change => change.Reason).HasMaxLength(OfferChange.MaxReason);
        // One at a time.
        builder.HasIndex(change => change.ExtensionKey).IsUnique().HasFilter("\"State\" = 'Waiting'").HasDatabaseName("IX_OfferChanges_Waiting");
        builder.HasIndex(change => new { change.ExtensionKey, change.ProposedAt });
        builder.HasIndex(change => new { change.State, change.ProposedAt });
        builder.HasOne<Extension>().WithMany().HasForeignKey(change => change.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(change => change.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Offer>().WithMany().HasForeignKey(change => change.FromOfferId).OnDelete(DeleteBehavior.Restrict);
    }
}
