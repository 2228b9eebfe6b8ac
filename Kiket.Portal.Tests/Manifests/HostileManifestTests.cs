using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Tests.Manifests;

public sealed class HostileManifestTests
{
    private const int Full = ManifestReader.MaxBytes;

    public static TheoryData<string> Bombs()
    {
        var data = new TheoryData<string>
        {
            "open brackets", "open braces", "flow pairs", "deep block map", "deep list", "alias bomb", "many documents",
            "one long line", "long quoted", "many quotes", "many anchors", "many tags", "many keys", "equal keys",
            "question marks", "colons", "percent", "block scalar", "spaces", "tabs", "comments", "long key", "dashes",
            "exclamation",
        };
        return data;
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    [Asvs("V1.5.2")]
    public async Task A_bomb_is_a_finding_in_bounded_time(string kind)
    {
        var bytes = Encoding.UTF8.GetBytes(Bomb(kind));
        var watch = Stopwatch.StartNew();

        // On a pool thread with its small stack, as in the portal.
        var reading = await Task.Run(() => ManifestReader.Read(bytes, ManifestReader.Path));

        Assert.NotEmpty(reading.Findings);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{kind} took {watch.Elapsed}");
        Assert.All(reading.Findings, finding => Assert.InRange(finding.Excerpt?.Length ?? 0, 0, 201));
        Assert.DoesNotContain(reading.Findings, finding => finding.Id == FileRules.Unreadable.Id);
    }

    [Fact]
    public void Thousands_of_damaged_manifests_are_read_without_an_exception()
    {
        var random = new Random(20_260_401);
        var seeds = new[] { ManifestSamples.Full, ManifestSamples.Clean, ManifestSamples.Small };
        for (var round = 0; round < 4_000; round++)
        {
            var bytes = Damage(Encoding.UTF8.GetBytes(seeds[round % seeds.Length]), random);

            var reading = ManifestReader.Read(bytes, ManifestReader.Path);

            Assert.DoesNotContain(reading.Findings, finding => finding.Id == FileRules.Unreadable.Id);
            Assert.All(reading.Findings, finding => Assert.True(finding.Line is null or > 0));
            if (reading.Manifest is { } manifest)
                Assert.NotEmpty(JsonSerializer.Serialize(manifest, JsonColumn.Options));
        }
    }

    [Fact]
    public void Damaged_structure_is_read_without_an_exception()
    {
        var random = new Random(7);
        string[] values =
        [
            "[]", "{}", "~", "5", "\"\"", "[[a]]", "{a: {b: c}}", "true", "2026-01-01", "|\n    text", "- a", "[{}]", "[~]",
            "{~: ~}", "\"\\0\"", "é", "*x", "&x y", "!!int 5",
        ];
        var lines = ManifestSamples.Full.Split('\n');
        for (var round = 0; round < 1_500; round++)
        {
            var changed = (string[])lines.Clone();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                var line = random.Next(changed.Length);
                var colon = changed[line].IndexOf(':', StringComparison.Ordinal);
                if (colon > 0)
                    changed[line] = changed[line][..(colon + 1)] + " " + values[random.Next(values.Length)];
            }

            var reading = ManifestSamples.Read(string.Join('\n', changed));

            Assert.DoesNotContain(reading.Findings, finding => finding.Id == FileRules.Unreadable.Id);
        }
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = original.ToList();
        byte[] nasty = [0, 9, 10, 13, 32, 34, 35, 38, 39, 42, 44, 45, 58, 63, 64, 91, 93, 123, 125, 33, 124, 62, 37, 96, 0xC3, 0xED, 0xFE, 0xFF, 0x85];
        for (var times = random.Next(1, 8); times > 0 && bytes.Count > 2; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = nasty[random.Next(nasty.Length)];
                    break;
                case 1:
                    bytes.Insert(at, nasty[random.Next(nasty.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Bomb(string kind) => kind switch
    {
        "open brackets" => new string('[', Full),
        "open braces" => new string('{', Full),
        "flow pairs" => Repeat("[{a: ", Full),
        "deep block map" => string.Join('\n', Enumerable.Range(0, 340).Select(depth => new string(' ', depth) + "a:")),
        "deep list" => Repeat("- ", Full),
        "alias bomb" => "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Join('\n', Enumerable.Range('b', 8).Select(letter =>
            $"{(char)letter}: &{(char)letter} [{string.Join(',', Enumerable.Repeat("*" + (char)(letter - 1), 9))}]")),
        "many documents" => Repeat("---\n", Full),
        "one long line" => "extension: " + new string('x', Full - 20),
        "long quoted" => "extension: \"" + new string('x', Full - 20),
        "many quotes" => new string('"', Full),
        "many anchors" => "extension:\n" + Numbered("  k{0}: &a{0} v\n"),
        "many tags" => "extension:\n" + Numbered("  k{0}: !t{0} v\n"),
        "many keys" => "extension:\n" + Numbered("  k{0}: v\n"),
        "equal keys" => "extension:\n" + Repeat("  k: v\n", 28_000),
        "question marks" => Repeat("? ", Full),
        "colons" => Repeat(": ", Full),
        "percent" => Repeat("%A B\n", Full),
        "block scalar" => "extension: |\n" + Repeat("  x\n", Full - 20),
        "spaces" => new string(' ', Full),
        "tabs" => new string('\t', Full - 2) + "a",
        "comments" => Repeat("# x\n", Full),
        "long key" => new string('k', Full - 5) + ": v",
        "dashes" => new string('-', Full),
        _ => new string('!', Full),
    };

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length));

    private static string Numbered(string format) =>
        string.Concat(Enumerable.Range(0, 2_400).Select(number => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, number)));
}
