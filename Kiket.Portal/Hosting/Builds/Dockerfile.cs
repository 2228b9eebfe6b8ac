using System.Text.RegularExpressions;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>One instruction, as the builder counts them.</summary>
/// <param name="Stage">One-based; 0 before the first FROM.</param>
/// <param name="Step">One-based in its stage; the FROM is 1.</param>
/// <param name="Line">One-based, where it starts.</param>
public sealed record DockerInstruction(int Stage, int Step, int Line, string Word, string Text);

/// <summary>Reads a Dockerfile as far as findings need it: where each step is, and from which images it starts.</summary>
public sealed partial class Dockerfile
{
    public const string Path = "Dockerfile";

    /// <summary>A larger one isn't written by a person, and nobody could review it.</summary>
    public const int MaxBytes = 64 * 1024;

    private Dockerfile(IReadOnlyList<DockerInstruction> instructions) => Instructions = instructions;

    public IReadOnlyList<DockerInstruction> Instructions { get; }

    public static Dockerfile Read(string text)
    {
        var found = new List<DockerInstruction>();
        var (stage, step, start, joined) = (0, 0, 0, "");
        foreach (var (index, raw) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var line = raw.Trim();
            if (line.Length == 0 || line.StartsWith('#'))
            {
                // Also between the lines of one instruction.
                continue;
            }

            start = joined.Length == 0 ? index + 1 : start;
            joined += (joined.Length == 0 ? "" : " ") + line.TrimEnd('\\').Trim();
            if (line.EndsWith('\\'))
            {
                continue;
            }

            var word = joined.Split(' ', 2)[0].ToUpperInvariant();
            (stage, step) = word == "FROM" ? (stage + 1, 1) : (stage, step + 1);
            found.Add(new DockerInstruction(stage, stage == 0 ? 0 : step, start, word, joined));
            joined = "";
        }

        return new Dockerfile(found);
    }

    /// <summary>The instruction of a step; null when the builder counts otherwise.</summary>
    /// <param name="text">As the builder prints it.</param>
    public DockerInstruction? Find(int stage, int step, string text)
    {
        var counted = Instructions.FirstOrDefault(instruction => instruction.Stage == stage && instruction.Step == step);
        var word = text.Split(' ', 2)[0];
        return counted?.Word.Equals(word, StringComparison.OrdinalIgnoreCase) == true
            ? counted
            : Instructions.FirstOrDefault(instruction => Same(instruction.Text, text));
    }

    /// <summary>The last here-document at or before a line; null when there is none.</summary>
    public DockerInstruction? HereDocumentBefore(int line) =>
        Instructions.LastOrDefault(instruction =>
            instruction.Line <= line && instruction.Word is "RUN" or "COPY" or "ADD" && HereDocument().IsMatch(instruction.Text));

    /// <summary>A warning for each base image whose digest isn't written.</summary>
    public IReadOnlyList<Finding> WithoutDigest()
    {
        var (stages, findings) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new List<Finding>());
        foreach (var from in Instructions.Where(instruction => instruction.Word == "FROM"))
        {
            var words = from.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            var image = Array.Find(words, word => !word.StartsWith("--", StringComparison.Ordinal)) ?? "";
            if (image is not ("scratch" or "") && !stages.Contains(image) && !image.Contains("@sha256:", StringComparison.Ordinal))
            {
                findings.Add(BuildRules.BaseWithoutDigest.At($"The base image {Short(image)} has no digest.", Path, from.Line, excerpt: from.Text));
            }

            if (words is [.., var before, var name] && before.Equals("AS", StringComparison.OrdinalIgnoreCase))
            {
                stages.Add(name);
            }
        }

        return findings;
    }

    internal static string Short(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private static bool Same(string left, string right) => Blank().Replace(left, " ").Equals(Blank().Replace(right, " "), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blank();

    [GeneratedRegex("""<<-?["']?\w""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HereDocument();
}
