using System.Linq.Expressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>
/// What every change by an operator has in common: the role is read from the database, the change is recorded, and of two
/// changes at once the second one is refused with a sentence.
/// </summary>
public sealed class OperatorChange(UnitOfWork unit, PlatformAccess platform, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <param name="change">Changes tracked entities and returns the state before and after for the audit log.</param>
    internal async Task<Result> RunAsync(
        Actor actor, string action, AuditSubject subject, Func<PortalDb, Task<Result<OperatorAct>>> change, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        return await unit.RunAsync(
            async work =>
            {
                if (!(await change(work.Db)).TryGet(out var act, out var problem))
                {
                    return problem;
                }

                if (work.Db.ChangeTracker.HasChanges())
                {
                    work.Audit(actor, action, subject, before: act.Before, after: act.After);
                }

                return Result.Success();
            },
            cancellationToken,
            _ => Task.FromResult(Error.Conflict("changed_meanwhile", "Another operator changed this at the same moment. Check it, then try again.")));
    }

    /// <summary>The same for one row that is known by its id.</summary>
    internal Task<Result> OnAsync<T>(
        Actor actor, string action, AuditSubject subject, Expression<Func<T, bool>> which, Func<T, OperatorAct> change, CancellationToken cancellationToken)
        where T : class =>
        RunAsync(
            actor,
            action,
            subject,
            async db => await db.Set<T>().SingleOrDefaultAsync(which, cancellationToken) is { } found ? change(found) : Absent,
            cancellationToken);

    /// <summary>The first field with invisible characters; null when all are plain.</summary>
    internal static Error? Tampered(params ReadOnlySpan<(string Field, string Text)> fields)
    {
        foreach (var (field, text) in fields)
        {
            if (PlainText.HasHidden(text, hasLines: true))
            {
                return Error.Field(field, $"{field}_characters", "This contains invisible or control characters. Type it again as plain text.");
            }
        }

        return null;
    }

    internal static Error Absent => Error.NotFound("not_found_any_more", "This no longer exists. Reload the page.");

    /// <summary>Swaps an item with the one above (-1) or below (1). The first and the last one stay where they are.</summary>
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

/// <summary>The state before and after a change, for the audit log.</summary>
internal sealed record OperatorAct(object? Before, object? After);
