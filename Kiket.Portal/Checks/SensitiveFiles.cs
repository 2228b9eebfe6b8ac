using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Findings;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Checks;

/// <summary>The check for sensitive files: names from the whole tree, contents from what was looked into.</summary>
public static class SensitiveFiles
{
    /// <summary>More help nobody to mend; the number beyond is told.</summary>
    private const int MostFindings = 200;

    private static readonly Dictionary<string, FindingRule> Rules = ScanRules.All.ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    public static CheckResult Judge(RepositoryTree tree, ScannedFiles scanned)
    {
        var findings = tree.Entries.Where(entry => entry is { Kind: TreeEntryKind.File, Size: > 0 })
            .Select(entry => (entry.Path, Rule: SensitiveNames.Judge(entry.Path)))
            .Where(judged => judged.Rule is not null)
            .Select(judged => Named(judged.Rule!, judged.Path))
            .Concat(scanned.Facts.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => Written(file.Key, file.Value)))
            .OrderByDescending(finding => finding.Level)
            .ToList();

        List<Finding> shown = [.. findings.Take(MostFindings), .. Bounds(scanned, findings.Count - MostFindings)];
        var looked = scanned.Facts.Count;
        var large = scanned.TooLarge == 0 ? "" : $" {scanned.TooLarge} above 1 MiB judged by name.";
        var result = CheckResult.Of(CheckKind.SensitiveFiles, shown, $"No sensitive files found; {looked:N0} {(looked == 1 ? "file" : "files")} looked into.{large}", scanned.IsComplete);
        return result.Outcome == CheckOutcome.Incomplete && findings.Count == 0
            ? result with { Summary = $"Looked into {looked:N0} files and found nothing, but not into all." }
            : result;
    }

    private static Finding Named(FindingRule rule, string path) =>
        Soften(rule.At($"{path} is sensitive by its name.", path) with { Key = Key(rule.Id, path) }, path);

    private static IEnumerable<Finding> Written(string path, FileFacts facts)
    {
        var role = SourcePath.RoleOf(path);
        foreach (var hit in facts.Secrets)
        {
            var rule = Rules[hit.RuleId];
            // Guesses are worth a look in what runs; in tests and pages they are examples nearly always.
            if (rule.Level == FindingLevel.Warning && rule != ScanRules.TestToken && role != SourceRole.Source)
            {
                continue;
            }

            var masked = hit.Masked.Length == 0 ? "" : $" ({hit.Masked})";
            var where = hit.Line is null ? " inside this binary file" : "";
            yield return Soften(rule.At($"{hit.What}{masked} is written into {path}{where}.", path, hit.Line) with { Key = Key(rule.Id, path, hit.Print) }, path);
        }
    }

    /// <summary>Keys made for tests are common and guard nothing; the reviewer sees them all the same.</summary>
    private static Finding Soften(Finding finding, string path) =>
        finding.Level == FindingLevel.Error
        && (finding.Id == ScanRules.PrivateKey.Id || finding.Id == ScanRules.PrivateKeyFile.Id || finding.Id == ScanRules.Keystore.Id)
        && SourcePath.RoleOf(path) == SourceRole.Test
            ? finding with { Level = FindingLevel.Warning, Fix = "If it was made for this test alone, say so to the reviewer; if not, revoke it and remove it." }
            : finding;

    private static IEnumerable<Finding> Bounds(ScannedFiles scanned, int hidden)
    {
        if (!scanned.IsTreeComplete)
        {
            yield return ScanRules.NotAllRead.At("GitHub listed only a part of this repository's files; what lies in the rest was not looked at.");
        }

        if (scanned.Unread > 0)
        {
            yield return ScanRules.NotAllRead.At($"{scanned.Unread:N0} {(scanned.Unread == 1 ? "file was" : "files were")} not looked into: at most {ScanFiles.MostFiles:N0} files and {ScanFiles.MostBytes / 1024 / 1024} MiB are read of a commit.");
        }

        if (hidden > 0)
        {
            yield return ScanRules.NotAllRead.At($"{hidden:N0} more findings are not listed. Mend these first.");
        }
    }

    private static string Key(params string[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 12));
}
