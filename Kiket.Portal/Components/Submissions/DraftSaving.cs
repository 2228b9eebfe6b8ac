namespace Kiket.Portal.Components.Submissions;

/// <summary>Where the saving of a draft stands, for the line that tells the publisher.</summary>
public enum DraftSaving
{
    Saved,
    Typing,
    Saving,

    /// <summary>Saved, but for texts that cannot be kept; the problem names them.</summary>
    Partly,

    /// <summary>A colleague or another tab saved meanwhile; nothing is written until the person chooses.</summary>
    Conflict,
    Failed,
}
