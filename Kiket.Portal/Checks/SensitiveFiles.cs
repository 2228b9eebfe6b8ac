using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Findings;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Checks;

/// <summary>The check for sensitive files: names of the whole tree, contents of the checked files.</summary>
public static class SensitiveFiles
{
    /// <summary>More findings don't help anyone. The number of the others is shown.</summary>
    private const int MostFindings = 200;

    private static readonly Dictionary<string, FindingRule> Rules = ScanRules.All.ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    public static CheckResult Judge(RepositoryTree tree, ScannedFiles scanned)
    {
        var findings = tree.Entries.Where(entry => entry is { Kind: TreeEntryKind.File, Size: > 0 })
            .Select(entry => (entry.Path, Rule: SensitiveNames.Judge(entry.Path)))
            .Where(judged => judged.Rule is not null)
            .Select(judged => Named(judged.Rule!, judged.Path, scanned))
            .OfType<Finding>()
            .Concat(scanned.Facts.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => Written(file.Key, file.Value)))
            .OrderByDescending(finding => finding.Level)
            .ToList();

        List<Finding> shown = [.. findings.Take(MostFindings), .. Bounds(scanned, findings.Count - MostFindings)];
        var looked = scanned.Facts.Count;
        var large = scanned.TooLarge == 0 ? "" : $" {scanned.TooLarge} above 1 MiB checked by name only.";
        var result = CheckResult.Of(
            CheckKind.SensitiveFiles,
            shown,
            $"No sensitive files found; {looked:N0} {(looked == 1 ? "file" : "files")} checked.{large}",
            scanned.IsComplete);
        return result.Outcome == CheckOutcome.Incomplete && findings.Count == 0
            ? result with { Summary = $"No sensitive files found in the {looked:N0} checked files, but not all files were checked." }
            : result;
    }

    /// <summary>Many files with some names are harmless, so their content decides; what wasn't read counts as unknown.</summary>
    private static Finding? Named(FindingRule rule, string path, ScannedFiles scanned)
    {
        var finding = rule.At($"{path} has a sensitive name.", path) with { Key = Key(rule.Id, path) };
        if (!SensitiveNames.IsWeighed(path))
        {
            return Soften(finding, path);
        }

        if (!scanned.Facts.TryGetValue(path, out var facts) || facts.IsUnread)
        {
            return finding with { Level = FindingLevel.Warning };
        }

        if (facts.Secrets.Count > 0)
        {
            return finding with { Level = FindingLevel.Warning, Message = $"{path} is a file for secrets, and has {Count(facts.Secrets.Count)} in it." };
        }

        return SensitiveNames.IsOrdinary(path) ? null : finding with
        {
            Level = FindingLevel.Info,
            Message = $"{path} is a file in which secrets are often stored. None was found in it.",
            Fix = "Check that it contains no secret.",
        };
    }

    private static string Count(int secrets) => secrets == 1 ? "one" : $"{secrets}";

    private static IEnumerable<Finding> Written(string path, FileFacts facts)
    {
        var role = SourcePath.RoleOf(path);
        foreach (var hit in facts.Secrets)
        {
            var rule = Rules[hit.RuleId];
            // Guesses are useful in code. In tests and documents they are nearly always examples.
            if (rule.Level == FindingLevel.Warning && rule != ScanRules.TestToken && role != SourceRole.Source
                && !(rule == ScanRules.PasswordInCommand && role == SourceRole.Documentation))
            {
                continue;
            }

            var masked = hit.Masked.Length == 0 ? "" : $" ({hit.Masked})";
            var where = hit.Line is null ? " inside this binary file" : "";
            yield return Soften(rule.At($"{hit.What}{masked} is in {path}{where}.", path, hit.Line) with { Key = Key(rule.Id, path, hit.Print) }, path);
        }
    }

    /// <summary>Keys made for tests are common and protect nothing, but the reviewer still sees them.</summary>
    private static Finding Soften(Finding finding, string path) =>
        finding.Level == FindingLevel.Error
        && (finding.Id == ScanRules.PrivateKey.Id || finding.Id == ScanRules.PrivateKeyFile.Id || finding.Id == ScanRules.Keystore.Id)
        && SourcePath.RoleOf(path) == SourceRole.Test
            ? finding with { Level = FindingLevel.Warning, Fix = "If it is only for this test, tell the reviewer. If not, revoke it and remove it." }
            : finding;

    private static IEnumerable<Finding> Bounds(ScannedFiles scanned, int hidden)
    {
        if (!scanned.IsTreeComplete)
        {
            yield return ScanRules.NotAllRead.At("GitHub listed only part of this repository's files. The rest wasn't checked.");
        }

        if (scanned.Unread > 0)
        {
            yield return ScanRules.NotAllRead.At(
                $"{scanned.Unread:N0} {(scanned.Unread == 1 ? "file wasn't" : "files weren't")} checked. "
                + $"The limit is {ScanFiles.MostFiles:N0} files and {ScanFiles.MostBytes / 1024 / 1024} MiB per commit.");
        }

        if (hidden > 0)
        {
            yield return ScanRules.NotAllRead.At($"{hidden:N0} more findings aren't listed. Fix these first.");
        }
    }

    private static string Key(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 12));
}
