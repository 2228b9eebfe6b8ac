using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>How long reviews usually take.</summary>
/// <param name="Reviews">How many decided submissions the times come from.</param>
/// <param name="Median">Half of them took no longer; null when there are none.</param>
/// <param name="Percentile90">Nine in ten took no longer.</param>
public sealed record UsualTime(int Reviews, TimeSpan? Median, TimeSpan? Percentile90)
{
    /// <summary>Fewer than this are too few for a forecast.</summary>
    public const int Enough = 5;

    public bool IsTelling => Reviews >= Enough;
}

/// <summary>
/// How long people took for the decisions of the last 30 days. The clock stops while a submission is with its
/// publisher, and automatic approvals do not count.
/// </summary>
public sealed class ReviewTimes(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    /// <summary>A page may show times of this age.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private (DateTimeOffset At, UsualTime Time)? _last;

    public async Task<UsualTime> GetAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_last is { } last && now - last.At < Lifetime)
        {
            return last.Time;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var times = (await DecidedAsync(db, now - Window, cancellationToken)).ConvertAll(review => review.Spent);
        var time = new UsualTime(times.Count, ReviewClock.Percentile(times, 0.5), ReviewClock.Percentile(times, 0.9));
        _last = (now, time);
        return time;
    }

    /// <summary>Every submission to the marketplace that a reviewer has decided on since then, with the time it spent with the reviewers.</summary>
    internal static async Task<List<DecidedReview>> DecidedAsync(PortalDb db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var entries = await (
            from submission in db.Set<Submission>()
            where (submission.State == SubmissionState.Approved || submission.State == SubmissionState.Rejected) && submission.DecidedAt >= since
                // What an organization decides about its own says nothing about Kiket's reviewers.
                && submission.Registry == Extensions.Extension.Marketplace
            join entry in db.Set<SubmissionEntry>() on submission.Id equals entry.SubmissionId
            where entry.Kind != SubmissionEntryKind.Message
            orderby entry.At, entry.Id
            select new { entry.SubmissionId, entry.Kind, entry.At, entry.Side, entry.AuthorId, entry.AuthorName }).ToListAsync(cancellationToken);
        return [.. entries
            .GroupBy(entry => entry.SubmissionId)
            .Select(group => (Decision: group.Last(entry => entry.Kind is SubmissionEntryKind.Approved or SubmissionEntryKind.Rejected), Entries: group))
            .Where(review => review.Decision.Side == Side.Reviewer)
            .Select(review => new DecidedReview(
                review.Decision.AuthorId,
                review.Decision.AuthorName,
                review.Decision.Kind,
                review.Decision.At,
                ReviewClock.WithReviewers(review.Entries.Select(entry => new ClockEntry(entry.Kind, entry.At)), review.Decision.At)))];
    }
}

/// <summary>One decided submission as the statistics count it.</summary>
internal sealed record DecidedReview(Guid ReviewerId, string ReviewerName, SubmissionEntryKind Decision, DateTimeOffset At, TimeSpan Spent);
