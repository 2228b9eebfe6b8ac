using Kiket.Portal.Billing.Amounts;

namespace Kiket.Portal.Billing.Metering;

/// <summary>Something that a publisher's extension counted for an installation. Its id makes sending it again harmless.</summary>
public sealed class UsageEvent
{
    public const int MaxId = 100;

    /// <summary>Far above any single event, and far below what a sum of them could overflow.</summary>
    public const long MaxQuantity = 1_000_000_000;

    private UsageEvent()
    {
    }

    public Guid InstallationId { get; private set; }

    public string EventId { get; private set; } = "";

    public string Meter { get; private set; } = "";

    public long Quantity { get; private set; }

    public DateTimeOffset OccurredAt { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    /// <summary>The first of the month on whose invoice it is.</summary>
    public DateOnly Period { get; private set; }

    /// <summary>When its publisher took it back; null while it counts.</summary>
    public DateTimeOffset? VoidedAt { get; private set; }

    public DateOnly Day => BillingMonth.DayOf(OccurredAt);

    public bool IsLate => Period != BillingMonth.Of(OccurredAt).First;

    internal static UsageEvent Of(
        Guid installationId, string eventId, string meter, long quantity, DateTimeOffset occurredAt, DateTimeOffset receivedAt, BillingMonth period) => new()
        {
            InstallationId = installationId,
            EventId = eventId,
            Meter = meter,
            Quantity = quantity,
            OccurredAt = occurredAt,
            ReceivedAt = receivedAt,
            Period = period.First,
        };

    internal bool IsSame(UsageEvent other) =>
        Meter == other.Meter && Quantity == other.Quantity && OccurredAt.UtcTicks == other.OccurredAt.UtcTicks;

    internal void Void(DateTimeOffset now) => VoidedAt = now;
}

/// <summary>What a meter counted on one day for one invoice. An invoice reads these, never the events.</summary>
public sealed class UsageTotal
{
    private UsageTotal()
    {
    }

    public Guid InstallationId { get; private set; }

    public string Meter { get; private set; } = "";

    public DateOnly Day { get; private set; }

    /// <summary>The first of the month on whose invoice it is: that of the day, or a later one for what came too late.</summary>
    public DateOnly Period { get; private set; }

    public Guid OrganizationId { get; private set; }

    public long Quantity { get; private set; }

    internal static UsageTotal Of(UsageEvent counted, Guid organizationId, long quantity) => new()
    {
        InstallationId = counted.InstallationId,
        Meter = counted.Meter,
        Day = counted.Day,
        Period = counted.Period,
        OrganizationId = organizationId,
        Quantity = quantity,
    };
}

/// <summary>The most that an organization pays for the usage of one installation in a month, as somebody set it. The newest counts.</summary>
public sealed class UsageCap
{
    /// <summary>A million dollars: more is a mistake.</summary>
    public const long MaxCents = 100_000_000;

    private UsageCap()
    {
    }

    public Guid InstallationId { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Null for no cap.</summary>
    public long? Cents { get; private set; }

    public Guid PersonId { get; private set; }

    /// <summary>The name at that time.</summary>
    public string PersonName { get; private set; } = "";

    internal static UsageCap Of(Guid installationId, long? cents, Guid personId, string personName, DateTimeOffset at) =>
        new() { InstallationId = installationId, Cents = cents, PersonId = personId, PersonName = personName, At = at };
}
