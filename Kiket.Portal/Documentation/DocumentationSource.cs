using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Documentation;

/// <summary>A file of the repository, or a symlink to one with that file's size.</summary>
public sealed record SourceFile(string Path, long Size);

/// <summary>Where relative links lead: this repository at this commit, on GitHub's web site.</summary>
public sealed record SourceLocation(Uri WebUrl, string Owner, string Name, string Commit)
{
    /// <summary>The page that shows a file at the commit.</summary>
    public string Address(string path) => Page($"blob/{Commit}/{Escaped(path)}");

    /// <summary>The page that shows a folder at the commit; "" is the root.</summary>
    public string Folder(string path) => Page($"tree/{Commit}/{Escaped(path)}").TrimEnd('/');

    /// <summary>Any page of the repository, by what follows its name.</summary>
    public string Page(string rest) => $"{WebUrl.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(Owner)}/{Uri.EscapeDataString(Name)}/{rest}";

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

/// <summary>The input for reading documentation: the repository's files, a function to fetch one, and what the manifest declares.</summary>
/// <param name="Fetch">The bytes of a file by path; refuses above the given number of bytes.</param>
/// <param name="ExtensionId">The manifest's id, or null when there is none.</param>
/// <param name="DeclaredActions">Ids of the manifest's workflow actions and commands.</param>
public sealed record DocumentationSource(
    IReadOnlyList<SourceFile> Files,
    Func<string, long, CancellationToken, Task<Result<byte[]>>> Fetch,
    SourceLocation Location,
    string? ExtensionId,
    IReadOnlySet<string> DeclaredActions)
{
    /// <summary>Paths that are there and aren't files: symlinks and submodules. A link may lead to one.</summary>
    public IReadOnlySet<string> Others { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Why a symlink can't be followed ("leads outside of the repository"), by its path.</summary>
    public IReadOnlyDictionary<string, string> DeadSymlinks { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The extension's icon; null when the manifest has none, or one that doesn't exist.</summary>
    public SourceIcon? Icon { get; init; }
}

/// <param name="Picture">A path in the repository.</param>
/// <param name="NamedIn">The file that names it. If the picture can't be shown, the finding is there.</param>
public sealed record SourceIcon(string Picture, string NamedIn);

/// <summary>The rendered pages in the order of the page, and the findings.</summary>
public sealed record DocumentationReading(IReadOnlyList<RenderedPage> Pages, IReadOnlyList<Finding> Findings, DocumentPaths Paths)
{
    /// <summary>The icon's address; null when there is none or it can't be shown, which gives a finding.</summary>
    public string? IconAddress { get; init; }

    /// <summary>Whether a page is plain text because the time was over. On a machine with less to do, it may be more.</summary>
    public bool RanOutOfTime { get; init; }
}
