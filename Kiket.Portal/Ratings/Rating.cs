using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Ratings;

public enum RatingState
{
    /// <summary>An operator reads it first.</summary>
    Waiting,
    Visible,

    /// <summary>By an operator, with a reason.</summary>
    Hidden,

    /// <summary>Its organization took it back.</summary>
    Withdrawn,
}

/// <summary>What an organization says about an extension.</summary>
/// <param name="Stars">1 to 5.</param>
/// <param name="Text">Plain text; may be empty.</param>
/// <param name="Version">The version that it runs, or ran last.</param>
public sealed record RatingContent(int Stars, string Text, string Version);

/// <summary>
/// The rating of an extension by an organization that runs it. There is one of each pair; writing it again changes it, and what it said before
/// stays in its <see cref="RatingRevision"/>s.
/// </summary>
public sealed class Rating : VersionedEntity
{
    public const int MinText = 20;
    public const int MaxText = 2_000;
    public const int MaxReply = 2_000;

    private Rating()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The portal's id of the extension.</summary>
    public Guid ExtensionKey { get; private set; }

    public Guid OrganizationId { get; private set; }

    public RatingState State { get; private set; }

    public int Stars { get; private set; }

    public string Text { get; private set; } = "";

    /// <summary>The version that it was written for.</summary>
    public string Version { get; private set; } = "";

    /// <summary>How often it was written or withdrawn. Who decides about it says which one they read.</summary>
    public int Revision { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset WrittenAt { get; private set; }

    /// <summary>When it became visible for the first time.</summary>
    public DateTimeOffset? ShownAt { get; private set; }

    /// <summary>An operator once hid it, so an operator reads what is written next before anybody else does.</summary>
    public bool WasHidden { get; private set; }

    /// <summary>Since when an operator should look at it; null when nothing waits.</summary>
    public DateTimeOffset? AttentionAt { get; private set; }

    public string? Reply { get; private set; }

    public string? ReplyByName { get; private set; }

    public DateTimeOffset? RepliedAt { get; private set; }

    /// <summary>The version that does what the rating asks for, as the publisher says; null for none.</summary>
    public string? AddressedIn { get; private set; }

    /// <summary>When the organization was asked whether that is so.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    internal static Rating For(Guid extensionKey, Guid organizationId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        ExtensionKey = extensionKey,
        OrganizationId = organizationId,
        State = RatingState.Withdrawn,
        CreatedAt = now,
    };

    public bool Says(RatingContent content) => State != RatingState.Withdrawn && content == new RatingContent(Stars, Text, Version);

    /// <param name="isFresh">The organization is so young that an operator reads it first.</param>
    /// <param name="isReported">A report on it is open. Writing it again doesn't close that.</param>
    internal void Write(RatingContent content, bool isFresh, bool isReported, DateTimeOffset now)
    {
        (Stars, Text, Version, WrittenAt) = (content.Stars, content.Text, content.Version, now);
        State = isFresh || WasHidden ? RatingState.Waiting : RatingState.Visible;
        AttentionAt = State == RatingState.Waiting || isReported ? AttentionAt ?? now : null;
        ShownAt = State == RatingState.Visible ? ShownAt ?? now : ShownAt;
        // The publisher said that of another text.
        (AddressedIn, AskedAt) = (null, null);
        Revision++;
    }

    internal void Withdraw()
    {
        (State, AttentionAt, AddressedIn, AskedAt) = (RatingState.Withdrawn, null, null, null);
        (Reply, ReplyByName, RepliedAt) = (null, null, null);
        Revision++;
    }

    /// <summary>Writes the publisher's one reply, or changes it.</summary>
    internal void Answer(string text, string? addressedIn, string byName, DateTimeOffset now) =>
        (Reply, AddressedIn, ReplyByName, RepliedAt) = (text, addressedIn, byName, now);

    internal void Ask(DateTimeOffset at) => AskedAt = at;

    /// <summary>An operator should look at it.</summary>
    /// <returns>False when one should already.</returns>
    internal bool CallOperator(DateTimeOffset now)
    {
        var isNew = AttentionAt is null;
        AttentionAt ??= now;
        return isNew;
    }

    /// <returns>Whether it is visible for the first time.</returns>
    internal bool Show(DateTimeOffset now)
    {
        var isFirst = ShownAt is null;
        (State, ShownAt, AttentionAt, WasHidden) = (RatingState.Visible, ShownAt ?? now, null, false);
        return isFirst;
    }

    internal void Hide() => (State, AttentionAt, WasHidden) = (RatingState.Hidden, null, true);
}

/// <summary>What a rating said at one time. Never changes.</summary>
public sealed class RatingRevision
{
    private RatingRevision()
    {
    }

    public Guid Id { get; private set; }

    public Guid RatingId { get; private set; }

    /// <summary>From 1 on.</summary>
    public int Number { get; private set; }

    /// <summary>Null when it was withdrawn.</summary>
    public int? Stars { get; private set; }

    public string Text { get; private set; } = "";

    public string Version { get; private set; } = "";

    public Guid ById { get; private set; }

    /// <summary>The name at that time.</summary>
    public string ByName { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>As the rating is now.</summary>
    internal static RatingRevision Of(Rating rating, IActor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        RatingId = rating.Id,
        Number = rating.Revision,
        Stars = rating.State == RatingState.Withdrawn ? null : rating.Stars,
        Text = rating.State == RatingState.Withdrawn ? "" : rating.Text,
        Version = rating.Version,
        ById = actor.UserId,
        ByName = actor.Name,
        At = now,
    };
}
