using System.Globalization;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>Tells the publisher's Owners and Admins that an image was refused or couldn't be built: once for each time that it was asked for.</summary>
public sealed class NotifyOfBuild(UnitOfWork unit, NotifyPeople notify, SubmissionPeople people) : IEventHandler<ImageBuildEnded>
{
    public const string HandlerName = "notify-of-build";

    public const string Event = "image_build.failed";

    public async Task RunAsync(ImageBuildEnded happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await unit.RunAsync(
            async work =>
            {
                // One that was asked for again meanwhile has an event of its own to come.
                if (await work.Db.Set<ImageBuild>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == happened.BuildId, cancellationToken)
                    is not { State: ImageBuildState.Refused or ImageBuildState.Failed, Failure: { } failure } build)
                {
                    return Result.Success();
                }

                var submission = await work.Db.Set<Submission>().AsNoTracking().SingleAsync(row => row.Id == build.SubmissionId, cancellationToken);
                var publishers = await people.PublishersAsync(work.Db, submission, cancellationToken);
                var what = $"{submission.Details.Name} {submission.Version}";
                await notify.AddAsync(
                    work.Db,
                    publishers,
                    new NotificationDraft(
                        NotificationKind.Submission,
                        Event,
                        string.Create(CultureInfo.InvariantCulture, $"{build.Id}:{build.QueuedAt.UtcTicks}"),
                        build.State == ImageBuildState.Refused ? $"The image of {what} is refused" : $"The image of {what} couldn't be built",
                        build.State == ImageBuildState.Refused
                            ? $"{At(failure)}{failure.Sentence} Fix it and submit the new commit. Until then, {what} can't be approved."
                            : $"{failure.Sentence} It was tried {build.Tries} times. Build it again from the page of the submission.",
                        await people.StatusAddressAsync(work.Db, submission, cancellationToken)),
                    cancellationToken);
                work.Refresh(() => notify.PublishAsync(publishers));
                return Result.Success();
            },
            cancellationToken);
        result.ThrowIfRefused();
    }

    private static string At(BuildFailure failure) =>
        failure.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"Dockerfile, line {line}: ") : "";
}
