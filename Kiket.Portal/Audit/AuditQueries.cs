using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

// ToUpper becomes the database's own function here, which doesn't take a culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Audit;

/// <summary>Reads the audit log. The caller must check that the reader may see it.</summary>
public sealed class AuditQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>
    /// One page, newest first. Pages begin after an entry, so that the thousandth costs as much as the first and entries that are written
    /// meanwhile move nothing.
    /// </summary>
    /// <param name="after">Null for the newest.</param>
    public async Task<AuditSlice> PageAsync(AuditScope scope, AuditFilter filter, AuditCursor? after, int size, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var entries = Filtered(db.Set<AuditEntry>().AsNoTracking(), scope, filter);
        if (after is { At: var at, Id: var id })
        {
            entries = entries.Where(entry => entry.At < at || (entry.At == at && entry.Id < id));
        }

        var found = await entries
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
            .Take(size + 1)
            .ToListAsync(cancellationToken);
        return found.Count <= size
            ? new AuditSlice(found, Older: null)
            : new AuditSlice(found[..size], new AuditCursor(found[size - 1].At, found[size - 1].Id));
    }

    private static IQueryable<AuditEntry> Filtered(IQueryable<AuditEntry> entries, AuditScope scope, AuditFilter filter)
    {
        if (!scope.IsEverything)
        {
            entries = entries.Where(entry => entry.OrganizationId == scope.OrganizationId);
        }

        if (filter.Person?.ToUpperInvariant() is { } person)
        {
            entries = entries.Where(entry => entry.ActorName.ToUpper().Contains(person));
        }

        if (filter.Kind is { } kind)
        {
            entries = entries.Where(entry => entry.Action == kind || entry.Action.StartsWith(kind + "."));
        }

        if (filter.Subject?.ToUpperInvariant() is { } subject)
        {
            entries = entries.Where(entry => (entry.SubjectType + " " + entry.SubjectId).ToUpper().Contains(subject));
        }

        if (filter.From is { } from)
        {
            var first = Midnight(from);
            entries = entries.Where(entry => entry.At >= first);
        }

        if (filter.Until is { } until && until < DateOnly.MaxValue)
        {
            var end = Midnight(until.AddDays(1));
            entries = entries.Where(entry => entry.At < end);
        }

        return entries;
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
