using System.Data;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Kiket.Portal.Events;

/// <summary>
/// Runs the changes that lost a race one at a time, on all nodes. SQLite has one writer anyway. On PostgreSQL the lock belongs
/// to the connection and is taken before the transaction begins, because a transaction sees the database as it was at its
/// first statement.
/// </summary>
internal sealed class TurnsOfTheLosers : IDisposable
{
    private const long Key = 0x4B696B6574;

    /// <summary>Twenty others may come first, each with the longest change, a publish.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Those of one node wait for each other here, so that only one of them needs a connection.</summary>
    private readonly SemaphoreSlim _here = new(1);

    /// <exception cref="TimeoutException">Inside an exception of the database: other nodes took too long.</exception>
    public async Task<IAsyncDisposable> TakeAsync(PortalDb db, CancellationToken cancellationToken)
    {
        await _here.WaitAsync(cancellationToken);
        try
        {
            if (db.Database.IsNpgsql())
            {
                await LockAsync(db, cancellationToken);
            }

            return new Turn(db, _here);
        }
        catch
        {
            _here.Release();
            throw;
        }
    }

    public void Dispose() => _here.Dispose();

    private static async Task LockAsync(PortalDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var usual = db.Database.GetCommandTimeout();
        db.Database.SetCommandTimeout(Patience);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({Key})", cancellationToken);
        db.Database.SetCommandTimeout(usual);
    }

    private sealed class Turn(PortalDb db, SemaphoreSlim here) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                if (db.Database.IsNpgsql() && db.Database.GetDbConnection().State == ConnectionState.Open)
                {
                    await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({Key})", CancellationToken.None);
                    await db.Database.CloseConnectionAsync();
                }
            }
            catch (NpgsqlException)
            {
                // The connection broke, so the lock has ended with it. The change itself is stored or not, whatever happens here.
            }
            finally
            {
                here.Release();
            }
        }
    }
}
