using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>Manages the texts that reviewers insert into their messages.</summary>
public sealed class ManageReplies(IDbContextFactory<PortalDb> databases, OperatorChange operators)
{
    /// <summary>With more than this, searching takes longer than writing.</summary>
    public const int Most = 60;

    /// <summary>All of them in their order, including retired ones.</summary>
    public async Task<IReadOnlyList<SavedReply>> AllAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Ordered(db).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <param name="seen">The one to change; null adds one at the end.</param>
    public Task<Result> SaveAsync(SeenRow? seen, string title, string text, Actor actor, CancellationToken cancellationToken) =>
        operators.RunAsync(actor, seen is null ? "reply.added" : "reply.changed", new AuditSubject("saved reply", seen?.Id.ToString() ?? title), async db =>
        {
            if (OperatorChange.Tampered(("title", title), ("text", text)) is { } tampered)
            {
                return tampered;
            }

            var all = await Ordered(db).ToListAsync(cancellationToken);
            if (all.Find(reply => reply.Id != seen?.Id && string.Equals(reply.Title, title.Trim(), StringComparison.OrdinalIgnoreCase)) is { } same)
            {
                return Error.Field("title", "title_exists", same.IsRetired
                    ? $"“{same.Title}” already exists, but is retired. Offer it again, or choose another title."
                    : $"“{same.Title}” already exists. Choose another title.");
            }

            if (seen is null)
            {
                return Add(db, all, title, text);
            }

            if (all.Find(reply => reply.Id == seen.Id) is not { } known)
            {
                return OperatorChange.Absent;
            }

            if (known.RowVersion != seen.RowVersion)
            {
                return await ChangedMeanwhile.ErrorAsync(db, new AuditSubject("saved reply", known.Id), actor, cancellationToken);
            }

            var before = new { known.Title, known.Text };
            return known.Change(title, text, known.Position) is { Succeeded: false } refused
                ? refused.Error
                : new OperatorAct(before, new { known.Title, known.Text });
        }, cancellationToken);

    public Task<Result> RetireAsync(Guid id, bool retired, Actor actor, CancellationToken cancellationToken) =>
        operators.OnAsync<SavedReply>(actor, retired ? "reply.retired" : "reply.offered", new AuditSubject("saved reply", id), reply => reply.Id == id, reply =>
        {
            reply.Retire(retired);
            return new OperatorAct(null, new { reply.Title, reply.IsRetired });
        }, cancellationToken);

    public Task<Result> MoveAsync(Guid id, int by, Actor actor, CancellationToken cancellationToken) =>
        operators.RunAsync(actor, "reply.moved", new AuditSubject("saved reply", id), async db =>
            OperatorChange.Swap(
                await Ordered(db).ToListAsync(cancellationToken),
                reply => reply.Id == id,
                by,
                (reply, position) => reply.MoveTo(position)) is { Succeeded: false } refused
                ? refused.Error
                : new OperatorAct(null, new { by = Math.Sign(by) }), cancellationToken);

    private Result<OperatorAct> Add(PortalDb db, List<SavedReply> all, string title, string text)
    {
        if (all.Count(reply => !reply.IsRetired) >= Most)
        {
            return Error.Conflict("replies_full", $"There are already {Most} saved replies. Retire one first.");
        }

        if (!SavedReply.Add(title, text, (all.Count + 1) * 10, operators.Now).TryGet(out var reply, out var error))
        {
            return error;
        }

        db.Add(reply);
        return new OperatorAct(null, new { reply.Title, reply.Text });
    }

    private static IOrderedQueryable<SavedReply> Ordered(PortalDb db) => db.Set<SavedReply>().OrderBy(reply => reply.Position).ThenBy(reply => reply.Id);
}
