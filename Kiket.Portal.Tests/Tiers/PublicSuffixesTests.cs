using System.Globalization;
using System.Text.RegularExpressions;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Tests.Tiers;

/// <summary>The rules of the Public Suffix List, by the list's own test data.</summary>
public sealed partial class PublicSuffixesTests
{
    private static readonly IdnMapping International = new();

    /// <summary>Of each line <c>checkPublicSuffix('b.example.com', 'example.com')</c>, the host and what is registered of it.</summary>
    public static TheoryData<string, string?> Examples
    {
        get
        {
            var examples = new TheoryData<string, string?>();
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "test_psl.txt"))
                .Where(line => !line.StartsWith("//", StringComparison.Ordinal)))
            {
                if (Example().Match(line) is { Success: true } example)
                {
                    examples.Add(example.Groups["host"].Value, example.Groups["registrable"] is { Success: true } registrable ? registrable.Value : null);
                }
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_examples_of_the_list_are_judged_as_it_says(string host, string? registrable)
    {
        var judged = PublicSuffixes.Registrable(Ascii(host));

        Assert.Equal(registrable is null ? null : Ascii(registrable), judged);
        Assert.Equal(registrable is null, PublicSuffixes.Contains(Ascii(host)));
    }

    [Fact]
    public void The_whole_test_data_is_read() => Assert.InRange(Examples.Count, 70, 200);

    [Theory]
    [InlineData("com")]
    [InlineData("co.uk")]
    [InlineData("com.ac")]
    [InlineData("github.io")]
    [InlineData("s3.amazonaws.com")]
    [InlineData("eu-west-1.compute.amazonaws.com")]
    [InlineData("blogspot.com")]
    [InlineData("ngrok.io")]
    [InlineData("sharepoint.com")]
    [InlineData("unknown-top-level")]
    public void Registries_and_places_for_everybody_are_public_suffixes(string host) => Assert.True(PublicSuffixes.Contains(host));

    [Theory]
    [InlineData("acme.co.uk")]
    [InlineData("acme.github.io")]
    [InlineData("www.ck")]
    [InlineData("city.kawasaki.jp")]
    [InlineData("googleapis.com")]
    [InlineData("slack.com")]
    public void What_somebody_registered_is_none(string host) => Assert.False(PublicSuffixes.Contains(host));

    [Theory]
    [InlineData("amazonaws.com", true)]
    [InlineData("kawasaki.jp", true)]
    [InlineData("core.windows.net", true)]
    [InlineData("azure.com", true)]
    [InlineData("slack.com", false)]
    [InlineData("googleapis.com", false)]
    public void A_name_above_public_suffixes_is_known(string host, bool isAbove) => Assert.Equal(isAbove, PublicSuffixes.LieBelow(host));

    private static string Ascii(string name) =>
        (name.StartsWith('.') ? "." + International.GetAscii(name[1..]) : International.GetAscii(name)).ToLowerInvariant();

    [GeneratedRegex(
        @"^checkPublicSuffix\('(?<host>[^']+)', (?:null|'(?<registrable>[^']+)')\);",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();
}
