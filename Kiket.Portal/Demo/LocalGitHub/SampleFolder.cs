using System.Collections.Immutable;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// Reads the shipped samples: <c>tokens.yaml</c>, and <c>owner/name/repository.yaml</c> with one folder of files
/// for each commit. Authors and dates are written there, so every machine gets the same commit SHAs.
/// </summary>
internal static class SampleFolder
{
    public static void Load(string folder, DemoAccounts accounts, Action<DemoRepository> put)
    {
        var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        var tokens = Path.Combine(folder, "tokens.yaml");
        if (File.Exists(tokens))
        {
            foreach (var token in yaml.Deserialize<List<TokenYaml>>(File.ReadAllText(tokens)))
            {
                accounts.Add(token.ToToken());
            }
        }

        foreach (var file in Directory.EnumerateFiles(folder, "repository.yaml", SearchOption.AllDirectories))
        {
            var home = Path.GetDirectoryName(file)!;
            // Only owner/name/repository.yaml, because the samples' own files may have the same name.
            if (Path.GetRelativePath(folder, home).Split(Path.DirectorySeparatorChar) is [var owner, var name])
            {
                put(Build(owner, name, home, yaml.Deserialize<RepositoryYaml>(File.ReadAllText(file))));
            }
        }
    }

    private static DemoRepository Build(string owner, string name, string home, RepositoryYaml yaml)
    {
        var repository = new DemoRepository(yaml.Id, owner, name)
        {
            Description = yaml.Description,
            Homepage = yaml.Homepage,
            Topics = [.. yaml.Topics],
            DefaultBranch = yaml.DefaultBranch,
            IsPrivate = yaml.Private,
            FormerNames = [.. yaml.FormerNames],
            Access = yaml.Access.ToImmutableDictionary(
                entry => entry.Token,
                entry => Enum.Parse<DemoPermission>(entry.Permission, ignoreCase: true),
                StringComparer.Ordinal),
        };
        foreach (var step in yaml.History)
        {
            var when = DateTimeOffset.Parse(step.Date, System.Globalization.CultureInfo.InvariantCulture);
            var author = GitSignature.Parse(step.Author, when);
            var push = new DemoPush(step.Message)
            {
                Branch = step.Branch ?? yaml.DefaultBranch,
                Files = ReadFiles(home, step),
                Deletions = step.Delete,
            };
            (repository, var commit) = GitChanges.Commit(repository, push, author);
            if (step.Tag is { } tag)
            {
                repository = GitChanges.Tag(repository, tag, commit, step.TagMessage, author);
            }
        }

        var first = yaml.History.Count == 0 ? default : repository.Objects.Values.OfType<GitCommit>().Min(commit => commit.Author.When);
        return repository with { CreatedAt = first, IsArchived = yaml.Archived };
    }

    private static Dictionary<string, DemoFile> ReadFiles(string home, StepYaml step)
    {
        var files = new Dictionary<string, DemoFile>(StringComparer.Ordinal);
        if (step.Overlay is { } overlay)
        {
            var root = Path.Combine(home, overlay);
            foreach (var file in Directory.EnumerateFiles(root, "*", Everything))
            {
                var path = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
                var mode = step.Executable.Contains(path, StringComparer.Ordinal) ? GitMode.Executable : GitMode.File;
                files[path] = new DemoFile(mode, File.ReadAllBytes(file));
            }
        }

        foreach (var (path, target) in step.Symlinks)
        {
            files[path] = DemoFile.Symlink(target);
        }

        foreach (var (path, sha) in step.Submodules)
        {
            files[path] = DemoFile.Submodule(sha);
        }

        return files;
    }

    /// <summary>Includes hidden folders, because the manifest is in <c>.kiket</c>.</summary>
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    private sealed class RepositoryYaml
    {
        public long Id { get; set; }

        public bool Private { get; set; }

        public bool Archived { get; set; }

        public string? Description { get; set; }

        public string? Homepage { get; set; }

        public List<string> Topics { get; set; } = [];

        public string DefaultBranch { get; set; } = "main";

        public List<string> FormerNames { get; set; } = [];

        public List<AccessYaml> Access { get; set; } = [];

        public List<StepYaml> History { get; set; } = [];
    }

    private sealed class AccessYaml
    {
        public string Token { get; set; } = "";

        public string Permission { get; set; } = "read";
    }

    private sealed class StepYaml
    {
        public string Message { get; set; } = "";

        public string Author { get; set; } = "";

        public string Date { get; set; } = "";

        public string? Branch { get; set; }

        public string? Overlay { get; set; }

        public List<string> Delete { get; set; } = [];

        public List<string> Executable { get; set; } = [];

        public Dictionary<string, string> Symlinks { get; set; } = [];

        public Dictionary<string, string> Submodules { get; set; } = [];

        public string? Tag { get; set; }

        /// <summary>Makes the tag annotated.</summary>
        public string? TagMessage { get; set; }
    }

    private sealed class TokenYaml
    {
        public string Token { get; set; } = "";

        public string Login { get; set; } = "";

        public string Kind { get; set; } = "fine_grained";

        public List<string> Scopes { get; set; } = [];

        public string? ExpiresAt { get; set; }

        public string? Note { get; set; }

        public DemoToken ToToken() => new(Token, Login)
        {
            Kind = Kind == "classic" ? DemoTokenKind.Classic : DemoTokenKind.FineGrained,
            Scopes = Scopes,
            ExpiresAt = ExpiresAt is null ? null : DateTimeOffset.Parse(ExpiresAt, System.Globalization.CultureInfo.InvariantCulture),
            Note = Note,
        };
    }
}
