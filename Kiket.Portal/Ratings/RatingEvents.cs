using Kiket.Portal.Events;

namespace Kiket.Portal.Ratings;

/// <summary>Everybody can read a rating, or what it says now.</summary>
/// <param name="IsFirst">It was never visible before.</param>
[EventName("rating.shown")]
public sealed record RatingShown(Guid RatingId, bool IsFirst) : IEvent
{
    public string Subject => $"rating:{RatingId}";
}

/// <summary>A publisher replied, or changed the reply.</summary>
[EventName("rating.replied")]
public sealed record RatingReplied(Guid RatingId) : IEvent
{
    public string Subject => $"rating:{RatingId}";
}
