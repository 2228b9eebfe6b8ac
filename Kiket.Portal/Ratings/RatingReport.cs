using Kiket.Portal.Foundation;

namespace Kiket.Portal.Ratings;

/// <summary>What a reader thinks is wrong with a rating or the reply to it.</summary>
public enum RatingReportReason
{
    Spam,
    Insulting,
    PersonalData,
    OffTopic,
    NotGenuine,
    Other,
}

/// <summary>A report on a rating. It hides nothing by itself.</summary>
public sealed class RatingReport
{
    public const int MaxText = 1_000;

    private RatingReport()
    {
    }

    public Guid Id { get; private set; }

    public Guid RatingId { get; private set; }

    public RatingReportReason Reason { get; private set; }

    public string Text { get; private set; } = "";

    public Guid ById { get; private set; }

    public string ByName { get; private set; } = "";

    /// <summary>Somebody of the publisher sent it, so the publisher may appeal when the rating stays.</summary>
    public bool IsPublishers { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>When an operator decided; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    internal static RatingReport Of(
        Guid ratingId, RatingReportReason reason, string text, bool isPublishers, IActor actor, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            RatingId = ratingId,
            Reason = reason,
            Text = text,
            ById = actor.UserId,
            ByName = actor.Name,
            IsPublishers = isPublishers,
            At = now,
        };

    internal void Close(DateTimeOffset now) => ClosedAt = now;
}

/// <summary>An operator's decision about a rating. Both sides read the reason, and the one it is against may appeal once.</summary>
public sealed class RatingDecision : Data.VersionedEntity
{
    public const int MaxReason = 1_000;
    public const int MinAppeal = 20;
    public const int MaxAppeal = 2_000;

    private RatingDecision()
    {
    }

    public Guid Id { get; private set; }

    public Guid RatingId { get; private set; }

    /// <summary>The revision that was decided about.</summary>
    public int Revision { get; private set; }

    /// <summary>Hidden, or shown to everybody.</summary>
    public bool IsHidden { get; private set; }

    public string Reason { get; private set; } = "";

    public Guid ById { get; private set; }

    public string ByName { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>The publisher had reported it, so it is the publisher who may appeal when it stays.</summary>
    public bool IsAgainstPublisher { get; private set; }

    /// <summary>It was decided about an appeal, so there is no other.</summary>
    public bool IsFinal { get; private set; }

    public string? Appeal { get; private set; }

    public string? AppealByName { get; private set; }

    public DateTimeOffset? AppealedAt { get; private set; }

    public bool CanBeAppealed => !IsFinal && AppealedAt is null && (IsHidden || IsAgainstPublisher);

    internal static RatingDecision Of(
        Rating rating, bool isHidden, string reason, bool isAgainstPublisher, bool isFinal, IActor actor, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            RatingId = rating.Id,
            Revision = rating.Revision,
            IsHidden = isHidden,
            Reason = reason,
            ById = actor.UserId,
            ByName = actor.Name,
            At = now,
            IsAgainstPublisher = isAgainstPublisher && !isHidden,
            IsFinal = isFinal,
        };

    internal Result AppealAgainst(string text, IActor actor, DateTimeOffset now)
    {
        if (!CanBeAppealed)
        {
            return Error.Conflict("appeal_used", AppealedAt is not null
                ? "Your organization has already appealed. An operator looks at it."
                : "This decision is final: there is one appeal.");
        }

        (Appeal, AppealByName, AppealedAt) = (text, actor.Name, now);
        return Result.Success();
    }
}
