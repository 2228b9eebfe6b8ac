using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>A quality bar as an operator enters it.</summary>
public sealed record ChecklistInput(string Text, string Guidance, string ReplySentence, ChecklistSeverity Severity);

/// <summary>Manages the quality bars that reviewers check. Retired ones stay readable on earlier submissions.</summary>
public sealed class ManageChecklist(IDbContextFactory<PortalDb> databases, OperatorChange operators)
{
    /// <summary>Reviewers would not check a longer list carefully.</summary>
    public const int Most = 40;

    /// <summary>All of them in their order, including retired ones.</summary>
    public async Task<IReadOnlyList<ChecklistItem>> AllAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await AllAsync(db, tracked: false, cancellationToken);
    }

    /// <param name="seen">The one to change; null adds one at the end.</param>
    public Task<Result> SaveAsync(SeenRow? seen, ChecklistInput input, Actor actor, CancellationToken cancellationToken) =>
        operators.RunAsync(
            actor,
            seen is null ? "checklist.added" : "checklist.changed",
            new AuditSubject("checklist", seen?.Id.ToString() ?? input.Text),
            async db =>
            {
                if (OperatorChange.Tampered(("text", input.Text), ("guidance", input.Guidance), ("reply_sentence", input.ReplySentence)) is { } tampered)
                {
                    return tampered;
                }

                var all = await AllAsync(db, tracked: true, cancellationToken);
                if (seen is null)
                {
                    return Add(db, all, input);
                }

                if (all.FirstOrDefault(item => item.Id == seen.Id) is not { } known)
                {
                    return OperatorChange.Absent;
                }

                if (known.RowVersion != seen.RowVersion)
                {
                    return await ChangedMeanwhile.ErrorAsync(db, new AuditSubject("checklist", known.Id), actor, cancellationToken);
                }

                var before = AuditOf(known);
                return known.Change(input.Text, input.Guidance, input.ReplySentence, input.Severity, known.Position) is { Succeeded: false } refused
                    ? refused.Error
                    : new OperatorAct(before, AuditOf(known));
            },
            cancellationToken);

    /// <summary>Retires one, so that it is no longer checked, or offers it again.</summary>
    public Task<Result> RetireAsync(Guid id, bool retired, Actor actor, CancellationToken cancellationToken) =>
        operators.OnAsync<ChecklistItem>(
            actor,
            retired ? "checklist.retired" : "checklist.asked_again",
            new AuditSubject("checklist", id),
            item => item.Id == id,
            item =>
            {
                item.Retire(retired);
                return new OperatorAct(null, new { item.Text, item.IsRetired });
            },
            cancellationToken);

    public Task<Result> MoveAsync(Guid id, int by, Actor actor, CancellationToken cancellationToken) =>
        operators.RunAsync(actor, "checklist.moved", new AuditSubject("checklist", id), async db =>
            OperatorChange.Swap(
                await AllAsync(db, tracked: true, cancellationToken),
                item => item.Id == id,
                by,
                (item, position) => item.MoveTo(position)) is { Succeeded: false } refused
                ? refused.Error
                : new OperatorAct(null, new { by = Math.Sign(by) }), cancellationToken);

    private Result<OperatorAct> Add(PortalDb db, IReadOnlyList<ChecklistItem> all, ChecklistInput input)
    {
        if (all.Count(item => !item.IsRetired) >= Most)
        {
            return Error.Conflict("checklist_full", $"There are already {Most} quality bars. Retire one first.");
        }

        if (!ChecklistItem.Add(input.Text, input.Guidance, input.ReplySentence, input.Severity, (all.Count + 1) * 10, operators.Now)
            .TryGet(out var item, out var error))
        {
            return error;
        }

        db.Add(item);
        return new OperatorAct(null, AuditOf(item));
    }

    private static object AuditOf(ChecklistItem item) => new { item.Text, item.Guidance, item.ReplySentence, item.Severity };

    private static async Task<IReadOnlyList<ChecklistItem>> AllAsync(PortalDb db, bool tracked, CancellationToken cancellationToken)
    {
        var items = tracked ? db.Set<ChecklistItem>() : db.Set<ChecklistItem>().AsNoTracking();
        return await items.OrderBy(item => item.Position).ThenBy(item => item.Id).ToListAsync(cancellationToken);
    }
}
