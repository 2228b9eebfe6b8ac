using Kiket.Portal.Demo.LocalGitHub;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;
using Semver;

namespace Kiket.Portal.Tests.Demo;

/// <summary>The shipped samples are what they claim to be, by the rules that publishers are held to.</summary>
public class SampleRepositoryTests
{
    private static readonly DemoRepositories Shipped =
        new(Path.Combine(AppContext.BaseDirectory, "Demo", "Repositories"), null, TimeProvider.System);

    /// <summary>Those that are there to be wrong, or not to be an extension at all.</summary>
    private static readonly string[] Flawed =
        ["acme/standup-digest", "initrode/status-beacon", "initrode/legacy-pager", "initrode/handbook"];

    public static TheoryData<string> Names => [.. Shipped.All.Select(repository => repository.FullName)];

    public static TheoryData<string> Sound => [.. Shipped.All.Select(repository => repository.FullName).Except(Flawed, StringComparer.Ordinal)];

    [Fact]
    public void At_least_twelve_publishers_extensions_are_shipped_two_of_them_private()
    {
        Assert.True(Shipped.All.Count >= 13);
        Assert.Equal(2, Shipped.All.Count(repository => repository.IsPrivate));
        Assert.Equal(Shipped.All.Count, Shipped.All.Select(repository => repository.Id).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_has_a_default_branch_with_a_readme(string name)
    {
        var repository = Named(name);
        Assert.NotNull(repository.Head);
        Assert.NotNull(repository.FileAt(repository.Head, "README.md"));
    }

    [Theory]
    [MemberData(nameof(Sound))]
    public void Every_version_of_a_sound_sample_passes_all_rules(string name)
    {
        var repository = Named(name);
        foreach (var reference in Tags(repository).Append(repository.DefaultBranch))
        {
            var findings = Findings(repository, reference).Where(finding => finding.Level != FindingLevel.Info && finding.Id != HostingRules.EgressWildcard.Id);
            Assert.Empty(findings.Select(finding => $"{reference} {finding.Id} {finding.Line}: {finding.Message}"));
        }
    }

    [Theory]
    [MemberData(nameof(Sound))]
    public void Every_tag_of_a_sound_sample_is_the_version_of_its_manifest_and_they_rise(string name)
    {
        var repository = Named(name);
        var versions = Tags(repository)
            .OrderBy(tag => repository.Resolve(tag)!.Author.When)
            .Select(tag => (Tag: tag, Version: Read(repository, tag).Manifest!.Version))
            .ToList();
        Assert.All(versions, version => Assert.Equal(version.Tag, $"v{version.Version}"));
        Assert.Equal(
            versions.Select(version => version.Version),
            versions.Select(version => version.Version).OrderBy(text => SemVersion.Parse(text!), SemVersion.PrecedenceComparer));
    }

    [Fact]
    public void Sample_with_warnings_has_no_error()
    {
        var findings = Findings(Named("acme/standup-digest"), "trunk");
        Assert.DoesNotContain(findings, finding => finding.Level == FindingLevel.Error);
        Assert.Superset(
            new HashSet<string>(["M116", "M212", "M221", "M222", "M223", "M224", "M506"], StringComparer.Ordinal),
            findings.Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Sample_with_errors_shows_them_all_at_once()
    {
        var errors = Findings(Named("initrode/status-beacon"), "main").Where(finding => finding.Level == FindingLevel.Error).Select(finding => finding.Id);
        Assert.Superset(
            new HashSet<string>(
                ["M203", "M210", "M211", "M213", "M308", "M501", "M505", "M507", "M511", "M612", "M616", "M702", "M704", "M712"],
                StringComparer.Ordinal),
            errors.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Old_layout_and_missing_manifest_are_named()
    {
        Assert.Contains(Findings(Named("initrode/legacy-pager"), "master"), finding => finding.Id == "M114");
        Assert.Contains(Findings(Named("initrode/handbook"), "main"), finding => finding.Id == "M125");
    }

    [Fact]
    public void Windows_line_ends_are_kept_and_the_sample_has_no_docs_pages()
    {
        var repository = Named("initrode/sla-sentinel");
        var readme = System.Text.Encoding.UTF8.GetString(repository.FileAt(repository.Head!, "README.md")!);
        Assert.Contains("\r\n", readme, StringComparison.Ordinal);
        Assert.Null(repository.FileAt(repository.Head!, "docs/README.md"));
    }

    [Fact]
    public void Pictures_are_pictures_and_small()
    {
        foreach (var repository in Shipped.All)
        {
            foreach (var blob in Paths(repository, repository.Head!).Where(path => path.EndsWith(".png", StringComparison.Ordinal)))
            {
                var bytes = repository.FileAt(repository.Head!, blob)!;
                Assert.Equal(new byte[] { 0x89, 0x50, 0x4E, 0x47 }, bytes[..4]);
                Assert.InRange(bytes.Length, 1_000, 300_000);
            }
        }
    }

    private static DemoRepository Named(string name) => Shipped.Find(name.Split('/')[0], name.Split('/')[1])!;

    private static IEnumerable<string> Tags(DemoRepository repository) =>
        repository.References.Keys.Where(name => name.StartsWith("refs/tags/", StringComparison.Ordinal)).Select(name => name["refs/tags/".Length..]);

    private static List<string> Paths(DemoRepository repository, GitCommit commit) =>
        [.. repository.Walk(repository.Find<GitTree>(commit.Tree)!).Where(item => !item.Entry.IsDirectory).Select(item => item.Path)];

    private static ManifestReading Read(DemoRepository repository, string reference) =>
        repository.FileAt(repository.Resolve(reference)!, ManifestReader.Path) is { } bytes
            ? ManifestReader.Read(bytes, ManifestReader.Path)
            : new ManifestReading(null, null, []);

    private static List<Finding> Findings(DemoRepository repository, string reference)
    {
        var reading = Read(repository, reference);
        return [.. reading.Findings, .. ManifestRules.CheckRepository(Paths(repository, repository.Resolve(reference)!), reading.Manifest)];
    }
}
