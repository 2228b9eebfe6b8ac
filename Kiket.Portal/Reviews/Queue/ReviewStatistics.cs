using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews.Queue;

/// <summary>The submissions that are waiting now.</summary>
/// <param name="Oldest">Since when the oldest one has been waiting.</param>
public sealed record WaitingNow(int WithReviewers, int WithPublishers, DateTimeOffset? Oldest);

/// <summary>A month's reviews with a decision by a person.</summary>
/// <param name="Month">The first day of the month.</param>
public sealed record ReviewMonth(DateOnly Month, int Decided, TimeSpan? Median, TimeSpan? Percentile90);

/// <summary>The recent decisions of one reviewer.</summary>
public sealed record ReviewerCount(Guid Id, string Name, int Approved, int ChangesRequested, int Rejected)
{
    public int Total => Approved + ChangesRequested + Rejected;
}

/// <summary>How reviewers judged the findings of one rule.</summary>
/// <param name="RuleId">Such as <c>M101</c>.</param>
public sealed record RuleCount(string RuleId, int Judged, int FalseAlarms)
{
    /// <summary>The percentage of judged findings that were false alarms.</summary>
    public int FalsePercent => (int)Math.Round(100.0 * FalseAlarms / Judged, MidpointRounding.AwayFromZero);
}

/// <param name="Months">The newest first; months without reviews are included.</param>
/// <param name="Reviewers">The most decisions first.</param>
/// <param name="Rules">The highest rate of false alarms first.</param>
public sealed record ReviewFigures(
    WaitingNow Waiting, IReadOnlyList<ReviewMonth> Months, IReadOnlyList<ReviewerCount> Reviewers, IReadOnlyList<RuleCount> Rules);

/// <summary>Review statistics for operators.</summary>
public sealed class ReviewStatistics(IDbContextFactory<PortalDb> databases, PlatformAccess platform, TimeProvider clock)
{
    private const int Months = 6;

    /// <summary>The period for the decisions per reviewer.</summary>
    public static readonly TimeSpan ReviewerWindow = TimeSpan.FromDays(90);

    public async Task<Result<ReviewFigures>> GetAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return new ReviewFigures(
            await WaitingAsync(db, cancellationToken),
            await MonthsAsync(db, now, cancellationToken),
            await ReviewersAsync(db, now - ReviewerWindow, cancellationToken),
            await RulesAsync(db, cancellationToken));
    }

    private static async Task<IReadOnlyList<RuleCount>> RulesAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var reviewed = InMarketplace(db);
        var rules = await db.Set<FindingVerdict>()
            .Where(verdict => reviewed.Any(submission => submission.Id == verdict.SubmissionId))
            .GroupBy(verdict => verdict.RuleId)
            .Select(group => new { group.Key, Judged = group.Count(), False = group.Count(verdict => verdict.Verdict == Verdict.FalseAlarm) })
            .ToListAsync(cancellationToken);
        return [.. rules
            .Select(rule => new RuleCount(rule.Key, rule.Judged, rule.False))
            .OrderByDescending(rule => rule.FalsePercent)
            .ThenByDescending(rule => rule.Judged)
            .ThenBy(rule => rule.RuleId, StringComparer.Ordinal)];
    }

    /// <summary>What organizations decide about their own is theirs alone.</summary>
    private static IQueryable<Submission> InMarketplace(PortalDb db) =>
        db.Set<Submission>().Where(submission => submission.Registry == Extension.Marketplace);

    private static async Task<WaitingNow> WaitingAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var waiting = InMarketplace(db).Where(submission => submission.State == SubmissionState.InReview);
        return new WaitingNow(
            await waiting.CountAsync(cancellationToken),
            await InMarketplace(db).CountAsync(submission => submission.State == SubmissionState.ChangesRequested, cancellationToken),
            await waiting.OrderBy(submission => submission.SubmittedAt).Select(submission => submission.SubmittedAt).FirstOrDefaultAsync(cancellationToken));
    }

    private static async Task<IReadOnlyList<ReviewMonth>> MonthsAsync(PortalDb db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var current = new DateOnly(now.UtcDateTime.Year, now.UtcDateTime.Month, 1);
        var first = current.AddMonths(1 - Months);
        var decided = await ReviewTimes.DecidedAsync(db, new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), cancellationToken);
        var byMonth = decided.ToLookup(review => new DateOnly(review.At.UtcDateTime.Year, review.At.UtcDateTime.Month, 1), review => review.Spent);
        return [.. Enumerable.Range(0, Months).Select(back => current.AddMonths(-back)).Select(month =>
        {
            var times = byMonth[month].ToList();
            return new ReviewMonth(month, times.Count, ReviewClock.Percentile(times, 0.5), ReviewClock.Percentile(times, 0.9));
        })];
    }

    private static async Task<IReadOnlyList<ReviewerCount>> ReviewersAsync(PortalDb db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var reviewed = InMarketplace(db);
        var counts = await db.Set<SubmissionEntry>()
            .Where(entry => entry.At >= since && entry.Side == Side.Reviewer
                && reviewed.Any(submission => submission.Id == entry.SubmissionId)
                && (entry.Kind == SubmissionEntryKind.Approved
                    || entry.Kind == SubmissionEntryKind.ChangesRequested
                    || entry.Kind == SubmissionEntryKind.Rejected))
            .GroupBy(entry => new { entry.AuthorId, entry.Kind })
            .Select(group => new { group.Key.AuthorId, group.Key.Kind, Name = group.Max(entry => entry.AuthorName), Count = group.Count() })
            .ToListAsync(cancellationToken);
        return [.. counts
            .GroupBy(count => count.AuthorId)
            .Select(group =>
            {
                int Of(SubmissionEntryKind kind) => group.Where(count => count.Kind == kind).Sum(count => count.Count);
                return new ReviewerCount(
                    group.Key,
                    group.First().Name ?? "",
                    Of(SubmissionEntryKind.Approved),
                    Of(SubmissionEntryKind.ChangesRequested),
                    Of(SubmissionEntryKind.Rejected));
            })
            .OrderByDescending(reviewer => reviewer.Total)
            .ThenBy(reviewer => reviewer.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
