using System.Linq.Expressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>What every change by an operator has in common: the right is asked of the database, the act is recorded, of two at once one is told.</summary>
public sealed class OperatorChange(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <param name="change">Changes tracked entities; says what was before and is after for the audit log.</param>
    internal async Task<Result> RunAsync(
        Actor actor, string action, AuditSubject subject, Func<PortalDb, Task<Result<OperatorAct>>> change, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await change(db)).TryGet(out var act, out var problem))
        {
            return problem;
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return Result.Success();
        }

        RecordAudit.Add(db, actor, action, subject, Now, before: act.Before, after: act.After);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return Result.Success();
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation())
        {
            return Error.Conflict("changed_meanwhile", "Another operator changed this at the same moment. Look at it again, then repeat what you did.");
        }
    }

    /// <summary>The same for one row that is known by its id.</summary>
    internal Task<Result> OnAsync<T>(
        Actor actor, string action, AuditSubject subject, Expression<Func<T, bool>> which, Func<T, OperatorAct> change, CancellationToken cancellationToken)
        where T : class =>
        RunAsync(actor, action, subject, async db => await db.Set<T>().SingleOrDefaultAsync(which, cancellationToken) is { } found ? change(found) : Absent, cancellationToken);

    /// <summary>The first field with characters that nobody sees; null when all are plain.</summary>
    internal static Error? Tampered(params ReadOnlySpan<(string Field, string Text)> fields)
    {
        foreach (var (field, text) in fields)
        {
            if (PlainText.HasHidden(text, hasLines: true))
            {
                return Error.Field(field, $"{field}_characters", "This holds invisible or control characters. Type it again as plain text.");
            }
        }

        return null;
    }

    internal static Error Absent => Error.NotFound("not_found_any_more", "It is not there any more. Reload the page.");

    /// <summary>Swaps one with its neighbour above (-1) or below (1); at the end nothing happens.</summary>
    /// <param name="all">In their order.</param>
    internal static Result Swap<T>(IReadOnlyList<T> all, Func<T, bool> isIt, int by, Action<T, int> moveTo)
    {
        var order = all.ToList();
        var from = order.FindIndex(item => isIt(item));
        if (from < 0)
        {
            return Absent;
        }

        var to = Math.Clamp(from + Math.Sign(by), 0, order.Count - 1);
        (order[from], order[to]) = (order[to], order[from]);
        for (var place = 0; place < order.Count; place++)
        {
            moveTo(order[place], (place + 1) * 10);
        }

        return Result.Success();
    }
}

/// <summary>What the audit log keeps of an act.</summary>
internal sealed record OperatorAct(object? Before, object? After);
