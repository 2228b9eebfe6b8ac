using Kiket.Portal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Organizations;

/// <summary>
/// A membership that ended. It stays when the person joins again, because they never decide about what the organization
/// worked on while they belonged to it.
/// </summary>
public sealed class FormerMembership
{
    private FormerMembership()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public Guid UserId { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    public DateTimeOffset LeftAt { get; private set; }

    internal static FormerMembership Of(Membership membership, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        OrganizationId = membership.OrganizationId,
        UserId = membership.UserId,
        JoinedAt = membership.JoinedAt,
        LeftAt = now,
    };
}

/// <summary>Records the end of a membership together with its removal, so that no use case can forget it.</summary>
internal sealed class RecordFormerMembers(TimeProvider clock) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Record(eventData.Context);
        return base.SavingChanges(eventData, result);
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Record(eventData.Context);
        return base.SavingChangesAsync(eventData, result, cancellationToken);
    }

    private void Record(DbContext? db)
    {
        if (db is null)
        {
            return;
        }

        var ended = db.ChangeTracker.Entries<Membership>().Where(entry => entry.State == EntityState.Deleted).Select(entry => entry.Entity).ToList();
        // A repeated save already has them.
        var recorded = db.ChangeTracker.Entries<FormerMembership>()
            .Where(entry => entry.State == EntityState.Added)
            .Select(entry => (entry.Entity.OrganizationId, entry.Entity.UserId))
            .ToHashSet();
        db.AddRange(ended
            .Where(membership => !recorded.Contains((membership.OrganizationId, membership.UserId)))
            .Select(membership => FormerMembership.Of(membership, clock.GetUtcNow())));
    }
}

internal sealed class FormerMembershipTable : IEntityTypeConfiguration<FormerMembership>
{
    public void Configure(EntityTypeBuilder<FormerMembership> builder)
    {
        builder.ToTable("former_memberships");
        builder.HasKey(former => former.Id);
        builder.Property(former => former.Id).ValueGeneratedNever();
        builder.HasOne<Organization>().WithMany().HasForeignKey(former => former.OrganizationId);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(former => former.UserId);
        builder.HasIndex(former => new { former.OrganizationId, former.UserId });
        builder.HasIndex(former => former.UserId);
    }
}
