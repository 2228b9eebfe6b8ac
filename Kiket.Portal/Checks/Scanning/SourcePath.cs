namespace Kiket.Portal.Checks.Scanning;

/// <summary>The purpose of a file, judged by its path.</summary>
public enum SourceRole
{
    /// <summary>Code and its configuration.</summary>
    Source,

    /// <summary>Tests and their data.</summary>
    Test,

    /// <summary>Texts for people, and files that describe the repository.</summary>
    Documentation,

    /// <summary>Files that tools write: lock files, bundles.</summary>
    Generated,

    /// <summary>Pictures, fonts, archives.</summary>
    Media,
}

/// <summary>Judges paths of a repository. Fast enough for many thousands of them.</summary>
public static class SourcePath
{
    private static readonly HashSet<string> MediaExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp", ".svg", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4",
        ".webm", ".mov", ".wav", ".pdf", ".zip", ".gz", ".tgz", ".tar", ".7z", ".jar", ".war", ".dll", ".exe", ".so", ".wasm",
    };

    private static readonly HashSet<string> DocumentExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".md", ".markdown", ".mdx", ".rst", ".adoc", ".txt", ".html", ".htm", ".csv", ".ipynb",
    };

    private static readonly HashSet<string> SourceExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".rb", ".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".java", ".kt", ".kts", ".scala", ".groovy", ".cs", ".fs", ".vb",
        ".go", ".rs", ".php", ".ex", ".exs", ".swift", ".c", ".h", ".cpp", ".cc", ".sh", ".bash", ".ps1", ".lua", ".pl", ".vue", ".svelte",
        ".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf", ".properties", ".env", ".erb", ".liquid", ".cshtml", ".razor",
    };

    private static readonly HashSet<string> Locks = new(StringComparer.OrdinalIgnoreCase)
    {
        "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "npm-shrinkwrap.json", "bun.lock", "gemfile.lock", "poetry.lock", "pipfile.lock",
        "uv.lock", "cargo.lock", "composer.lock", "go.sum", "packages.lock.json", "mix.lock", "pubspec.lock", "gradle.lockfile", "flake.lock",
        "deno.lock", "project.assets.json",
    };

    /// <summary>Files that describe a package to its registry. No one calls their addresses.</summary>
    private static readonly HashSet<string> Descriptions = new(StringComparer.OrdinalIgnoreCase)
    {
        "package.json", "composer.json", "pyproject.toml", "setup.py", "setup.cfg", "cargo.toml", "gemfile", "pom.xml", "build.gradle",
        "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "go.mod", "mix.exs", "nuget.config", "mkdocs.yml", "_config.yml",
        "renovate.json", "tsconfig.json", "license", "dockerfile",
        "deno.json", "jsr.json", "lerna.json", "biome.json", "dependabot.yml", "openapi.json", "openapi.yaml", "openapi.yml",
    };

    public static SourceRole RoleOf(string path)
    {
        var folders = path.Split('/');
        var name = folders[^1];
        var extension = Path.GetExtension(name);
        if (MediaExtensions.Contains(extension))
        {
            return SourceRole.Media;
        }

        if (folders.SkipLast(1).Any(folder => folder is "node_modules" or "vendor" or "dist" or "build" or "target" or "bin" or "obj"
                or ".yarn" or "third_party")
            || Locks.Contains(name)
            || name.EndsWith(".min.js", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".map", StringComparison.OrdinalIgnoreCase))
        {
            return SourceRole.Generated;
        }

        if (folders.SkipLast(1).Any(folder => folder is "test" or "tests" or "spec" or "specs" or "__tests__" or "__mocks__" or "fixtures" or "testdata"
                or "e2e" or "cypress" or "mocks" or "replay")
            || IsTestName(name))
        {
            return SourceRole.Test;
        }

        return folders.SkipLast(1).Any(folder => folder is "docs" or "doc" or ".github" or ".gitlab" or ".kiket" or ".circleci" or "examples" or "example")
            || DocumentExtensions.Contains(extension)
            || Descriptions.Contains(name)
            || extension.Equals(".csproj", StringComparison.OrdinalIgnoreCase)
            || extension.Equals(".gemspec", StringComparison.OrdinalIgnoreCase)
                ? SourceRole.Documentation
                : SourceRole.Source;
    }

    /// <summary>Whether the extension may call the hosts in the file.</summary>
    public static bool MayCall(string path) => RoleOf(path) == SourceRole.Source && SourceExtensions.Contains(Path.GetExtension(path));

    /// <summary>
    /// The order of checking files: secrets are most likely in code and configuration, least in pictures. A limit cuts the end.
    /// </summary>
    public static int Rank(string path) => RoleOf(path) switch
    {
        SourceRole.Source => 0,
        SourceRole.Test or SourceRole.Documentation => 1,
        SourceRole.Generated => 2,
        _ => 3,
    };

    private static bool IsTestName(string name) =>
        name.Contains(".test.", StringComparison.OrdinalIgnoreCase) || name.Contains(".spec.", StringComparison.OrdinalIgnoreCase)
        || name.Contains("_test.", StringComparison.OrdinalIgnoreCase) || name.Contains("_spec.", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("test_", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Tests.cs", StringComparison.Ordinal)
        || name.EndsWith("Test.java", StringComparison.Ordinal)
        || name.EndsWith("Test.kt", StringComparison.Ordinal);
}
