using Kiket.Portal.Installations;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Metering;

internal sealed class UsageEventTable : IEntityTypeConfiguration<UsageEvent>
{
    public void Configure(EntityTypeBuilder<UsageEvent> builder)
    {
        builder.ToTable("UsageEvents");
        builder.HasKey(counted => new { counted.InstallationId, counted.EventId });
        builder.Property(counted => counted.EventId).HasMaxLength(UsageEvent.MaxId);
        builder.Property(counted => counted.Meter).HasMaxLength(Meter.MaxKeyLength);
        builder.Ignore(counted => counted.Day);
        builder.Ignore(counted => counted.IsLate);
        // What the sweep deletes.
        builder.HasIndex(counted => counted.Period);
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(counted => counted.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class UsageTotalTable : IEntityTypeConfiguration<UsageTotal>
{
    public void Configure(EntityTypeBuilder<UsageTotal> builder)
    {
        builder.ToTable("UsageTotals");
        builder.HasKey(total => new { total.InstallationId, total.Meter, total.Day, total.Period });
        builder.Property(total => total.Meter).HasMaxLength(Meter.MaxKeyLength);
        builder.HasIndex(total => new { total.OrganizationId, total.Period });
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(total => total.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class UsageCapTable : IEntityTypeConfiguration<UsageCap>
{
    public void Configure(EntityTypeBuilder<UsageCap> builder)
    {
        builder.ToTable("UsageCaps");
        builder.HasKey(cap => new { cap.InstallationId, cap.At });
        builder.Property(cap => cap.PersonName).HasMaxLength(200);
        builder.HasOne<Installation>().WithMany()
            .HasForeignKey(cap => cap.InstallationId).HasPrincipalKey(installation => installation.Id).OnDelete(DeleteBehavior.Restrict);
    }
}
