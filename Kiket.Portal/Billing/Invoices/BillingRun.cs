using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;

namespace Kiket.Portal.Billing.Invoices;

public enum RunKind
{
    /// <summary>What customers pay.</summary>
    Invoices,

    /// <summary>What publishers get.</summary>
    Statements,
}

public enum RunState
{
    /// <summary>Invoices are written, without numbers.</summary>
    Drafting,

    /// <summary>Every draft is written, and the checks have passed or wait for somebody to look.</summary>
    Checked,

    /// <summary>Invoices get their numbers and are posted.</summary>
    Issuing,

    Issued,
}

/// <summary>Writes the invoices or the statements of one month, in parts. Where it was killed, it goes on.</summary>
public sealed class BillingRun : VersionedEntity
{
    private BillingRun()
    {
    }

    public Guid Id { get; private set; }

    public RunKind Kind { get; private set; }

    /// <summary>The first of the month that it is about.</summary>
    public DateOnly Period { get; private set; }

    public RunState State { get; private set; }

    /// <summary>The number of the last organization that is done in this state; 0 before the first.</summary>
    public long Cursor { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What the checks found; empty when nothing is wrong.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Nothing is issued while it is set.</summary>
    public DateTimeOffset? HeldAt { get; private set; }

    /// <summary>The name at that time.</summary>
    public string? HeldByName { get; private set; }

    /// <summary>An operator looked at the drafts, so nothing waits for noon.</summary>
    public bool IsApproved { get; private set; }

    public BillingMonth Month => new(Period);

    internal static BillingRun Of(BillingMonth month, RunKind kind, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), Period = month.First, Kind = kind, State = RunState.Drafting, StartedAt = now };

    internal void Hold(string name, DateTimeOffset now) => (HeldAt, HeldByName, IsApproved) = (now, name, false);

    internal void Approve() => (HeldAt, HeldByName, IsApproved) = (null, null, true);

    /// <summary>Its drafts are gone, and it writes them again.</summary>
    internal void Restart() => (State, Cursor, Problems, IsApproved) = (RunState.Drafting, 0, [], false);

    internal void Reach(long organization) => Cursor = organization;

    internal void Check(IReadOnlyList<string> problems) => (State, Cursor, Problems) = (RunState.Checked, 0, problems);

    internal void Issue() => (State, Cursor) = (RunState.Issuing, 0);

    internal void End(DateTimeOffset now) => (State, Cursor, EndedAt) = (RunState.Issued, 0, now);
}
