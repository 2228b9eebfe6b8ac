namespace Kiket.Portal.Billing.Ledger;

public enum EntryKind
{
    /// <summary>An invoice was issued.</summary>
    Issue,

    /// <summary>A customer paid, in full or in part.</summary>
    Payment,

    /// <summary>What a customer had paid too much went to an invoice.</summary>
    CreditUsed,

    CreditNote,

    /// <summary>What a customer had paid too much went back.</summary>
    Refund,

    DisputeOpened,

    DisputeEnded,

    PayoutSent,

    PayoutPaid,

    PayoutReturned,

    /// <summary>Two operators moved an amount where no other rule does it.</summary>
    Correction,

    /// <summary>A refund that the gateway couldn't make: the credit is the customer's again.</summary>
    RefundFailed,
}

public enum LedgerAccount
{
    /// <summary>What customers owe.</summary>
    CustomerReceivable,

    /// <summary>Publishers' shares of invoices that aren't paid.</summary>
    PublisherPending,

    /// <summary>Publishers' shares that are theirs.</summary>
    PublisherPayable,

    /// <summary>Kiket's part of prices.</summary>
    FeeRevenue,

    HostingRevenue,

    TaxPayable,

    /// <summary>What customers paid or got back and no invoice has needed yet.</summary>
    CustomerCredit,

    /// <summary>Publishers' shares of payments that a customer's bank disputes.</summary>
    PublisherHeld,

    /// <summary>Payments that a customer's bank took back while it looks at them.</summary>
    Disputes,

    /// <summary>Payouts on their way.</summary>
    PayoutInTransit,

    /// <summary>Tax that is withheld from publishers' shares.</summary>
    WithholdingPayable,

    /// <summary>What arrived from customers.</summary>
    Cash,
}

/// <summary>
/// One movement of money: its postings add up to zero. Entries are never changed and never deleted, which triggers of the database see to.
/// </summary>
public sealed class JournalEntry
{
    public const int MaxReference = 80;
    public const int MaxKey = 120;

    private JournalEntry()
    {
    }

    /// <summary>Counts up without gaps, in the order of posting.</summary>
    public long Seq { get; private set; }

    public EntryKind Kind { get; private set; }

    /// <summary>Never before the entry before it: what comes late, or under a clock that was set back, is in the open month.</summary>
    public DateTimeOffset PostedAt { get; private set; }

    /// <summary>What it is about, such as an invoice's number.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>What makes it happen once, however often it is asked for.</summary>
    public string IdempotencyKey { get; private set; } = "";

    internal static JournalEntry Of(long seq, EntryKind kind, DateTimeOffset postedAt, string reference, string key) =>
        new() { Seq = seq, Kind = kind, PostedAt = postedAt, Reference = reference, IdempotencyKey = key };
}

/// <summary>One side of an entry.</summary>
public sealed class Posting
{
    private Posting()
    {
    }

    public long Seq { get; private set; }

    /// <summary>Its place in the entry, from 1.</summary>
    public int Place { get; private set; }

    public LedgerAccount Account { get; private set; }

    /// <summary>Whose part of the account it is: a customer or a publisher; null for Kiket's own.</summary>
    public Guid? OrganizationId { get; private set; }

    /// <summary>Cents: debits above zero, credits below. Never zero.</summary>
    public long Amount { get; private set; }

    public string Currency { get; private set; } = "USD";

    internal static Posting Of(long seq, int place, LedgerAccount account, Guid? organizationId, long amount) =>
        new() { Seq = seq, Place = place, Account = account, OrganizationId = organizationId, Amount = amount };
}

/// <summary>The last number of something that is numbered without gaps. Raised in the transaction that gives the number away.</summary>
public sealed class BillingCounter
{
    public const string Journal = "journal";
    public const string Earnings = "earnings";

    private BillingCounter()
    {
    }

    public string Name { get; private set; } = "";

    public long Value { get; private set; }

    /// <summary>When it was raised last.</summary>
    public DateTimeOffset At { get; private set; }

    internal static BillingCounter Of(string name) => new() { Name = name };

    /// <returns>The first of the numbers.</returns>
    internal long Take(int count, DateTimeOffset now)
    {
        (Value, At) = (Value + count, now > At ? now : At);
        return Value - count + 1;
    }
}

/// <summary>A publisher's share of prices from a day on. Without one, the usual share holds.</summary>
public sealed class ShareAgreement
{
    private ShareAgreement()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    public int BasisPoints { get; private set; }

    public DateOnly FromDay { get; private set; }

    /// <summary>The day after the last; null while it holds.</summary>
    public DateOnly? ToDay { get; private set; }

    public Guid AgreedBy { get; private set; }

    /// <summary>The name at that time.</summary>
    public string AgreedByName { get; private set; } = "";

    public DateTimeOffset AgreedAt { get; private set; }

    internal static ShareAgreement Of(
        Guid organizationId, int basisPoints, DateOnly from, Foundation.IActor actor, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            BasisPoints = basisPoints,
            FromDay = from,
            AgreedBy = actor.UserId,
            AgreedByName = actor.Name,
            AgreedAt = now,
        };

    internal void EndAt(DateOnly day) => ToDay = day;
}
