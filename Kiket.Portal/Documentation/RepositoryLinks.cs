namespace Kiket.Portal.Documentation;

/// <summary>Where a link leads.</summary>
/// <param name="Address">Absolute.</param>
/// <param name="Path">Path in the repository, if it leads there; "" for the root.</param>
/// <param name="IsRelative">Whether it is written without a host, so that its file must be in the repository.</param>
internal sealed record LinkTarget(string Address, string? Path, bool IsRelative = false);

/// <summary>
/// Resolves a link as GitHub does: against the file's folder, a leading slash against the repository's root, and what lies
/// above the root against GitHub's own pages. Knows every form of address that GitHub has for a file.
/// </summary>
/// <param name="location">Null when the text is in no repository, which leaves only absolute links.</param>
/// <param name="files">Paths of the repository's files.</param>
internal sealed class RepositoryLinks(string file, SourceLocation? location, IReadOnlySet<string> files)
{
    /// <summary>A branch's name can contain slashes, but no more than this.</summary>
    private const int MostBranchParts = 10;

    /// <summary>GitHub's pages of a repository, which READMEs link to as <c>../../issues</c>.</summary>
    private static readonly HashSet<string> Pages = new(StringComparer.OrdinalIgnoreCase)
    {
        "issues", "pull", "pulls", "releases", "tags", "wiki", "discussions", "actions", "projects", "security", "pulse", "graphs", "network",
        "commits", "commit", "compare", "branches", "milestones", "milestone", "labels", "stargazers", "watchers", "forks", "fork", "settings",
        "packages", "deployments", "contributors", "blob", "tree", "raw", "archive", "edit", "new", "blame", "activity",
    };

    private readonly string[] _folder = file.Split('/')[..^1];
    private HashSet<string>? _folders;

    /// <summary>Null for links that aren't allowed: other schemes, or above what GitHub has, or relative without a repository.</summary>
    public LinkTarget? Resolve(string link)
    {
        if (link.Length == 0)
        {
            return null;
        }

        if (link.StartsWith("//", StringComparison.Ordinal))
        {
            link = "https:" + link;
        }

        if (HasScheme(link))
        {
            return Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "mailto" ? Absolute(link, uri) : null;
        }

        if (location is null)
        {
            return null;
        }

        var split = link.AsSpan().IndexOfAny('?', '#');
        var (raw, rest) = split < 0 ? (link, "") : (link[..split], link[split..]);
        if (Walk(Uri.UnescapeDataString(raw)) is not { } walked)
        {
            return null;
        }

        if (walked.Above > 0)
        {
            return AboveRoot(location, walked.Above, walked.Parts, rest);
        }

        // A query such as ?raw=true has no meaning once the path is known, but a fragment such as #L10 does.
        var path = string.Join('/', walked.Parts);
        var fragment = rest.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? rest[hash..] : "";
        return new LinkTarget((IsFolder(path) ? location.Folder(path) : location.Address(path).TrimEnd('/')) + fragment, path, IsRelative: true);
    }

    public bool Exists(string path) => files.Contains(path) || IsFolder(path);

    private bool IsFolder(string path)
    {
        if (path.Length == 0)
        {
            return true;
        }

        _folders ??= files.SelectMany(Folders).ToHashSet(StringComparer.Ordinal);
        return _folders.Contains(path.TrimEnd('/'));
    }

    private static IEnumerable<string> Folders(string file)
    {
        for (var slash = file.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = file.IndexOf('/', slash + 1))
        {
            yield return file[..slash];
        }
    }

    /// <summary>An address of this repository on GitHub counts as a path, so that a private repository's pictures are shown.</summary>
    private LinkTarget Absolute(string link, Uri uri)
    {
        if (uri.Scheme is not ("https" or "http") || location is null || OwnParts(uri, location) is not { } parts)
        {
            return new LinkTarget(uri.AbsoluteUri, null);
        }

        return OwnPath(parts) is { } path ? new LinkTarget(link, path) : new LinkTarget(uri.AbsoluteUri, null);
    }

    /// <summary>The ref and the path of an address that shows a file or folder of this repository; else null.</summary>
    private static string[]? OwnParts(Uri uri, SourceLocation repository)
    {
        string[] parts = [.. uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        var host = uri.Host.ToLowerInvariant();
        if (host == "media.githubusercontent.com" && parts is ["media", ..])
        {
            parts = parts[1..];
        }

        var isOwn = parts.Length > 2
            && string.Equals(parts[0], repository.Owner, StringComparison.OrdinalIgnoreCase)
            && string.Equals(TrimGit(parts[1]), repository.Name, StringComparison.OrdinalIgnoreCase);
        if (!isOwn)
        {
            return null;
        }

        if (host is "raw.githubusercontent.com" or "raw.github.com" or "media.githubusercontent.com")
        {
            return Whole(parts[2..]);
        }

        var isWeb = host == repository.WebUrl.Host || host == "www." + repository.WebUrl.Host;
        return isWeb && parts[2] is "raw" or "blob" or "tree" or "blame" or "edit" ? Whole(parts[3..]) : null;

        // A slash in a branch's name can be escaped.
        static string[] Whole(string[] parts) => string.Join('/', parts).Split('/');
    }

    /// <summary>
    /// The path behind a ref. Where the ref ends can't be seen, so it is the first place behind which a file of the repository
    /// is named. Null when there is none: the file may be on another branch.
    /// </summary>
    private string? OwnPath(string[] parts)
    {
        if (parts is ["refs", "heads" or "tags" or "remotes", ..])
        {
            parts = parts[2..];
        }

        for (var start = 1; start <= Math.Min(parts.Length, MostBranchParts); start++)
        {
            var path = string.Join('/', parts[start..]);
            if (path.Length > 0 && Exists(path))
            {
                return path.TrimEnd('/');
            }
        }

        return parts.Length == 1 && parts[0].Length > 0 ? "" : null;
    }

    /// <summary>A file's page on GitHub is four levels below GitHub's root: owner, name, blob, commit.</summary>
    private LinkTarget? AboveRoot(SourceLocation repository, int above, List<string> parts, string rest)
    {
        var tail = string.Join('/', parts.Select(Uri.EscapeDataString)) + rest;
        string? address = above switch
        {
            1 or 2 when parts.Count > 0 && Pages.Contains(parts[0]) => repository.Page(tail),
            2 when parts.Count == 0 => repository.Page(rest).TrimEnd('/'),
            3 when parts.Count > 0 => new Uri(repository.WebUrl, $"/{Uri.EscapeDataString(repository.Owner)}/{tail}").AbsoluteUri,
            _ => null,
        };
        return address is null ? null : Absolute(address, new Uri(address));
    }

    /// <summary>The path's parts, and how many levels above the root they begin.</summary>
    private (int Above, List<string> Parts)? Walk(string path)
    {
        if (path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl))
        {
            return null;
        }

        var above = 0;
        var parts = path.StartsWith('/') ? [] : new List<string>(_folder);
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    above++;
                }
                else
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return (above, parts);
    }

    private static string TrimGit(string name) => name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;

    /// <summary>Ignores white space and control characters, as browsers do in <c>java&#10;script:</c>.</summary>
    private static bool HasScheme(string link)
    {
        var colon = link.IndexOf(':', StringComparison.Ordinal);
        var slash = link.AsSpan().IndexOfAny('/', '?', '#');
        return colon >= 0 && (slash < 0 || colon < slash);
    }
}
