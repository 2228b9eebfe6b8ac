using System.Text;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class DataRulesTests
{
    [Fact]
    public void Output_fields_have_their_rules()
    {
        ManifestSamples.Reports(DataRules.OutputForm, "output_fields: [a]", "output_fields: { a: { label: A } }");
        ManifestSamples.Reports(DataRules.OutputKey, "output_fields: { A-b: { label: A } }", "output_fields: { a_b: { label: A } }");
        ManifestSamples.Reports(DataRules.OutputKey, "output_fields: { \"a\\nb\": { label: A } }", "output_fields: { ab: { label: A } }");
        ManifestSamples.Reports(DataRules.OutputEntry, "output_fields: { a: A }", "output_fields: { a: { label: A } }");
        ManifestSamples.Reports(DataRules.OutputType, "output_fields: { a: { label: A, type: blink } }", "output_fields: { a: { label: A, type: url } }");
        ManifestSamples.Reports(
            DataRules.OutputHelpUrl,
            "output_fields: { a: { label: A, help_url: \"javascript:x\" } }",
            "output_fields: { a: { label: A, help_url: \"https://a.test\" } }");
        ManifestSamples.Reports(DataRules.OutputLabel, "output_fields: { a: { type: url } }", "output_fields: { a: { label: A } }");
        ManifestSamples.Reports(
            DataRules.OutputIcon,
            "output_fields: { a: { label: A, icon: \"Bad Icon\" } }",
            "output_fields: { a: { label: A, icon: envelope } }");
    }

    [Fact]
    public void Custom_data_has_its_rules()
    {
        ManifestSamples.Reports(
            DataRules.ModuleIdForm,
            "custom_data: { permissions: [{ module: Sent, operations: [read] }] }",
            "custom_data: { permissions: [{ module: a.sent, operations: [read] }] }");
        ManifestSamples.Reports(
            DataRules.Operation,
            "custom_data: { permissions: [{ module: a.b, operations: [burn] }] }",
            "custom_data: { permissions: [{ module: a.b, operations: [read, write, delete, admin] }] }");
        Assert.Equal("a.old", Assert.Single(ManifestSamples.Plus("custom_data: { modules: [{ id: a.old, operations: [read] }] }").Manifest!.CustomData).Module);
    }

    [Theory]
    [InlineData("module: a.sent\ntables: { t: {} }", "")]
    [InlineData("module: a.other\ntables: [t]", "M713")]
    [InlineData("module: Bad_Id\ntables: [t]", "M711 M713")]
    [InlineData("tables: [t]", "M714")]
    [InlineData("module: { id: a.sent }\ntables: [t]", "M714")]
    [InlineData("module: a.sent", "M715")]
    [InlineData("module: a.sent\ntables: {}", "M715")]
    [InlineData("- a", "M714")]
    [InlineData("[", "M106")]
    public void A_module_schema_is_checked_by_its_rules(string text, string ids)
    {
        var manifest = ManifestSamples.Plus("custom_data: { permissions: [{ module: a.sent, operations: [read] }] }").Manifest;

        var findings = ManifestRules.CheckModuleSchema(Encoding.UTF8.GetBytes(text), ".kiket/modules/sent/schema.yml", manifest);

        Assert.Equal(ids, string.Join(' ', findings.Select(finding => finding.Id).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData(".kiket/modules/sent/schema.yml", true)]
    [InlineData(".kiket/modules/sent/schema.yaml", true)]
    [InlineData(".kiket/modules/schema.yml", false)]
    [InlineData("modules/sent/schema.yml", false)]
    public void Module_schemas_are_known_by_their_path(string path, bool expected) => Assert.Equal(expected, ManifestRules.IsModuleSchema(path));
}
