using System.Globalization;
using System.Text.RegularExpressions;
using Kiket.Portal.Containers;
using Kiket.Portal.Findings;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>Reads from the log of a build why it failed, and where.</summary>
public static partial class BuildFailures
{
    /// <param name="egress">The hosts that builds reach.</param>
    public static (BuildFailure Failure, Finding Finding) Of(
        BoxResult result, HostingBuildOptions limits, IReadOnlyList<string> egress, BuildLog log, Dockerfile dockerfile)
    {
        var lines = log.Lines();
        var (at, step) = LastStep(lines, dockerfile);
        var (code, sentence, rule) = result switch
        {
            { TimedOut: true } =>
                ("time_limit", $"The build took longer than {Minutes(limits.TimeLimit)} and was stopped{While(at, step)}.", BuildRules.OverLimit),
            { FilledDisk: true } =>
                ("disk_limit", $"The build wrote more than {limits.DiskMiB:N0} MiB and was stopped{While(at, step)}.", BuildRules.OverLimit),
            { ExitCode: BuildBox.StepFailed } => Failed(lines, at, step, egress, dockerfile, limits),
            { ExitCode: 137 or 124 } =>
                ("memory_limit", $"The build was killed{While(at, step)}, most likely for more than {Memory(limits)}.", BuildRules.OverLimit),
            { ExitCode: BuildBox.NotExported } => ("not_exported", "The image was built, but couldn't be written as one image.", BuildRules.ImageRefused),
            _ => ("build_failed", $"The build ended with {result.ExitCode}{While(at, step)}.", BuildRules.StepFails),
        };
        if (code == "here_document")
        {
            at = dockerfile.HereDocumentBefore(at!.Line);
        }

        var failure = new BuildFailure(code, sentence, step, at?.Line, log.Last());
        return (failure, rule.At(sentence, Dockerfile.Path, at?.Line, excerpt: at?.Text));
    }

    private static (string Code, string Sentence, FindingRule Rule) Failed(
        IReadOnlyList<string> lines, DockerInstruction? at, string? step, IReadOnlyList<string> egress, Dockerfile dockerfile, HostingBuildOptions limits)
    {
        var error = lines.LastOrDefault(line => line.StartsWith("Error: ", StringComparison.Ordinal))?["Error: ".Length..] ?? "";
        if (error.Contains("RUN only supports the --mount flag", StringComparison.Ordinal))
        {
            return ("run_flag", $"RUN has a flag that isn't supported here: {Text(step)}.", BuildRules.SyntaxNotSupported);
        }

        if (at is not null && dockerfile.HereDocumentBefore(at.Line) is { } here
            && (here == at || error.Contains("Unknown instruction", StringComparison.Ordinal)))
        {
            return ("here_document", $"Here-documents aren't supported: {Text(here.Text)}.", BuildRules.SyntaxNotSupported);
        }

        if (at?.Word == "FROM" && (error.Contains("docker://", StringComparison.Ordinal) || error.Contains("image not known", StringComparison.Ordinal)))
        {
            var reach = egress.Count == 0 ? "Builds here have no network." : $"Builds here reach {string.Join(", ", egress)}.";
            return ("base_not_reached", $"The base image of {Text(at.Text)} can't be fetched. {reach}", BuildRules.BaseNotReached);
        }

        return Status().Match(error) is { Success: true } match
            ? match.Groups["status"].Value == "137"
                ? ("memory_limit", $"{Text(step)} was killed, most likely for more than {Memory(limits)}.", BuildRules.OverLimit)
                : ("step_failed", $"{Text(step)} ended with {match.Groups["status"].Value}.", BuildRules.StepFails)
            : ("step_failed", $"{Text(step)} failed: {Reason(error)}", BuildRules.StepFails);
    }

    private static (DockerInstruction? At, string? Step) LastStep(IReadOnlyList<string> lines, Dockerfile dockerfile)
    {
        foreach (var line in lines.Reverse())
        {
            // A step can print this too, so it only says where to look.
            if (Step().Match(line) is { Success: true } match)
            {
                var stage = match.Groups["stage"] is { Success: true } named ? Number(named.Value) : 1;
                var text = match.Groups["text"].Value;
                return (dockerfile.Find(stage, Number(match.Groups["step"].Value), text), Dockerfile.Short(text));
            }
        }

        return (null, null);
    }

    private static string Text(string? step) => Dockerfile.Short(step ?? "The Dockerfile");

    private static string While(DockerInstruction? at, string? step) =>
        step is null ? "" : at is null ? $" in {step}" : FormattableString.Invariant($" in line {at.Line}, {step}");

    private static string Reason(string error)
    {
        var reason = error[(error.LastIndexOf("\": ", StringComparison.Ordinal) is var quoted and >= 0 ? quoted + 3 : 0)..];
        return reason.Length == 0 ? "see the end of the log." : Dockerfile.Short(reason) + (reason.EndsWith('.') ? "" : ".");
    }

    internal static string Minutes(TimeSpan time) => time.TotalSeconds < 120
        ? FormattableString.Invariant($"{time.TotalSeconds:0} seconds")
        : FormattableString.Invariant($"{time.TotalMinutes:0} minutes");

    private static string Memory(HostingBuildOptions limits) => FormattableString.Invariant($"{limits.MemoryMiB:N0} MiB of memory");

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(
        @"^(\[(?<stage>\d{1,4})/\d{1,4}\] )?STEP (?<step>\d{1,5})/\d{1,5}: (?<text>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();

    [GeneratedRegex(@": exit status (?<status>\d{1,3})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Status();
}
