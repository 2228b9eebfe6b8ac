using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Audit;

/// <summary>Reads the audit log. The caller must check that the reader may see the organization's log.</summary>
public sealed class AuditQueries(IDbContextFactory<PortalDb> databases)
{
    /// <summary>Newest first.</summary>
    /// <param name="organizationId">Whose log; null for actions on the platform itself.</param>
    /// <param name="action">Only entries whose action begins with this word, or null for all.</param>
    public async Task<Page<AuditEntry>> ForOrganizationAsync(
        Guid? organizationId, string? action, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var entries = db.Set<AuditEntry>().AsNoTracking().Where(entry => entry.OrganizationId == organizationId);
        if (!string.IsNullOrEmpty(action))
        {
            entries = entries.Where(entry => entry.Action.StartsWith(action));
        }

        var total = await entries.CountAsync(cancellationToken);
        var items = await entries
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return new Page<AuditEntry>(items, page, total);
    }

    /// <summary>The history of one subject, newest first, within one organization (null: the platform's own).</summary>
    public async Task<IReadOnlyList<AuditEntry>> ForSubjectAsync(
        Guid? organizationId, AuditSubject subject, int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<AuditEntry>().AsNoTracking()
            .Where(entry => entry.OrganizationId == organizationId && entry.SubjectType == subject.Type && entry.SubjectId == subject.Id)
            .OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
    }
}
