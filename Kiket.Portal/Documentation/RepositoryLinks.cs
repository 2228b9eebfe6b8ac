namespace Kiket.Portal.Documentation;

/// <summary>Where a link leads.</summary>
/// <param name="Address">Absolute.</param>
/// <param name="Path">Path in the repository, if it leads there; "" for the root.</param>
internal sealed record LinkTarget(string Address, string? Path);

/// <summary>Resolves a link as GitHub does: against the file's folder, a leading slash against the repository's root.</summary>
internal sealed class RepositoryLinks(string file, SourceLocation? location)
{
    private readonly string[] _folder = file.Split('/')[..^1];

    /// <summary>Null for links that aren't allowed: other schemes, above the repository's root, or relative without a repository.</summary>
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
            return Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "mailto" ? Absolute(link, uri) : null;
        }

        if (location is null)
        {
            return null;
        }

        var split = link.AsSpan().IndexOfAny('?', '#');
        var (raw, rest) = split < 0 ? (link, "") : (link[..split], link[split..]);
        if (Walk(Uri.UnescapeDataString(raw)) is not { } path)
        {
            return null;
        }

        // A query such as ?raw=true has no meaning once the path is known, but a fragment such as #L10 does.
        var fragment = rest.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? rest[hash..] : "";
        return new LinkTarget(location.Address(path).TrimEnd('/') + fragment, path);
    }

    /// <summary>An address of this repository on GitHub counts as a path, so that a private repository's pictures are shown.</summary>
    private LinkTarget Absolute(string link, Uri uri)
    {
        if (location is null)
        {
            return new LinkTarget(uri.AbsoluteUri, null);
        }

        string[] parts = uri.Scheme == "https" ? [.. uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)] : [];
        var own = parts.Length > 3
            && string.Equals(parts[0], location.Owner, StringComparison.OrdinalIgnoreCase)
            && string.Equals(parts[1], location.Name, StringComparison.OrdinalIgnoreCase);
        if (own && string.Equals(uri.Host, "raw.githubusercontent.com", StringComparison.OrdinalIgnoreCase))
        {
            return new LinkTarget(link, string.Join('/', parts[3..]));
        }

        return own && parts.Length > 4 && parts[2] is "raw" && string.Equals(uri.Host, location.WebUrl.Host, StringComparison.OrdinalIgnoreCase)
            ? new LinkTarget(link, string.Join('/', parts[4..]))
            : new LinkTarget(uri.AbsoluteUri, null);
    }

    private string? Walk(string path)
    {
        if (path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl))
        {
            return null;
        }

        var parts = path.StartsWith('/') ? [] : new List<string>(_folder);
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>Ignores white space and control characters, as browsers do in <c>java&#10;script:</c>.</summary>
    private static bool HasScheme(string link)
    {
        var colon = link.IndexOf(':', StringComparison.Ordinal);
        var slash = link.AsSpan().IndexOfAny('/', '?', '#');
        return colon >= 0 && (slash < 0 || colon < slash);
    }
}
