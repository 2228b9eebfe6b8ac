using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Checks;

/// <summary>Checks what the container of a managed extension needs, as far as files show it.</summary>
public static class ContainerRequirements
{
    private const string Path = "Dockerfile";

    /// <param name="dockerfile">The Dockerfile's text; empty when there is none.</param>
    public static CheckResult Judge(CommitToCheck commit, string dockerfile, ScannedFiles scanned)
    {
        if (!commit.IsManaged)
        {
            return CheckResult.NotNeeded(CheckKind.Container, "The extension runs on the publisher's own servers, so there is no container to check.");
        }

        var findings = new List<Finding>();
        // A missing Dockerfile is already a finding of the manifest. It is listed again here because it is about the container.
        findings.AddRange(commit.Snapshot.Findings.Where(finding => finding.Id == HostingRules.DockerfileMissing.Id));
        findings.AddRange(Callback(commit.Snapshot));
        if (!scanned.Facts.Values.Any(facts => facts.SpeaksOfHealth) && scanned.IsComplete)
        {
            findings.Add(ScanRules.HealthUnanswered.At("No source file contains /health."));
        }

        if (findings.TrueForAll(finding => finding.Id != HostingRules.DockerfileMissing.Id))
        {
            findings.AddRange(Dockerfile(dockerfile));
        }

        return CheckResult.Of(CheckKind.Container, findings, "Dockerfile, callback path and /health are present.", scanned.IsComplete);
    }

    private static IEnumerable<Finding> Callback(CommitSnapshot snapshot)
    {
        var url = snapshot.Manifest?.Callback?.Url;
        if (!CallbackAddress.NeedsBaseUrl(url))
        {
            yield return ScanRules.CallbackElsewhere.At(
                url is null ? "No callback is declared." : $"The callback goes to {url}, outside the container.",
                snapshot.ManifestPath,
                snapshot.Manifest?.LineOf("callback.url"));
        }
    }

    private static IEnumerable<Finding> Dockerfile(string text)
    {
        (string Image, int Line)? last = null;
        var (user, number) = (false, 0);
        var stages = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var words = raw.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length >= 2 && words[0].Equals("FROM", StringComparison.OrdinalIgnoreCase))
            {
                var image = words.Skip(1).First(word => !word.StartsWith("--", StringComparison.Ordinal) || word == words[^1]);
                (last, user) = ((image, number), false);
                if (!stages.Contains(image) && Moves(image))
                {
                    yield return ScanRules.BaseImageMoves.At($"The base image {image} has no fixed version.", Path, number, excerpt: raw.Trim());
                }

                if (words.Length >= 4 && words[^2].Equals("AS", StringComparison.OrdinalIgnoreCase))
                {
                    stages.Add(words[^1]);
                }
            }
            else if (words.Length >= 2 && words[0].Equals("USER", StringComparison.OrdinalIgnoreCase))
            {
                user = words[1] is not ("root" or "0" or "0:0");
            }
        }

        if (last is null)
        {
            yield return ScanRules.DockerfileBroken.At("The Dockerfile has no FROM line.", Path);
        }
        else if (!user)
        {
            yield return ScanRules.ContainerRunsAsRoot.At("The container runs as root.", Path, last.Value.Line);
        }
    }

    private static bool Moves(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return image is not "scratch" && !image.Contains('$', StringComparison.Ordinal) && !image.Contains("@sha256:", StringComparison.Ordinal)
            && (!name.Contains(':', StringComparison.Ordinal) || name.EndsWith(":latest", StringComparison.Ordinal));
    }
}
