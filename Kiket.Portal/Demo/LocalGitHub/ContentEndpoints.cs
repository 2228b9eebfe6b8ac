using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>Files by path at a ref.</summary>
internal static class ContentEndpoints
{
    /// <summary>Above this size GitHub leaves the content out and signals it with the encoding.</summary>
    private const int ContentBound = 1024 * 1024;

    public static GitHubResponse Contents(RepositoryCall call) => At(call, call.Rest(), null);

    /// <summary>Where <c>download_url</c> leads: the bytes of a file at a commit.</summary>
    public static GitHubResponse Raw(RepositoryCall call) =>
        call.Repository.Resolve(call.Rest("sha")) is { } commit && call.Repository.FileAt(commit, call.Rest()) is { } data
            ? GitHubResponse.Raw(data, "application/octet-stream")
            : GitHubResponse.NotFound();

    public static GitHubResponse Readme(RepositoryCall call)
    {
        var folder = call.Repository.Head is { } head ? call.Repository.Find<GitTree>(head.Tree) : null;
        var name = folder?.Entries.FirstOrDefault(entry => entry.Name.StartsWith("README", StringComparison.OrdinalIgnoreCase))?.Name;
        return name is null ? GitHubResponse.NotFound() : At(call, name, null);
    }

    public static GitHubResponse License(RepositoryCall call) =>
        RepositoryShapes.License(call.Repository) is { } license ? At(call, "LICENSE", license) : GitHubResponse.NotFound();

    /// <summary>GitHub breaks its base64 every 60 characters.</summary>
    public static string Base64(byte[] data)
    {
        const int Width = 60;
        var text = Convert.ToBase64String(data);
        var lines = new StringBuilder(text.Length + (text.Length / Width) + 1);
        for (var start = 0; start < text.Length; start += Width)
        {
            lines.Append(text, start, Math.Min(Width, text.Length - start)).Append('\n');
        }

        return lines.ToString();
    }

    private static GitHubResponse At(RepositoryCall call, string path, object? license)
    {
        var reference = call.Query("ref");
        if (call.Repository.Resolve(reference ?? call.Repository.DefaultBranch) is not { } commit)
        {
            return GitHubResponse.NotFound(reference is null ? "This repository is empty." : $"No commit found for the ref {reference}");
        }

        if (call.Repository.EntryAt(commit, path) is not { } entry)
        {
            return GitHubResponse.NotFound();
        }

        var source = new Source(call, reference ?? call.Repository.DefaultBranch, commit);
        if (entry.IsDirectory)
        {
            var prefix = path.Length == 0 ? "" : path.Trim('/') + "/";
            var entries = call.Repository.Find<GitTree>(entry.Sha)!.Entries;
            // A listing calls a submodule a file: a documented mistake that GitHub keeps for old clients.
            return GitHubResponse.Json(entries.Select(child => source.Shape(prefix + child.Name, child) with
            {
                Type = child.IsDirectory ? "dir" : child.IsSymlink ? "symlink" : "file",
            }).ToList());
        }

        if (entry.IsSubmodule)
        {
            return GitHubResponse.Json(source.Shape(path, entry) with
            {
                Type = "submodule",
                SubmoduleGitUrl = $"https://github.com/{call.Repository.Owner}/{entry.Name}.git",
            });
        }

        return entry.IsSymlink ? Symlink(source, path, entry) : File(source, path, entry, license);
    }

    /// <summary>A link to a file of the same repository returns that file; any other link returns itself.</summary>
    private static GitHubResponse Symlink(Source source, string path, GitTreeEntry entry)
    {
        var repository = source.Call.Repository;
        var target = Encoding.UTF8.GetString(repository.Find<GitBlob>(entry.Sha)!.Data);
        var folder = path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";
        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return repository.EntryAt(source.Commit, string.Join('/', parts)) is { IsDirectory: false, IsSubmodule: false, IsSymlink: false } file
            ? File(source, path, file, null)
            : GitHubResponse.Json(source.Shape(path, entry) with { Type = "symlink", Target = target });
    }

    private static GitHubResponse File(Source source, string path, GitTreeEntry entry, object? license)
    {
        var data = source.Call.Repository.Find<GitBlob>(entry.Sha)!.Data;
        if (source.Call.Accepts("raw"))
        {
            return GitHubResponse.Raw(data, source.Call.AcceptedType);
        }

        var large = data.Length > ContentBound;
        var shape = source.Shape(path, entry) with
        {
            Type = "file",
            Content = large ? "" : Base64(data),
            Encoding = large ? "none" : "base64",
        };
        return license is null
            ? GitHubResponse.Json(shape)
            : GitHubResponse.Json(
                new { shape.Name, shape.Path, shape.Sha, shape.Size, shape.Url, shape.HtmlUrl, shape.Content, shape.Encoding, License = license });
    }

    private sealed record Source(RepositoryCall Call, string Reference, GitCommit Commit)
    {
        public ContentShape Shape(string path, GitTreeEntry entry)
        {
            var blob = Call.Repository.Find<GitBlob>(entry.Sha);
            return new ContentShape(
                "file",
                entry.Name,
                path,
                entry.Sha,
                blob?.Data.Length ?? 0,
                $"{Call.RepositoryApi}/contents/{path}?ref={Uri.EscapeDataString(Reference)}",
                $"{Call.Html}/{(entry.IsDirectory ? "tree" : "blob")}/{Reference}/{path}",
                $"{Call.RepositoryApi}/git/{(entry.IsDirectory ? "trees" : "blobs")}/{entry.Sha}",
                blob is null ? null : $"{Call.RepositoryApi}/raw/{Commit.Sha}/{path}");
        }
    }
}
