using Kiket.Portal.Checks;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Releases;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews;

public static class ReviewsModule
{
    public static IServiceCollection AddReviews(this IServiceCollection services)
    {
        services.AddSingleton<ISeedRows, ReviewSeed>();
        services.AddSingleton<ReviewAccess>();
        services.AddSingleton<ClaimSubmission>();
        services.AddSingleton<ReleaseClaim>();
        services.AddSingleton<CarryOutDecision>();
        services.AddSingleton<DecideSubmission>();
        services.AddSingleton<EscalateSubmission>();
        services.AddSingleton<ReviewSample>();
        services.AddSingleton<ApproveRoutine>();
        services.AddEventHandler<SubmissionSubmitted, ApproveRoutine>(ApproveRoutine.HandlerName);
        services.AddEventHandler<ChecksFinished, ApproveRoutine>(ApproveRoutine.HandlerName);
        services.AddEventHandler<ImageBuildEnded, ApproveRoutine>(ApproveRoutine.HandlerName);
        services.AddSingleton<CheckRelease>();
        services.AddEventHandler<ReleasePublished, CheckRelease>("check-release");
        services.AddSingleton<JudgeFinding>();
        services.AddSingleton<MarkChecklist>();
        services.AddSingleton<WriteNote>();
        services.AddSingleton<LookAtSubmission>();
        services.AddSingleton<MarkChangeSeen>();
        services.AddSingleton<ReleaseSubmission>();
        services.AddSingleton<ReviewQueries>();
        services.AddSingleton<ReviewStatistics>();
        services.AddSingleton<WhoReviews>();
        services.AddSingleton<OperatorChange>();
        services.AddSingleton<ManageChecklist>();
        services.AddSingleton<ManageReplies>();
        services.AddSingleton<ChangeReviewSettings>();
        services.AddSingleton<QueueQueries>();
        services.AddSingleton<WorkbenchQueries>();
        services.AddSingleton<ListingEditReviews>();
        services.AddSingleton<PriceReviews>();
        return services;
    }
}
