using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// Kills the portal at a step of its work: at the chosen write or commit, and from then on nothing reaches the database,
/// until <see cref="Restart"/>. Register it as an <see cref="ISaveChangesInterceptor"/>.
/// </summary>
public sealed class KillSwitch : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    private int _left = -1;
    private bool _isDead;

    /// <summary>The steps from here on: 1 is the next write or commit, which doesn't happen any more.</summary>
    public void KillAt(int step) => _left = step;

    /// <returns>Whether it was killed.</returns>
    public bool Restart()
    {
        var was = _isDead;
        (_left, _isDead) = (-1, false);
        return was;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Step(isWrite: IsWrite(command));
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Step(isWrite: IsWrite(command));
        return new(result);
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Step(isWrite: true);
        return new(result);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Step(isWrite: true);
        return Task.CompletedTask;
    }

    private void Step(bool isWrite)
    {
        if (_left > 0 && isWrite && --_left == 0)
        {
            _isDead = true;
        }

        if (_isDead)
        {
            throw new KilledException();
        }
    }

    private static bool IsWrite(DbCommand command) =>
        command.CommandText.Contains("INSERT ", StringComparison.Ordinal)
        || command.CommandText.Contains("UPDATE ", StringComparison.Ordinal)
        || command.CommandText.Contains("DELETE ", StringComparison.Ordinal);
}

/// <summary>The process ended here.</summary>
public sealed class KilledException : Exception;
