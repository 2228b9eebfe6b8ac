using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>All rules for a manifest, and those that need the rest of the repository.</summary>
public static class ManifestRules
{
    private static readonly string[] TestFolders = ["test/", "tests/", "spec/"];

    /// <summary>Every rule in id order, for the page that documents them.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        .. FileRules.All, .. IdentityRules.All, .. DeliveryRules.All, .. PermissionRules.All,
        .. HostingRules.All, .. SetupRules.All, .. DataRules.All, .. TermsRules.All,
    ];

    /// <summary>
    /// Compares the files of a commit with the manifest. <paramref name="paths"/> are all files of the tree;
    /// <paramref name="manifest"/> is null when there is none or it could not be read.
    /// </summary>
    public static IReadOnlyList<Finding> CheckRepository(IReadOnlyCollection<string> paths, Manifest? manifest)
    {
        var findings = new List<Finding>();
        CheckManifestFile(paths, findings);
        if (!paths.Any(path => Same(path, "README.md")))
            findings.Add(IdentityRules.ReadmeMissing.At("There is no README.md at the root."));
        if (!paths.Any(path => TestFolders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))))
            findings.Add(IdentityRules.TestsMissing.At("There is no test/, tests/ or spec/ folder."));
        if (!paths.Any(IsLicense))
            findings.Add(IdentityRules.LicenseMissing.At("There is no LICENSE at the root."));
        if (!paths.Any(IsWorkflow))
            findings.Add(IdentityRules.WorkflowMissing.At("There is no CI workflow."));
        if (manifest is not null)
            CheckNamedFiles(paths, manifest, findings);
        return findings;
    }

    /// <summary>
    /// Checks one <c>.kiket/modules/*/schema.yml</c> against the manifest, with the same limits as the manifest.
    /// </summary>
    public static IReadOnlyList<Finding> CheckModuleSchema(ReadOnlyMemory<byte> bytes, string path, Manifest? manifest) =>
        ModuleSchema.Check(bytes, path, manifest);

    /// <summary>True for files that <see cref="CheckModuleSchema"/> checks.</summary>
    public static bool IsModuleSchema(string path)
    {
        var parts = path.Split('/');
        return parts is [".kiket", "modules", _, "schema.yml" or "schema.yaml"];
    }

    private static void CheckManifestFile(IReadOnlyCollection<string> paths, List<Finding> findings)
    {
        var present = paths.Contains(ManifestReader.Path, StringComparer.Ordinal);
        if (paths.FirstOrDefault(path => Same(path, ".kiket/manifest.yml")) is { } shortened)
            findings.Add(present
                ? FileRules.OtherName.At($"{shortened} is beside {ManifestReader.Path} and isn't read.", shortened, fix: $"Remove {shortened}.")
                : FileRules.ManifestMissing.At(
                    $"There is a {shortened}, but only {ManifestReader.Path} is read.", shortened, fix: $"Rename {shortened} to {ManifestReader.Path}."));
        else if (!present)
            findings.Add(MissingManifest(paths));
    }

    private static Finding MissingManifest(IReadOnlyCollection<string> paths)
    {
        if (paths.FirstOrDefault(path => Same(path, ManifestReader.Path)) is { } otherCase)
            return FileRules.ManifestMissing.At(
                $"There is a {otherCase}, but the name must be in lower case.", otherCase, fix: $"Rename it to {ManifestReader.Path}.");
        if (paths.FirstOrDefault(IsInProjectOfSeveral) is { } nested)
            return FileRules.ManifestMissing.At(
                $"{nested} is the layout of a project with several extensions. The marketplace only reads {ManifestReader.Path}.",
                nested,
                fix: "Give the extension its own repository, with the file at .kiket/manifest.yaml.");
        foreach (var (name, layout) in new[]
        {
            ("kiket-extension.yaml", "the kiket.dev/v1 layout"),
            ("extension.yaml", "the manifest_version 2 layout or an SDK settings file"),
            ("manifest.json", "the legacy manifest.json layout"),
            ("manifest.yaml", "an SDK settings file"),
        })
        {
            if (paths.Contains(name, StringComparer.Ordinal))
                return FileRules.ManifestMissing.At(
                    $"There is a {name} at the root, which is {layout}. The marketplace reads {ManifestReader.Path}.",
                    name,
                    fix: $"Add {ManifestReader.Path} with model_version: \"1.0\" and extension:.");
        }

        return FileRules.ManifestMissing.At($"There is no {ManifestReader.Path}.");
    }

    private static void CheckNamedFiles(IReadOnlyCollection<string> paths, Manifest manifest, List<Finding> findings)
    {
        if (manifest.Icon is { } icon
            && !WebAddress.IsWeb(icon)
            && RepositoryPath.IsInside(icon)
            && !paths.Contains(RepositoryPath.Normalise(icon), StringComparer.Ordinal))
            findings.Add(IdentityRules.IconMissing.At(
                $"The icon {ManifestNotes.Quote(icon)} isn't in the repository.",
                ManifestReader.Path,
                manifest.LineOf("assets.icon") ?? manifest.LineOf("icon"),
                fix: $"Add {RepositoryPath.Normalise(icon)}, or remove icon."));
        if (manifest.Hosting is { Managed: true } hosting && !paths.Contains("Dockerfile", StringComparer.Ordinal))
            findings.Add(HostingRules.DockerfileMissing.At(
                "hosting.managed is true, but there is no Dockerfile at the root.", ManifestReader.Path, hosting.Line));
    }

    private static bool IsLicense(string path) =>
        !path.Contains('/', StringComparison.Ordinal)
        && (path.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase)
            || path.StartsWith("LICENCE", StringComparison.OrdinalIgnoreCase)
            || path.StartsWith("COPYING", StringComparison.OrdinalIgnoreCase));

    private static bool IsWorkflow(string path) =>
        (path.StartsWith(".github/workflows/", StringComparison.Ordinal)
            && (path.EndsWith(".yml", StringComparison.Ordinal) || path.EndsWith(".yaml", StringComparison.Ordinal)))
        || path is ".gitlab-ci.yml" or ".circleci/config.yml" or "azure-pipelines.yml" or "Jenkinsfile";

    private static bool IsInProjectOfSeveral(string path) =>
        path.StartsWith(".kiket/extensions/", StringComparison.Ordinal) && path.EndsWith("/manifest.yaml", StringComparison.Ordinal);

    private static bool Same(string path, string name) => string.Equals(path, name, StringComparison.OrdinalIgnoreCase);
}
