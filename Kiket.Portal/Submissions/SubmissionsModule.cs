using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Jobs;
using Kiket.Portal.Organizations;
using Kiket.Portal.Organizations.Deletion;
using Kiket.Portal.Policies;
using Kiket.Portal.Releases;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Submissions.Conversation;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Submissions.Edits;
using Kiket.Portal.Submissions.Previews;

namespace Kiket.Portal.Submissions;

public static class SubmissionsModule
{
    public static IServiceCollection AddSubmissions(this IServiceCollection services)
    {
        services.AddOptions<ReviewOptions>().BindConfiguration(ReviewOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DraftOptions>().BindConfiguration(DraftOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ListRelease>();
        services.AddSingleton<ShowCurrentRelease>();
        services.AddSingleton<YankRelease>();
        services.AddSingleton<DeprecateVersions>();
        services.AddSingleton<PassSunsets>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<PassSunsets>());
        services.AddSingleton<ReadReviewSettings>();
        services.AddSharedSignal<SubmissionTopic>();
        services.AddSharedSignal<SubmissionListTopic>();
        services.AddSingleton<SubmissionAccess>();
        services.AddSingleton<SubmissionPeople>();
        services.AddSingleton<SubmissionQueries>();
        services.AddSingleton<DraftLimits>();
        services.AddSingleton<StartSubmission>();
        services.AddSingleton<ChooseRegistry>();
        services.AddSingleton<ReadRepository>();
        services.AddSingleton<DescribeSubmission>();
        services.AddSingleton<AssessSubmission>();
        services.AddSingleton<LoseExtensionId>();
        services.AddSingleton<NotifyReviewers>();
        services.AddSingleton<SubmitSubmission>();
        services.AddSingleton<CloseOvertaken>();
        services.AddEventHandler<ReleasePublished, CloseOvertaken>(CloseOvertaken.HandlerName);
        services.AddSingleton<TakeNewCommit>();
        services.AddSingleton<SendMessage>();
        services.AddSingleton<WithdrawSubmission>();
        services.AddSingleton<CloseDeleted>();
        services.AddSingleton<IDeletionEffects>(provider => provider.GetRequiredService<CloseDeleted>());
        services.AddEventHandler<OrganizationDeleted, CloseDeleted>(CloseDeleted.HandlerName);
        services.AddSingleton<WithdrawDeletedPrices>();
        services.AddSingleton<IDeletionEffects>(provider => provider.GetRequiredService<WithdrawDeletedPrices>());
        services.AddEventHandler<OrganizationDeleted, WithdrawDeletedPrices>(WithdrawDeletedPrices.HandlerName);
        services.AddSingleton<AppealRejection>();
        services.AddSingleton<WorkOnChangeRequest>();
        services.AddSingleton<QueuePlaces>();
        services.AddSingleton<ReviewTimes>();
        services.AddSingleton<PublishExtension>();
        services.AddSingleton<PrepareVersion>();
        services.AddSingleton<ChangeAttachments>();
        services.AddSingleton<AttachFile>();
        services.AddSingleton<CaptionPicture>();
        services.AddSingleton<MovePicture>();
        services.AddSingleton<RemoveAttachment>();
        services.AddSingleton<RestoreAttachment>();
        services.AddSingleton<FindUpload>();
        services.AddSingleton<FindPicture>();
        services.AddSingleton<SweepUploads>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SweepUploads>());
        services.AddSingleton<RecordRepositoryAddress>();
        services.AddSingleton<DeleteDraft>();
        services.AddSingleton<RestoreDraft>();
        services.AddSingleton<IMemberShare, BackedPreviews>();
        services.AddSingleton<SharePreview>();
        services.AddSingleton<RevokePreview>();
        services.AddSingleton<PreviewQueries>();
        services.AddSingleton<StartListingEdit>();
        services.AddSingleton<PublishListingEdit>();
        services.AddSingleton<ListingEditQueries>();
        services.AddSingleton<WithdrawOfferChange>();
        services.AddSingleton<RemindOfStaleDrafts>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RemindOfStaleDrafts>());
        return services;
    }
}
