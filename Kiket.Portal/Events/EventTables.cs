using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Events;

internal sealed class PortalEventTable : IEntityTypeConfiguration<PortalEvent>
{
    public void Configure(EntityTypeBuilder<PortalEvent> builder)
    {
        builder.ToTable("Events");
        builder.Property(one => one.Type).HasMaxLength(PortalEvent.MaxType);
        builder.Property(one => one.Subject).HasMaxLength(PortalEvent.MaxSubject);
        builder.HasIndex(one => one.At);
        builder.HasMany(one => one.Deliveries).WithOne().HasForeignKey(delivery => delivery.EventId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class EventDeliveryTable : IEntityTypeConfiguration<EventDelivery>
{
    public void Configure(EntityTypeBuilder<EventDelivery> builder)
    {
        builder.ToTable("EventDeliveries");
        builder.Property(delivery => delivery.Handler).HasMaxLength(EventDelivery.MaxHandler);
        builder.Property(delivery => delivery.Subject).HasMaxLength(PortalEvent.MaxSubject);
        builder.Property(delivery => delivery.Reason).HasMaxLength(EventDelivery.MaxReason);
        builder.HasIndex(delivery => new { delivery.EventId, delivery.Handler }).IsUnique();
        builder.HasIndex(delivery => new { delivery.State, delivery.DueAt });
        builder.HasIndex(delivery => new { delivery.Handler, delivery.Subject, delivery.EventId });
    }
}
