namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// The files of an extension's repository. Complete ones pass every check; a test takes away or spoils what it
/// is about.
/// <code>SampleRepository.Complete("dev.acme.alerts", "1.0.0").Without("README.md")</code>
/// </summary>
public sealed class SampleRepository
{
    public const string ManifestPath = ".kiket/manifest.yaml";

    private SampleRepository(IReadOnlyDictionary<string, string> files) => Files = files;

    /// <summary>Path to text.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    public string Manifest => Files[ManifestPath];

    /// <summary>Manifest, documentation, example, license, tests and workflow: no check finds an error.</summary>
    public static SampleRepository Complete(string id, string version) => new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ManifestPath] = $"""
            model_version: "1.0"
            extension:
              id: {id}
              name: Acme Alerts
              version: {version}
              sdk: dotnet
              description: Tells the on-call channel about risky work.
              author: Acme
              license: MIT
              delivery: http
              callback:
                url: https://alerts.acme.test/hooks
              permissions: [issues:read, comments:write]
              hooks:
                - event: issue.created
                  timeout: 5000
                  retries: 1
                  description: Announces new issues

            """,
        ["README.md"] = "# Acme Alerts\n\nTells the on-call channel about **risky** work before the pager does.\n",
        ["docs/getting-started.md"] = "# Getting started\n\n1. Install.\n2. Choose a channel.\n",
        ["docs/CHANGELOG.md"] = $"# Changelog\n\n## {version}\n\n- Quieter at night.\n",
        ["docs/examples/quiet-hours.yaml"] = "title: Quiet hours\ndescription: Nothing at night.\nquiet:\n  from: 22\n  to: 6\n",
        ["LICENSE"] = "MIT License\n",
        ["tests/alerts.txt"] = "One alert for each risk.\n",
        [".github/workflows/ci.yml"] = "on: push\n",
    });

    /// <summary>A repository as it lies in <c>Samples/Repositories</c>; names are compared as GitHub does, by every letter.</summary>
    public static SampleRepository Folder(string name)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Samples", "Repositories", name);
        return new(Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal));
    }

    /// <summary>The same with the line ends that editors on Windows leave in documents.</summary>
    public SampleRepository WithWindowsLineEnds() => new(Files.ToDictionary(
        file => file.Key,
        file => file.Key.StartsWith("docs/", StringComparison.Ordinal) ? "\uFEFF" + file.Value.ReplaceLineEndings("\r\n") : file.Value,
        StringComparer.Ordinal));

    public SampleRepository With(string path, string text) =>
        new(new Dictionary<string, string>(Files, StringComparer.Ordinal) { [path] = text });

    public SampleRepository With(IEnumerable<KeyValuePair<string, string>> files) =>
        new(Files.Concat(files).ToDictionary(StringComparer.Ordinal));

    public SampleRepository Without(string path) =>
        new(Files.Where(file => file.Key != path).ToDictionary(StringComparer.Ordinal));

    public SampleRepository WithManifest(string text) => With(ManifestPath, text);

    /// <summary>The manifest with one line replaced, as a publisher would edit it.</summary>
    public SampleRepository Edited(string line, string replacement) => Manifest.Contains(line, StringComparison.Ordinal)
        ? WithManifest(Manifest.Replace(line, replacement, StringComparison.Ordinal))
        : throw new ArgumentException($"The manifest has no “{line}”.", nameof(line));
}
