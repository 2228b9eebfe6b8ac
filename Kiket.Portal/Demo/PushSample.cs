using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Foundation;
using Semver;

namespace Kiket.Portal.Demo;

/// <summary>Pushes a new commit to a sample repository, as its publisher would: a higher version, or only a text change.</summary>
public sealed partial class PushSample(DemoRepositories repositories, TimeProvider clock)
{
    private const string ManifestPath = ".kiket/manifest.yaml";

    /// <returns>The new commit's short SHA, and the new version if there is one.</returns>
    public Result<string> Run(long repositoryId, bool newVersion)
    {
        if (repositories.Find(repositoryId) is not { Head: { } head } repository)
        {
            return Error.NotFound("sample_not_found", "There is no such sample repository. Choose one from the list.");
        }

        var today = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var push = newVersion ? NewVersion(repository, head, today) : Words(repository, head, today);
        if (!push.TryGet(out var prepared, out var error) || !repositories.Push(repositoryId, prepared).TryGet(out var commit, out error))
        {
            return error;
        }

        return $"{repository.FullName} is at {commit.Sha[..7]} now: {prepared.Message}";
    }

    private static Result<DemoPush> NewVersion(DemoRepository repository, GitCommit head, string today)
    {
        var manifest = Text(repository, head, ManifestPath);
        var match = manifest is null ? null : VersionLine().Match(manifest);
        if (match is not { Success: true } || !SemVersion.TryParse(match.Groups["version"].Value, SemVersionStyles.Strict, out var version))
        {
            return Error.Conflict("sample_has_no_version", $"{repository.FullName} has no manifest with a version to raise. Push a text change instead.");
        }

        var next = version.WithoutPrereleaseOrMetadata().With(minor: version.Minor + 1, patch: 0).ToString();
        var files = new List<(string, string)> { (ManifestPath, VersionLine().Replace(manifest!, line => line.Groups["before"].Value + next, 1)) };
        var changelog = new[] { "docs/CHANGELOG.md", "CHANGELOG.md" }.FirstOrDefault(path => Text(repository, head, path) is not null);
        if (changelog is not null)
        {
            files.Add((changelog, WithEntry(Text(repository, head, changelog)!, next, today)));
        }

        return DemoPush.Of($"Release {next}", [.. files]);
    }

    private static Result<DemoPush> Words(DemoRepository repository, GitCommit head, string today)
    {
        var path = Text(repository, head, "docs/README.md") is null ? "README.md" : "docs/README.md";
        return DemoPush.Of("Note when the page was last reviewed", (path, $"{Text(repository, head, path)?.TrimEnd()}\n\n_Reviewed on {today}._\n"));
    }

    /// <summary>A new entry above the newest one, in the file's own style.</summary>
    private static string WithEntry(string changelog, string version, string today)
    {
        var entry = $"## [{version}] - {today}\n\n### Changed\n\n- Small improvements that a customer requested.\n\n";
        var newest = changelog.IndexOf("\n## ", StringComparison.Ordinal);
        return newest < 0 ? $"{changelog.TrimEnd()}\n\n{entry}" : changelog.Insert(newest + 1, entry);
    }

    private static string? Text(DemoRepository repository, GitCommit commit, string path) =>
        repository.FileAt(commit, path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    [GeneratedRegex(
        """^(?<before>\s{2,}version:\s*["']?)(?<version>\d+\.\d+\.\d+[0-9A-Za-z.+-]*)""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();
}
