namespace Kiket.Portal.Releases.Differences;

/// <summary>The kind of change, compared with the last release. It decides who must review the submission.</summary>
public enum ChangeClass
{
    /// <summary>The first release of the extension.</summary>
    New,

    /// <summary>A new version that gets no more access and costs no more.</summary>
    Routine,

    /// <summary>Only texts and pictures changed: documentation, description, screenshots.</summary>
    DocsOnly,

    /// <summary>Asks for more, sends data to more hosts, or costs more than the listed version.</summary>
    Widening,

    /// <summary>
    /// Paid, managed or asking for a sensitive scope for the first time. Two different reviewers must approve it.
    /// </summary>
    Sensitive,
}
