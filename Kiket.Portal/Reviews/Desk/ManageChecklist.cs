using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>A quality bar as an operator writes it.</summary>
public sealed record ChecklistInput(string Text, string Guidance, string ReplySentence, ChecklistSeverity Severity);

/// <summary>The quality bars that reviewers go through, kept by operators. What a submission was measured by stays readable.</summary>
public sealed class ManageChecklist(IDbContextFactory<PortalDb> databases, OperatorChange operators)
{
    /// <summary>A longer list is not gone through with care.</summary>
    public const int Most = 40;

    /// <summary>All of them in their order, retired ones too.</summary>
    public async Task<IReadOnlyList<ChecklistItem>> AllAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await AllAsync(db, tracked: false, cancellationToken);
    }

    /// <param name="seen">Which one; null adds one at the end.</param>
    public Task<Result> SaveAsync(SeenRow? seen, ChecklistInput input, Actor actor, CancellationToken cancellationToken) =>
        operators.RunAsync(actor, seen is null ? "checklist.added" : "checklist.changed", new AuditSubject("checklist", seen?.Id.ToString() ?? input.Text), async db =>
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
        }, cancellationToken);

    /// <summary>Retired: no longer asked.</summary>
    public Task<Result> RetireAsync(Guid id, bool retired, Actor actor, CancellationToken cancellationToken) =>
        operators.OnAsync<ChecklistItem>(actor, retired ? "checklist.retired" : "checklist.asked_again", new AuditSubject("checklist", id), item => item.Id == id, item =>
        {
            item.Retire(retired);
            return new OperatorAct(null, new { item.Text, item.IsRetired });
        }, cancellationToken);

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
            return Error.Conflict("checklist_full", $"There are {Most} quality bars already. Retire one first.");
        }

        if (!ChecklistItem.Add(input.Text, input.Guidance, input.ReplySentence, input.Severity, (all.Count + 1) * 10, operators.Now).TryGet(out var item, out var error))
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
