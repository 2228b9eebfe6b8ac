namespace Kiket.Portal.Components.Submissions;

/// <summary>How far the saving of a draft is, for the line that shows it.</summary>
public enum DraftSaving
{
    Saved,
    Typing,
    Saving,

    /// <summary>Saved, except for texts that cannot be saved; the problem names them.</summary>
    Partly,

    /// <summary>A colleague or another tab has saved; nothing is written until the person chooses.</summary>
    Conflict,
    Failed,
}
