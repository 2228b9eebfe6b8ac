namespace Kiket.Portal.Checks;

/// <summary>The checks of a commit, in the order of the page.</summary>
public enum CheckKind
{
    /// <summary>Manifest and documentation are complete and valid. Runs while the commit is read.</summary>
    Manifest,

    /// <summary>The repository has no keys, passwords or dumps, by name and by content.</summary>
    SensitiveFiles,

    /// <summary>The requirements of a managed extension's container.</summary>
    Container,

    /// <summary>Compares the hosts in the source with the declared hosts.</summary>
    Egress,

    /// <summary>The health endpoints respond.</summary>
    Sanity,
}

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    Clean,

    /// <summary>Something to know, but nothing to fix.</summary>
    Notes,
    Warnings,

    /// <summary>An error: it blocks submitting until it is fixed or overridden.</summary>
    Failed,

    /// <summary>A part wasn't checked, and the rest is fine. Never reported as clean.</summary>
    Incomplete,

    /// <summary>Doesn't apply to this extension.</summary>
    NotNeeded,
}

/// <summary>The names of the checks, for people.</summary>
public static class CheckKinds
{
    public static IReadOnlyList<CheckKind> All { get; } = Enum.GetValues<CheckKind>();

    /// <summary>The checks that only need the commit, without calling the publisher's servers.</summary>
    public static IReadOnlyList<CheckKind> Static { get; } = [CheckKind.Manifest, CheckKind.SensitiveFiles, CheckKind.Container, CheckKind.Egress];

    public static string Title(CheckKind kind) => kind switch
    {
        CheckKind.Manifest => "Manifest and documentation",
        CheckKind.SensitiveFiles => "Sensitive files",
        CheckKind.Container => "Container requirements",
        CheckKind.Egress => "Egress",
        _ => "Sanity tests",
    };

    /// <summary>What the check covers, in a few words.</summary>
    public static string Lead(CheckKind kind) => kind switch
    {
        CheckKind.Manifest => "Every rule of the manifest, the documentation and the examples.",
        CheckKind.SensitiveFiles => "Keys, tokens, passwords and database dumps, by name and by content.",
        CheckKind.Container => "What the container of a managed extension needs to start and to receive calls.",
        CheckKind.Egress => "Hosts in the source, compared with the hosts that the manifest declares.",
        _ => "The health endpoints, called the same way that Kiket calls them.",
    };
}
