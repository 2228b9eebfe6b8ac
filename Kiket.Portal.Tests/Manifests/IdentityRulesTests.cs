using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class IdentityRulesTests
{
    [Fact]
    public void A_missing_model_version_is_a_warning()
    {
        var reading = ManifestSamples.With("model_version: \"1.0\"\n", string.Empty);

        Assert.Equal(FindingLevel.Warning, reading.Single(IdentityRules.ModelVersionMissing).Level);
        Assert.False(reading.HasErrors);
    }

    [Fact]
    public void Another_model_version_is_a_warning()
    {
        ManifestSamples.With("\"1.0\"", "\"2.0\"").Single(IdentityRules.ModelVersionUnknown);
        ManifestSamples.With("\"1.0\"", "1.0").HasNot(IdentityRules.ModelVersionUnknown);
    }

    [Theory]
    [InlineData("id: dev.acme.pinger", "M203")]
    [InlineData("name: Pinger", "M207")]
    [InlineData("version: 1.0.0", "M209")]
    public void Id_name_and_version_are_required(string line, string id)
    {
        var finding = Assert.Single(ManifestSamples.With("  " + line + "\n", string.Empty).Findings);

        Assert.Equal((id, FindingLevel.Error), (finding.Id, finding.Level));
    }

    [Theory]
    [InlineData("dev.acme_pinger")]
    [InlineData("Dev.Acme.Pinger")]
    [InlineData("9dev.acme")]
    public void An_unusual_id_is_a_warning(string id)
    {
        var reading = ManifestSamples.With("dev.acme.pinger", id);

        reading.Single(IdentityRules.IdForm);
        Assert.False(reading.HasErrors);
    }

    [Theory]
    [InlineData("\"dev.acme\\nevil\"")]
    [InlineData("../etc/passwd")]
    [InlineData("dev..acme")]
    [InlineData("dev.acme.")]
    [InlineData("\"dev acme\"")]
    [InlineData("dev/acme")]
    [InlineData("\"<script>\"")]
    [InlineData("dévélop.acme")]
    public void An_id_that_cannot_stand_in_an_address_is_an_error(string id) =>
        ManifestSamples.With("dev.acme.pinger", id).Single(IdentityRules.IdUnsafe);

    [Fact]
    public void A_numeric_id_is_read_and_reported()
    {
        var reading = ManifestSamples.With("dev.acme.pinger", "12345");

        reading.Single(FileRules.NeedsQuotes);
        reading.Single(IdentityRules.IdForm);
        Assert.Equal("12345", reading.Manifest!.Id);
    }

    [Fact]
    public void A_kebab_case_id_passes_with_the_advice_to_add_a_domain()
    {
        var reading = ManifestSamples.With("dev.acme.pinger", "slack-notifications");

        reading.Single(IdentityRules.IdWithoutDot);
        reading.HasNot(IdentityRules.IdForm);
        Assert.False(reading.HasErrors);
    }

    [Fact]
    public void A_long_name_is_a_warning() =>
        ManifestSamples.With("name: Pinger", "name: " + new string('n', 81)).Single(IdentityRules.NameLong);

    [Theory]
    [InlineData("0.0.1")]
    [InlineData("1.0.0-beta.1+build.5")]
    [InlineData("\"1.0.0\"")]
    public void Strict_semantic_versions_are_accepted(string version) =>
        ManifestSamples.With("version: 1.0.0", $"version: {version}").HasNot(IdentityRules.VersionForm);

    [Theory]
    [InlineData("banana")]
    [InlineData("1.0")]
    [InlineData("v1.0.0")]
    [InlineData("01.0.0")]
    [InlineData("2024-01-01")]
    [InlineData("\"1.0.0\\n\"")]
    [InlineData("1.0.0.0")]
    public void Other_versions_are_refused(string version) =>
        ManifestSamples.With("version: 1.0.0", $"version: {version}").Single(IdentityRules.VersionForm);

    [Fact]
    public void A_version_has_at_most_256_characters()
    {
        ManifestSamples.With("version: 1.0.0", "version: 1.0.0-" + new string('a', 250)).HasNot(IdentityRules.VersionForm);
        ManifestSamples.With("version: 1.0.0", "version: 1.0.0-" + new string('a', 251)).Single(IdentityRules.VersionForm);
    }

    [Theory]
    [InlineData("api_version: v1", "api_version: 1", "M211", FindingLevel.Error)]
    [InlineData("api_version: v1", "api_version: v1beta", "M211", FindingLevel.Error)]
    [InlineData("  sdk: go\n", "", "M212", FindingLevel.Warning)]
    [InlineData("sdk: go", "sdk: rust", "M213", FindingLevel.Error)]
    [InlineData("  description: Pings.\n", "", "M214", FindingLevel.Warning)]
    [InlineData("sdk: go", "sdk: go\n  homepage: \"javascript:alert(1)\"", "M215", FindingLevel.Warning)]
    [InlineData("sdk: go", "sdk: go\n  icon: ../../secret.svg", "M225", FindingLevel.Warning)]
    public void Each_word_has_its_form(string old, string replacement, string id, FindingLevel level) =>
        Assert.Contains(ManifestSamples.With(old, replacement).Findings, finding => finding.Id == id && finding.Level == level);

    [Theory]
    [InlineData("homepage: https://acme.test/")]
    [InlineData("icon: ./public/icon.svg")]
    [InlineData("icon: https://acme.test/icon.png")]
    public void Good_addresses_and_icons_have_no_finding(string line) => Assert.Empty(ManifestSamples.Plus(line).Findings);

    [Fact]
    public void An_empty_tree_lacks_everything()
    {
        var findings = ManifestRules.CheckRepository([], null);

        Assert.Equal(["M125", "M220", "M221", "M222", "M223"], findings.Select(finding => finding.Id).Order(StringComparer.Ordinal));
        Assert.Equal(FindingLevel.Error, findings.Single(finding => finding.Id == "M125").Level);
    }

    [Fact]
    public void A_complete_tree_has_no_finding()
    {
        var manifest = ManifestSamples.Plus("icon: ./public/icon.svg\nhosting: { tier: minimal, managed: true, egress: [] }").Manifest;

        Assert.Empty(ManifestRules.CheckRepository(
            [".kiket/manifest.yaml", "README.md", "LICENSE", "tests/a_test.go", ".github/workflows/test.yml", "public/icon.svg", "Dockerfile"], manifest));
    }

    [Fact]
    public void A_named_icon_and_a_managed_container_need_their_files()
    {
        var manifest = ManifestSamples.Plus("assets: { icon: ./public/icon.svg }\nhosting: { tier: minimal, managed: true, egress: [] }").Manifest;

        var findings = ManifestRules.CheckRepository(
            [".kiket/manifest.yaml", "readme.md", "LICENSE.txt", "spec/a.rb", ".github/workflows/ci.yaml", "docker/Dockerfile"],
            manifest);

        Assert.Equal([("M224", 12), ("M511", 13)], findings.Select(finding => (finding.Id, finding.Line!.Value)));
    }

    [Theory]
    [InlineData(".kiket/manifest.yml", "Rename .kiket/manifest.yml")]
    [InlineData(".kiket/Manifest.yaml", "Rename it")]
    [InlineData("manifest.json", "Add .kiket/manifest.yaml")]
    [InlineData("extension.yaml", "Add .kiket/manifest.yaml")]
    [InlineData("kiket-extension.yaml", "Add .kiket/manifest.yaml")]
    [InlineData(".kiket/extensions/a/manifest.yaml", "its own repository")]
    public void A_manifest_of_another_name_is_pointed_at(string path, string fix)
    {
        var finding = ManifestRules.CheckRepository([path], null).Single(found => found.Id == FileRules.ManifestMissing.Id);

        Assert.Equal(path, finding.Path);
        Assert.Contains(fix, finding.Fix, StringComparison.Ordinal);
    }
}
