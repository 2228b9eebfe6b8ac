using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Events;

namespace Kiket.Portal.Billing.Payouts;

public enum CarryReason
{
    /// <summary>All of it is paid out.</summary>
    None,

    NothingDue,

    BelowMinimum,

    AccountMissing,
}

/// <summary>What a publisher got in a month, as it was issued: it never changes.</summary>
public sealed class Statement
{
    public const int MaxNumber = 120;

    private Statement()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Such as <c>ST-2026-04-acme</c>.</summary>
    public string Number { get; private set; } = "";

    public Guid PublisherId { get; private set; }

    /// <summary>The first of the month.</summary>
    public DateOnly Period { get; private set; }

    public string PublisherName { get; private set; } = "";

    /// <summary>What the last statement left.</summary>
    public long CarriedInCents { get; private set; }

    public long LinesCents { get; private set; }

    public long DueCents => CarriedInCents + LinesCents;

    public long PayoutCents { get; private set; }

    public long CarriedOutCents => DueCents - PayoutCents;

    public CarryReason Reason { get; private set; }

    public string Currency { get; private set; } = "USD";

    public DateTimeOffset IssuedAt { get; private set; }

    /// <summary>Of its file for spreadsheets, in lower case hex.</summary>
    public string CsvSha256 { get; private set; } = "";

    internal static Statement Of(
        Guid publisherId, string slug, string name, BillingMonth month, long carriedIn, long lines, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            Number = string.Create(CultureInfo.InvariantCulture, $"ST-{month}-{slug}"),
            PublisherId = publisherId,
            PublisherName = name,
            Period = month.First,
            CarriedInCents = carriedIn,
            LinesCents = lines,
            IssuedAt = now,
        };

    /// <summary>The whole balance is paid out, or all of it waits.</summary>
    internal void Decide(CarryReason reason) => (Reason, PayoutCents) = (reason, reason == CarryReason.None ? DueCents : 0);

    internal void Seal(string csvSha256) => CsvSha256 = csvSha256;
}

/// <summary>A statement with its lines: what the page, the file and the API show. None of them computes anything.</summary>
public sealed record StatementDocument(Statement Statement, IReadOnlyList<Earning> Lines);

/// <summary>A statement can be read.</summary>
[EventName("statement.issued")]
public sealed record StatementIssued(Guid StatementId, Guid OrganizationId) : IEvent
{
    public string Subject => $"statement:{StatementId}";
}
