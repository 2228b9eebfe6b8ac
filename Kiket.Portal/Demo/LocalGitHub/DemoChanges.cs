using System.Collections.Immutable;
using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>A file to write, or another kind of entry that git can store at a path.</summary>
/// <param name="Mode">One of <see cref="GitMode"/>, except a directory.</param>
/// <param name="Content">The bytes; the target of a symbolic link; the commit of a submodule in hexadecimal.</param>
public sealed record DemoFile(string Mode, byte[] Content)
{
    public static DemoFile Text(string text) => new(GitMode.File, Encoding.UTF8.GetBytes(text));

    public static DemoFile Bytes(byte[] content) => new(GitMode.File, content);

    public static DemoFile Symlink(string target) => new(GitMode.Symlink, Encoding.UTF8.GetBytes(target));

    public static DemoFile Submodule(string sha) => new(GitMode.Submodule, Encoding.ASCII.GetBytes(sha));
}

/// <summary>A commit to create on a branch: files to write, and paths to remove (including everything below them).</summary>
public sealed record DemoPush(string Message)
{
    /// <summary>The default branch when null. A new branch starts at the head of the default branch.</summary>
    public string? Branch { get; init; }

    /// <summary>Null for the repository's default pusher.</summary>
    public string? Author { get; init; }

    /// <summary>Null for now.</summary>
    public DateTimeOffset? When { get; init; }

    public IReadOnlyDictionary<string, DemoFile> Files { get; init; } = ImmutableDictionary<string, DemoFile>.Empty;

    public IReadOnlyList<string> Deletions { get; init; } = [];

    /// <summary>The parent commit to use instead of the branch's head, as in a force push.</summary>
    public string? Onto { get; init; }

    /// <summary>A push that writes text files, the common case.</summary>
    public static DemoPush Of(string message, params (string Path, string Text)[] files) =>
        new(message) { Files = files.ToImmutableDictionary(file => file.Path, file => DemoFile.Text(file.Text), StringComparer.Ordinal) };
}

/// <summary>A repository to create, empty at first.</summary>
public sealed record NewDemoRepository(string Owner, string Name)
{
    /// <summary>Null for the next free id.</summary>
    public long? Id { get; init; }

    public bool IsPrivate { get; init; }

    public string? Description { get; init; }

    public string DefaultBranch { get; init; } = "main";

    public IReadOnlyDictionary<string, DemoPermission> Access { get; init; } = ImmutableDictionary<string, DemoPermission>.Empty;
}

/// <summary>What a push, a tag or a deleted reference did.</summary>
/// <param name="reference">The full name, <c>refs/heads/main</c>.</param>
/// <param name="before">Forty zeros for a new reference.</param>
/// <param name="after">Forty zeros for a deleted one.</param>
public sealed class PushedEventArgs(DemoRepository repository, string reference, string before, string after, bool forced) : EventArgs
{
    public static readonly string Nothing = new('0', 40);

    public DemoRepository Repository { get; } = repository;

    public string Reference { get; } = reference;

    public string Before { get; } = before;

    public string After { get; } = after;

    public bool Forced { get; } = forced;
}
