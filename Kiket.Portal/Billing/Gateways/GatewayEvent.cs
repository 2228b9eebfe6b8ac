using Kiket.Portal.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Billing.Gateways;

/// <summary>A message of a gateway that arrived, so that the same one is worked on once.</summary>
public sealed class GatewayEvent
{
    public const int MaxId = 255;

    private GatewayEvent()
    {
    }

    /// <summary>The gateway's own id.</summary>
    public string Id { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public DateTimeOffset ReceivedAt { get; private set; }

    internal static GatewayEvent Of(string id, string kind, DateTimeOffset now) => new() { Id = id, Kind = kind, ReceivedAt = now };
}

/// <summary>Something changed at the gateway. What, is read there.</summary>
[EventName("gateway.notified")]
public sealed record GatewayNotified(GatewayKind Kind, string Reference) : IEvent
{
    public string Subject => $"gateway:{Reference}";
}

internal sealed class GatewayEventTable : IEntityTypeConfiguration<GatewayEvent>
{
    public void Configure(EntityTypeBuilder<GatewayEvent> builder)
    {
        builder.ToTable("GatewayEvents");
        builder.Property(happened => happened.Id).HasMaxLength(GatewayEvent.MaxId).ValueGeneratedNever();
        builder.Property(happened => happened.Kind).HasMaxLength(100);
    }
}
