using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Policies;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>Reads the reviewers' queue.</summary>
public sealed class QueueQueries(IDbContextFactory<PortalDb> databases, ReadReviewSettings readSettings, TimeProvider clock)
{
    /// <param name="organization">The organization whose private registry is meant, by slug or id; null for the marketplace.</param>
    public async Task<Result<QueueView>> RunAsync(
        string? organization, QueueFilter filter, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await ReviewedRegistry.ReadAsync(db, organization, actor, cancellationToken)).TryGet(out var registry, out var refused))
        {
            return refused;
        }

        var settings = await readSettings.RunAsync(db, cancellationToken);
        var now = clock.GetUtcNow();
        var tab = InTab(db, registry, filter.Tab, actor, now);
        var publishers = await tab
            .Select(row => new { row.Organization.Slug, row.Organization.Name })
            .Distinct()
            .OrderBy(publisher => publisher.Name)
            .Take(200)
            .ToListAsync(cancellationToken);
        var filtered = Filtered(tab, filter, ReviewTarget.OverdueBefore(now, settings.TargetHours));
        var total = await filtered.CountAsync(cancellationToken);
        var rows = await Ordered(filtered, filter).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return new QueueView(
            new Page<QueueRow>(await DescribeAsync(db, registry, rows, actor, now, settings.TargetHours, cancellationToken), page, total),
            await CountsAsync(db, registry, actor, now, cancellationToken),
            [.. publishers.Select(publisher => (publisher.Slug, publisher.Name))],
            settings.TargetHours)
        {
            MayReview = registry.MayReview,
        };
    }

    private static async Task<IReadOnlyDictionary<QueueTab, int>> CountsAsync(
        PortalDb db, ReviewedRegistry registry, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<QueueTab, int>();
        foreach (var tab in Enum.GetValues<QueueTab>())
        {
            counts[tab] = await InTab(db, registry, tab, actor, now).CountAsync(cancellationToken);
        }

        return counts;
    }

    private static IQueryable<Row> InTab(PortalDb db, ReviewedRegistry registry, QueueTab tab, Actor actor, DateTimeOffset now)
    {
        var rows =
            from submission in db.Set<Submission>().AsNoTracking()
            where submission.Registry == registry.Name
            join organization in db.Set<Organization>() on submission.OrganizationId equals organization.Id
            join claimed in db.Set<ReviewClaim>().Where(claim => claim.Until > now) on submission.Id equals claimed.SubmissionId into claims
            from claim in claims.DefaultIfEmpty()
            select new Row { Submission = submission, Organization = organization, Claim = claim };
        return tab switch
        {
            QueueTab.Unclaimed => rows.Where(row => row.Submission.State == SubmissionState.InReview && row.Claim == null),
            QueueTab.Mine => rows.Where(row => row.Submission.State == SubmissionState.InReview && row.Claim != null && row.Claim.ReviewerId == actor.UserId),
            QueueTab.ClaimedByOthers => rows.Where(
                row => row.Submission.State == SubmissionState.InReview && row.Claim != null && row.Claim.ReviewerId != actor.UserId),
            QueueTab.WithPublisher => rows.Where(row => row.Submission.State == SubmissionState.ChangesRequested),
            _ => rows.Where(
                row => row.Submission.State == SubmissionState.Approved
                    || row.Submission.State == SubmissionState.Rejected
                    || row.Submission.State == SubmissionState.Withdrawn
                    || row.Submission.State == SubmissionState.Overtaken),
        };
    }

    private static IQueryable<Row> Filtered(IQueryable<Row> rows, QueueFilter filter, DateTimeOffset overdueBefore)
    {
        if (filter.Class is { } change)
        {
            rows = rows.Where(row => row.Submission.ChangeClass == change);
        }

        if (filter.Publisher is { Length: > 0 } publisher)
        {
            rows = rows.Where(row => row.Organization.Slug == publisher);
        }

        return filter.OverdueOnly ? rows.Where(row => row.Submission.SubmittedAt <= overdueBefore) : rows;
    }

    private static IQueryable<Row> Ordered(IQueryable<Row> rows, QueueFilter filter) => filter.Order switch
    {
        QueueOrder.Risk => rows.OrderByDescending(row => row.Submission.RiskPoints).ThenBy(row => row.Submission.SubmittedAt),
        QueueOrder.Name => rows.OrderBy(row => row.Submission.ExtensionId).ThenBy(row => row.Submission.SubmittedAt),
        _ when filter.Tab == QueueTab.Decided => rows.OrderByDescending(row => row.Submission.ChangedAt),
        _ => rows.OrderBy(row => row.Submission.SubmittedAt),
    };

    private static async Task<IReadOnlyList<QueueRow>> DescribeAsync(
        PortalDb db, ReviewedRegistry registry, List<Row> rows, Actor actor, DateTimeOffset now, int targetHours, CancellationToken cancellationToken)
    {
        var ids = rows.ConvertAll(row => row.Submission.Id);
        var own = await SubmissionReviewers.OwnAsync(db, registry, ids, actor, cancellationToken);
        var approvals = await db.Set<Approval>().AsNoTracking().Where(approval => ids.Contains(approval.SubmissionId)).ToListAsync(cancellationToken);
        var escalations = await db.Set<Escalation>().AsNoTracking().Where(escalation => ids.Contains(escalation.SubmissionId)).ToListAsync(cancellationToken);
        var entries = await db.Set<SubmissionEntry>().AsNoTracking()
            .Where(entry => ids.Contains(entry.SubmissionId))
            .OrderBy(entry => entry.At).ThenBy(entry => entry.Id)
            .Select(entry => new { entry.SubmissionId, entry.Kind })
            .ToListAsync(cancellationToken);
        var items = await db.Set<ChangeRequest>()
            .Where(item => ids.Contains(item.SubmissionId) && item.State == ChangeRequestState.Open)
            .GroupBy(item => item.SubmissionId)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row =>
        {
            var submission = row.Submission;
            var first = approvals.Find(approval => approval.SubmissionId == submission.Id
                && approval.Commit == submission.Commit
                && approval.SubmittedAt == submission.SubmittedAt);
            var escalated = escalations.Find(escalation => escalation.SubmissionId == submission.Id && escalation.SubmittedAt == submission.SubmittedAt);
            var decided = entries.FindLast(entry => entry.SubmissionId == submission.Id && entry.Kind is SubmissionEntryKind.Approved
                or SubmissionEntryKind.Rejected or SubmissionEntryKind.ChangesRequested or SubmissionEntryKind.Appealed);
            var appealed = submission.State == SubmissionState.InReview && decided?.Kind == SubmissionEntryKind.Appealed;
            var again = entries.Exists(entry => entry.SubmissionId == submission.Id && entry.Kind == SubmissionEntryKind.Resubmitted);
            return new QueueRow(
                submission.Id, submission.State, submission.Details.Name, submission.ExtensionId, submission.Version,
                row.Organization.Name, row.Organization.Slug,
                QueueReason.Of(submission, first, escalated, again, appealed),
                submission.ChangeClass, submission.Assessment,
                row.Claim?.ReviewerName, row.Claim?.ReviewerId, row.Claim?.Until,
                first?.ReviewerName,
                own.Contains(submission.Id),
                submission is { State: SubmissionState.InReview, SubmittedAt: { } at } ? ReviewAge.Of(at, now, targetHours) : null,
                submission.SubmittedAt ?? submission.CreatedAt,
                submission.ChangedAt,
                items.Find(item => item.Key == submission.Id)?.Count ?? 0);
        })];
    }

    private sealed class Row
    {
        public required Submission Submission { get; init; }

        public required Organization Organization { get; init; }

        public required ReviewClaim? Claim { get; init; }
    }
}
