using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Audit;

/// <summary>Refuses to save a form over a row that changed since the form was opened, with who changed it and when.</summary>
public static class ChangedMeanwhile
{
    public const string Code = "changed_meanwhile";

    /// <summary>A conflict with <see cref="Code"/>; the audit log knows who it was.</summary>
    public static async Task<Error> ErrorAsync(PortalDb db, AuditSubject subject, IActor actor, CancellationToken cancellationToken)
    {
        var entries = db.Set<AuditEntry>().AsNoTracking().Where(entry => entry.OrganizationId == null && entry.SubjectType == subject.Type);

        // A row also changes when its neighbour is moved past it: then the neighbour's entry says who it was.
        var last = await NewestAsync(entries.Where(entry => entry.SubjectId == subject.Id), cancellationToken) ?? await NewestAsync(entries, cancellationToken);
        var who = last is null ? "Somebody" : last.ActorId == actor.UserId ? "You yourself" : last.ActorName;
        var when = last is null ? "" : FormattableString.Invariant($" on {last.At.UtcDateTime:d MMM yyyy HH:mm} UTC,");
        return Error.Conflict(
            Code, $"{who} changed this{when} while you had it open. What you typed is still here: save again to put it in the place of what was saved, or cancel to see that.");
    }

    private static Task<AuditEntry?> NewestAsync(IQueryable<AuditEntry> entries, CancellationToken cancellationToken) =>
        entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).FirstOrDefaultAsync(cancellationToken);
}
