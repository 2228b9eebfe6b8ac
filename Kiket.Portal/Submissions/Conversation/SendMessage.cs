using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;

namespace Kiket.Portal.Submissions.Conversation;

/// <summary>Adds a publisher's or a reviewer's message to a submission's conversation and notifies the other side.</summary>
public sealed class SendMessage(
    UnitOfWork unit,
    NotifyPeople notify,
    SubmissionPeople people,
    SubmissionAccess access)
{
    public const int MaxLength = 5000;

    /// <param name="side">The side that the person writes for. Their right to do so is checked here.</param>
    public async Task<Result> RunAsync(Guid submissionId, Side side, string text, Actor actor, CancellationToken cancellationToken)
    {
        var message = text.Trim();
        if (PlainText.Problem(message, "message", "The message", MaxLength, "Write a message first.") is { } problem)
        {
            return problem;
        }

        return await unit.RunAsync(
            work => SendAsync(work, submissionId, side, message, actor, cancellationToken),
            cancellationToken,
            db => SubmissionAccess.LostAsync(db, submissionId, cancellationToken));
    }

    private async Task<Result> SendAsync(Work work, Guid submissionId, Side side, string message, Actor actor, CancellationToken cancellationToken)
    {
        var db = work.Db;
        if (!(await OpenAsync(db, submissionId, side, actor, cancellationToken)).TryGet(out var submission, out var error))
        {
            return error;
        }

        if (submission.Say(message, new Author(actor.UserId, actor.Name, side), work.Now) is { Succeeded: false } refused)
        {
            return refused;
        }

        var others = side == Side.Publisher
            ? await SubmissionReviewers.OfAsync(db, submission, cancellationToken)
            : await people.PublishersAsync(db, submission, cancellationToken);
        var link = side == Side.Publisher ? $"/review/{submission.Id}" : await people.StatusAddressAsync(db, submission, cancellationToken);
        await notify.AddAsync(
            db,
            others.Where(person => person != actor.UserId),
            new NotificationDraft(
                side == Side.Publisher ? NotificationKind.Review : NotificationKind.Submission,
                "submission.message",
                submission.Entries[^1].Id.ToString(),
                $"{actor.Name} wrote about {submission.Details.Name} {submission.Version}",
                message.Length > 200 ? message[..200] + "…" : message,
                link),
            cancellationToken);
        work.Refresh(() => access.PublishAsync(submission));
        work.Refresh(() => notify.PublishAsync(others));
        return Result.Success();
    }

    private async Task<Result<Submission>> OpenAsync(PortalDb db, Guid submissionId, Side side, Actor actor, CancellationToken cancellationToken)
    {
        switch (side)
        {
            case Side.Publisher:
                return await SubmissionAccess.OpenAsync(db, submissionId, actor, cancellationToken);
            case Side.Reviewer:
                return await SubmissionReviewers.OpenAsync(db, submissionId, actor, cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(side), side, "The portal writes its entries itself.");
        }
    }
}
