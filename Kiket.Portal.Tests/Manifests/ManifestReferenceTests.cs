using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Manifests.Reference;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Manifests;

/// <summary>What the reference tells publishers is what the readers do.</summary>
public sealed class ManifestReferenceTests
{
    /// <summary>Keys of the values of a list of choices, which the reference describes as one field.</summary>
    private static readonly string[] Inner = ["value", "label", "name", "key"];

    private static IEnumerable<ManifestField> Fields => ManifestReference.Groups.SelectMany(group => group.Fields);

    [Fact]
    public void Nothing_is_found_in_the_smallest_template()
    {
        var read = Read(ManifestReference.Minimal);

        Assert.Equal("com.example.hello", read.Manifest!.Id);
        Assert.Empty(read.Findings);
    }

    [Fact]
    public void Nothing_is_found_in_the_full_template_and_all_of_it_is_known()
    {
        var read = Read(ManifestReference.Full);

        Assert.Empty(read.Findings);
        Assert.Empty(read.Manifest!.Unknown);
    }

    [Fact]
    public void Every_key_that_a_reader_reads_is_documented()
    {
        var documented = Fields
            .SelectMany(field => field.AlsoRead.Prepend(field.Path))
            .SelectMany(path => path.Replace("[]", "", StringComparison.Ordinal).Split('.'))
            .Concat(Inner)
            .ToHashSet(StringComparer.Ordinal);

        // The hooks of both services are read by one name plus "_webhooks".
        var read = Directory.GetFiles(Path.Combine(Places.Portal, "Manifests"), "*Reading.cs")
            .SelectMany(file => Regex.Matches(
                File.ReadAllText(file),
                @"\.(Text|Texts|Number|Whole|Amount|Flag|Sub|Items|Maps|Words|Node|Loose)\(""(?<key>\w+)""",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)))
            .Select(match => match.Groups["key"].Value)
            .Distinct(StringComparer.Ordinal);

        Assert.DoesNotContain(read, key => !documented.Contains(key));
    }

    [Fact]
    public void Every_rule_of_the_manifest_stands_at_a_field_or_its_group()
    {
        var rules = typeof(ManifestReader).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(ManifestReader).Namespace)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(field => field.GetValue(null))
            .OfType<FindingRule>()
            .Select(rule => rule.Id);
        var shown = ManifestReference.Groups.SelectMany(group => group.Rules.Concat(group.Fields.SelectMany(field => field.Rules))).Select(rule => rule.Id);

        Assert.Empty(rules.Except(shown, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_field_below_a_fixed_key_stands_in_the_full_template_as_it_is_named()
    {
        var keys = Regex.Matches(ManifestReference.Full, @"(?<key>[A-Za-z_]+):", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups["key"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal([], Fields.Where(field => !field.Name.StartsWith('<') && !keys.Contains(field.Name)).Select(field => field.Path));
    }

    private static ManifestReading Read(string text) => ManifestReader.Read(Encoding.UTF8.GetBytes(text), ManifestReader.Path);
}
