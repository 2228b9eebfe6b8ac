using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Data;

namespace Kiket.Portal.Billing.Invoices;

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

/// <summary>Writes the invoices of one month, in parts. Where it was killed, it goes on.</summary>
public sealed class BillingRun : VersionedEntity
{
    private BillingRun()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The first of the month that is invoiced.</summary>
    public DateOnly Period { get; private set; }

    public RunState State { get; private set; }

    /// <summary>The number of the last organization that is done in this state; 0 before the first.</summary>
    public long Cursor { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What the checks found; empty when nothing is wrong.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    public BillingMonth Month => new(Period);

    internal static BillingRun Of(BillingMonth month, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), Period = month.First, State = RunState.Drafting, StartedAt = now };

    internal void Reach(long organization) => Cursor = organization;

    internal void Check(IReadOnlyList<string> problems) => (State, Cursor, Problems) = (RunState.Checked, 0, problems);

    internal void Issue() => (State, Cursor) = (RunState.Issuing, 0);

    internal void End(DateTimeOffset now) => (State, Cursor, EndedAt) = (RunState.Issued, 0, now);
}
