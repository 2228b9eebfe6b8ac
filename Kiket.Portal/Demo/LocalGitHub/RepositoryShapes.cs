using System.Text.Json.Serialization;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>Repositories, accounts and references as GitHub's REST reference describes them.</summary>
internal static class RepositoryShapes
{
    public static object Account(string api, string login, string type) => new
    {
        Login = login,
        Id = DemoAccounts.IdOf(login),
        NodeId = GitHubJson.NodeId(type, DemoAccounts.IdOf(login)),
        AvatarUrl = "",
        GravatarId = "",
        Url = $"{api}/users/{login}",
        HtmlUrl = $"https://github.com/{login}",
        ReposUrl = $"{api}/users/{login}/repos",
        Type = type,
        UserViewType = "public",
        SiteAdmin = false,
    };

    public static object Repository(RepositoryCall call) => Repository(call.Api, call.Repository, call.Token, call.Permission);

    public static object Repository(string api, DemoRepository repository, DemoToken? token, DemoPermission? permission)
    {
        var url = $"{api}/repos/{repository.FullName}";
        var html = $"https://github.com/{repository.FullName}";
        return new
        {
            repository.Id,
            NodeId = GitHubJson.NodeId("Repository", repository.Id),
            repository.Name,
            repository.FullName,
            Private = repository.IsPrivate,
            Owner = Account(api, repository.Owner, "Organization"),
            HtmlUrl = html,
            repository.Description,
            Fork = false,
            Url = url,
            BranchesUrl = url + "/branches{/branch}",
            CommitsUrl = url + "/commits{/sha}",
            CompareUrl = url + "/compare/{base}...{head}",
            ContentsUrl = url + "/contents/{+path}",
            GitRefsUrl = url + "/git/refs{/sha}",
            GitTagsUrl = url + "/git/tags{/sha}",
            TagsUrl = url + "/tags",
            TreesUrl = url + "/git/trees{/sha}",
            GitUrl = $"git://github.com/{repository.FullName}.git",
            SshUrl = $"git@github.com:{repository.FullName}.git",
            CloneUrl = $"{html}.git",
            SvnUrl = html,
            repository.Homepage,
            Size = repository.Objects.Values.Sum(item => (long)item.Data.Length) / 1024,
            StargazersCount = 0,
            WatchersCount = 0,
            ForksCount = 0,
            OpenIssuesCount = 0,
            Language = (string?)null,
            HasIssues = true,
            HasProjects = false,
            HasWiki = false,
            HasPages = false,
            HasDownloads = false,
            Archived = repository.IsArchived,
            Disabled = false,
            License = License(repository),
            AllowForking = true,
            IsTemplate = false,
            repository.Topics,
            Visibility = repository.IsPrivate ? "private" : "public",
            Forks = 0,
            OpenIssues = 0,
            Watchers = 0,
            repository.DefaultBranch,
            repository.PushedAt,
            repository.CreatedAt,
            UpdatedAt = repository.PushedAt,
            Permissions = token is null ? null : Permissions(permission),
        };
    }

    public static object Branch(RepositoryCall call, string name, GitCommit commit, bool whole) => new
    {
        Name = name,
        Commit = whole ? CommitShapes.Commit(call, commit) : Pointer(call, commit),
        Protected = false,
        Protection = new { Enabled = false },
        ProtectionUrl = $"{call.RepositoryApi}/branches/{name}/protection",
    };

    public static object Tag(RepositoryCall call, string name, GitCommit commit) => new
    {
        Name = name,
        ZipballUrl = $"{call.RepositoryApi}/zipball/refs/tags/{name}",
        TarballUrl = $"{call.RepositoryApi}/tarball/refs/tags/{name}",
        Commit = Pointer(call, commit),
        NodeId = GitHubJson.NodeId("Ref", name),
    };

    public static object Reference(RepositoryCall call, string name, string sha)
    {
        var type = call.Repository.Objects[sha].Type;
        return new
        {
            Ref = name,
            NodeId = GitHubJson.NodeId("Ref", $"{call.Repository.Id}:{name}"),
            Url = $"{call.RepositoryApi}/git/{name}",
            Object = new { Type = type, Sha = sha, Url = $"{call.RepositoryApi}/git/{type}s/{sha}" },
        };
    }

    public static object? License(DemoRepository repository)
    {
        if (repository.Head is not { } head || repository.FileAt(head, "LICENSE") is not { } file)
        {
            return null;
        }

        var text = System.Text.Encoding.UTF8.GetString(file);
        var (key, name, spdx) = text.Contains("MIT License", StringComparison.Ordinal) ? ("mit", "MIT License", "MIT")
            : text.Contains("Apache License", StringComparison.Ordinal) ? ("apache-2.0", "Apache License 2.0", "Apache-2.0")
            : ("other", "Other", "NOASSERTION");
        return new { Key = key, Name = name, SpdxId = spdx, Url = (string?)null, NodeId = GitHubJson.NodeId("License", key) };
    }

    private static object Permissions(DemoPermission? permission) => new
    {
        Admin = permission == DemoPermission.Admin,
        Maintain = permission == DemoPermission.Admin,
        Push = permission is DemoPermission.Push or DemoPermission.Admin,
        Triage = permission is DemoPermission.Push or DemoPermission.Admin,
        Pull = true,
    };

    private static object Pointer(RepositoryCall call, GitCommit commit) =>
        new { commit.Sha, Url = $"{call.RepositoryApi}/commits/{commit.Sha}" };
}

/// <summary>A file, a directory's entry, a symbolic link or a submodule, as the contents endpoint returns it.</summary>
internal sealed record ContentShape(
    string Type, string Name, string Path, string Sha, long Size, string Url, string HtmlUrl, string GitUrl, string? DownloadUrl)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encoding { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubmoduleGitUrl { get; init; }

    [JsonPropertyName("_links")]
    public object Links => new { Self = Url, Git = GitUrl, Html = HtmlUrl };
}
