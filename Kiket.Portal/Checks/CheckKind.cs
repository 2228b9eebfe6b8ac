namespace Kiket.Portal.Checks;

/// <summary>The checks of a commit, in the order in which they are shown.</summary>
public enum CheckKind
{
    /// <summary>Manifest and documentation are complete and valid; found while the commit was read.</summary>
    Manifest,

    /// <summary>No keys, passwords or dumps, by name and by content.</summary>
    SensitiveFiles,

    /// <summary>What a managed extension's container needs.</summary>
    Container,

    /// <summary>Hosts found in the source against hosts declared.</summary>
    Egress,

    /// <summary>The health endpoints answer.</summary>
    Sanity,
}

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    Clean,

    /// <summary>Something to know, nothing to mend.</summary>
    Notes,
    Warnings,

    /// <summary>An error: it blocks submitting until it is gone or overridden.</summary>
    Failed,

    /// <summary>A part was not looked at, and what was looked at is fine: never called clean.</summary>
    Incomplete,

    /// <summary>This extension has nothing of the kind.</summary>
    NotNeeded,
}

/// <summary>Names of the checks, for people.</summary>
public static class CheckKinds
{
    public static IReadOnlyList<CheckKind> All { get; } = Enum.GetValues<CheckKind>();

    /// <summary>What can be told from the commit alone, without calling the publisher's servers.</summary>
    public static IReadOnlyList<CheckKind> Static { get; } = [CheckKind.Manifest, CheckKind.SensitiveFiles, CheckKind.Container, CheckKind.Egress];

    public static string Title(CheckKind kind) => kind switch
    {
        CheckKind.Manifest => "Manifest and documentation",
        CheckKind.SensitiveFiles => "Sensitive files",
        CheckKind.Container => "Container requirements",
        CheckKind.Egress => "Egress",
        _ => "Sanity tests",
    };

    /// <summary>What is looked at, in a few words.</summary>
    public static string Lead(CheckKind kind) => kind switch
    {
        CheckKind.Manifest => "Every rule of the manifest, the documentation and the examples.",
        CheckKind.SensitiveFiles => "Keys, tokens, passwords and database dumps, by name and by content.",
        CheckKind.Container => "What the container of a managed extension needs to start and to be called.",
        CheckKind.Egress => "Hosts that the source names, against the hosts that the manifest declares.",
        _ => "The health endpoints, called as Kiket will call them.",
    };
}
