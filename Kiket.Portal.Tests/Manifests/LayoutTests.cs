using System.Text;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class LayoutTests
{
    [Theory]
    [InlineData("flat layout", "id: a.b\nname: A\nversion: 1.0.0\napi: { base_url: x }\nwebhooks: []\n")]
    [InlineData("mixed layout", "extension: { id: a.b, name: A, version: 1.0.0 }\ndelivery: { type: http, url: x }\nhooks: []\n")]
    [InlineData("manifestVersion 1.1", "manifestVersion: \"1.1\"\nextension: { id: a.b, name: A, delivery: { type: http } }\n")]
    [InlineData("manifest_version 2", "manifest_version: 2\nextension: { key: a.b, name: A }\nruntime: {}\n")]
    [InlineData("SDK settings file", "id: a.b\nversion: 1.0.0\ndelivery_secret: x\nsettings: [{ key: A }]\n")]
    [InlineData("manifest.json", "id: a.b\nname: A\nendpoints: {}\ncapabilities: []\n")]
    [InlineData("kiket.dev/v1", "apiVersion: kiket.dev/v1\nkind: Extension\nmetadata: { name: A, id: a.b }\nspec: {}\n")]
    public void A_layout_that_is_not_read_is_one_error_that_names_it(string name, string text)
    {
        var reading = ManifestSamples.Read(text);

        var finding = Assert.Single(reading.Findings);
        Assert.Equal((FileRules.UnsupportedLayout.Id, FindingLevel.Error), (finding.Id, finding.Level));
        Assert.Contains(name, finding.Message, StringComparison.Ordinal);
        Assert.Contains(name, reading.Layout, StringComparison.Ordinal);
        Assert.Equal("a.b", reading.Manifest!.Id);
    }

    [Fact]
    public void A_legacy_json_manifest_is_known_by_its_path()
    {
        var reading = ManifestReader.Read(Encoding.UTF8.GetBytes("""{ "id": "slack", "capabilities": [] }"""), "manifest.json");

        Assert.Contains("manifest.json", Assert.Single(reading.Findings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_version: \"1.0\"\n")]
    [InlineData("extension: []\n")]
    [InlineData("extension:\n")]
    public void A_file_without_an_extension_map_is_one_error(string text) =>
        Assert.Equal(FileRules.NoExtension.Id, Assert.Single(ManifestSamples.Read(text).Findings).Id);
}
