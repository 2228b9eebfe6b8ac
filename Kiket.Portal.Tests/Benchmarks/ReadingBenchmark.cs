using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kiket.Portal.Documentation;
using Kiket.Portal.Manifests;
using Kiket.Portal.Tests.TestKit;
using Markdig;
using YamlDotNet.Serialization;

namespace Kiket.Portal.Tests.Benchmarks;

/// <summary>
/// What reading a repository costs beside the bare libraries on the same text in the same run: Markdown with anchors,
/// links, highlighting and sanitizing against Markdig alone; a manifest with every rule against YamlDotNet alone.
/// </summary>
internal static class ReadingBenchmark
{
    private const int Rounds = 7;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1.5);

    private static readonly MarkdownPipeline Bare = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    private static readonly IDeserializer Yaml = new DeserializerBuilder().Build();

    public static void Run()
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, one thread, {Rounds} rounds of {Turn.TotalSeconds} s a side in turn, medians; ± is half the range."));
        Console.WriteLine();
        Table.Head("Markdown", "KB", "Portal, MB/s", "Bare Markdig, MB/s", "Ratio");
        var documents = Files("*.md");
        var prose = string.Join("\n\n", documents);
        Markdown("documents of the samples", prose);
        Markdown("the same, prose alone", WithoutCode(prose));
        Markdown("code in ten languages", Code());
        Console.WriteLine();
        Table.Head("Manifest", "Bytes", "Portal, µs", "Bare YamlDotNet, µs", "Ratio");
        var manifests = Files("manifest.yaml").OrderBy(text => text.Length).ToList();
        Manifest("shortest sample", manifests[0]);
        Manifest("middle sample", manifests[manifests.Count / 2]);
        Manifest("longest sample", manifests[^1]);
    }

    private static void Markdown(string name, string text)
    {
        var context = new MarkdownContext(
            "README.md",
            new SourceLocation(new Uri("https://github.com/"), "acme", "alerts", new string('a', 40)),
            new HashSet<string>(StringComparer.Ordinal),
            _ => null);
        var bytes = Encoding.UTF8.GetByteCount(text);
        var (ours, bare) = InTurn(() => MarkdownRenderer.Render(text, context).Html, () => Markdig.Markdown.ToHtml(text, Bare));
        Figures Rate(Figures seconds) => new([.. seconds.Values.Select(value => bytes / value / 1_000_000)]);
        Table.Row(name, Number(bytes / 1000.0), Rate(ours).ToString(), Rate(bare).ToString(), Ratio(bare.Median / ours.Median));
    }

    private static void Manifest(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var (ours, bare) = InTurn(() => ManifestReader.Read(bytes, ManifestReader.Path), () => Yaml.Deserialize<object>(text));
        Figures Micros(Figures seconds) => new([.. seconds.Values.Select(value => value * 1_000_000)]);
        Table.Row(name, Number(bytes.Length), Micros(ours).ToString(), Micros(bare).ToString(), Ratio(ours.Median / bare.Median));
    }

    /// <summary>Seconds for one run of each, over rounds that take turns, after both have run themselves warm.</summary>
    private static (Figures Ours, Figures Bare) InTurn(Func<object> ours, Func<object> bare)
    {
        Once(ours);
        Once(bare);
        List<double> mine = [], theirs = [];
        for (var round = 0; round < Rounds; round++)
        {
            mine.Add(Once(ours));
            theirs.Add(Once(bare));
        }

        return (new Figures(mine), new Figures(theirs));
    }

    private static double Once(Func<object> work)
    {
        var started = Stopwatch.GetTimestamp();
        var runs = 0;
        do
        {
            GC.KeepAlive(work());
            runs++;
        }
        while (Stopwatch.GetElapsedTime(started) < Turn);

        return Stopwatch.GetElapsedTime(started).TotalSeconds / runs;
    }

    private static List<string> Files(string pattern) =>
        [.. Directory.EnumerateFiles(
                Path.Combine(Places.Portal, "Demo", "Repositories"),
                pattern,
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)];

    private static string WithoutCode(string text) =>
        string.Join("```", text.Split("```").Where((_, index) => index % 2 == 0)).Replace("```", "", StringComparison.Ordinal);

    private static string Code()
    {
        (string Language, string Code)[] samples =
        [
            ("yaml", "automations:\n  - name: Urgent # first\n    trigger: { event: issue.created, count: 3 }\n    text: |\n      {{ issue.title }}\n"),
            ("json", "{ \"channel\": \"#ops\", \"limit\": 30, \"threads\": true, \"until\": null }\n"),
            ("bash", "for name in *.yaml; do\n  echo \"$name\" | wc -l # count\ndone\n"),
            ("csharp", "public sealed record Alert(string Channel, int Limit)\n{\n    // Says it.\n    public string Text => $\"{Channel}: {Limit}\";\n}\n"),
            ("typescript", "export const send = async (text: string): Promise<void> => {\n  await fetch(`/send?text=${text}`); // now\n};\n"),
            ("python", "def send(text: str) -> None:\n    \"\"\"Says it.\"\"\"\n    print(f\"{text}\")  # now\n"),
            ("ruby", "def send(text)\n  puts \"#{text}\" unless text.nil? # now\nend\n"),
            ("go", "func Send(text string) error {\n\treturn fmt.Errorf(\"%s\", text) // now\n}\n"),
            ("sql", "SELECT id, count(*) FROM issues WHERE state = 'open' GROUP BY id; -- all\n"),
            ("html", "<p class=\"note\">Words <!-- none --> <a href=\"#top\">up</a></p>\n"),
        ];
        var text = new StringBuilder();
        for (var round = 0; round < 8; round++)
        {
            foreach (var (language, code) in samples)
            {
                text.Append("```").Append(language).Append('\n').Append(code).Append("```\n\n");
            }
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
