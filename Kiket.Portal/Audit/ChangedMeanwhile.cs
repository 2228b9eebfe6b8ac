using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Audit;

/// <summary>Refuses to save a form over a row that changed since the form was opened, with who changed it and when.</summary>
public static class ChangedMeanwhile
{
    public const string Code = "changed_meanwhile";

    /// <summary>A conflict with <see cref="Code"/>, with the person and time from the audit log.</summary>
    public static async Task<Error> ErrorAsync(PortalDb db, AuditSubject subject, IActor actor, CancellationToken cancellationToken)
    {
        var entries = db.Set<AuditEntry>().AsNoTracking().Where(entry => entry.OrganizationId == null && entry.SubjectType == subject.Type);

        // Moving a row also changes the row it passes, so the last audit entry may name someone who only moved a neighbour.
        var last = await NewestAsync(entries.Where(entry => entry.SubjectId == subject.Id), cancellationToken) ?? await NewestAsync(entries, cancellationToken);
        var who = last is null ? "Someone" : last.ActorId == actor.UserId ? "You" : last.ActorName;
        var when = last is null ? "" : FormattableString.Invariant($" on {last.At.UtcDateTime:d MMM yyyy HH:mm} UTC,");
        return Error.Conflict(
            Code,
            $"{who} changed this{when} while you had it open. Your text is still here: save again to replace the other change, or cancel to see it.");
    }

    private static Task<AuditEntry?> NewestAsync(IQueryable<AuditEntry> entries, CancellationToken cancellationToken) =>
        entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).FirstOrDefaultAsync(cancellationToken);
}
