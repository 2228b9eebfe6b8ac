namespace Kiket.Portal.Releases.Differences;

/// <summary>What kind of change a submission is, measured against the last release. It decides who must look.</summary>
public enum ChangeClass
{
    /// <summary>Nothing of this extension is released yet.</summary>
    New,

    /// <summary>A new version that reaches no further and costs no more.</summary>
    Routine,

    /// <summary>Only words changed: documentation, description, pictures.</summary>
    DocsOnly,

    /// <summary>Asks for more, reaches further or costs more than what is listed.</summary>
    Widening,

    /// <summary>Newly paid, newly managed, or newly asks for a sensitive scope: two different reviewers approve.</summary>
    Sensitive,
}
