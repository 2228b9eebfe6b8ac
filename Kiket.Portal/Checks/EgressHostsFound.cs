using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Checks;

/// <summary>Hosts found in the source against hosts declared.</summary>
public static class EgressHostsFound
{
    private const int MostNamed = 6;
    private const int MostFindings = 100;

    public static CheckResult Judge(Manifest? manifest, string? manifestPath, ScannedFiles scanned)
    {
        var found = scanned.Facts.Where(file => SourcePath.MayCall(file.Key))
            .SelectMany(file => file.Value.Hosts.Select(hit => (hit.Host, Path: file.Key, hit.Line)))
            .GroupBy(hit => hit.Host, StringComparer.Ordinal)
            .Select(group => group.OrderBy(hit => hit.Path, StringComparer.Ordinal).ThenBy(hit => hit.Line).First())
            .OrderBy(hit => hit.Path, StringComparer.Ordinal)
            .ToList();
        var declared = manifest?.Hosting?.Egress ?? [];
        if (manifest?.Hosting is not { Managed: true } && declared.Count == 0)
        {
            var names = found.Count == 0 ? "" : $" Its source names {string.Join(", ", found.Take(MostNamed).Select(hit => hit.Host))}{(found.Count > MostNamed ? " and more" : "")}.";
            return CheckResult.NotNeeded(CheckKind.Egress, "It runs on the publisher's own servers, where Kiket limits nothing." + names);
        }

        var findings = found.Where(hit => !declared.Any(host => Covers(host, hit.Host))).Take(MostFindings)
            .Select(hit => ScanRules.EgressUndeclared.At($"{hit.Host} is called and not declared.", hit.Path, hit.Line))
            .ToList();
        // From a part of the files, nothing follows about what is in none of them.
        if (scanned.IsComplete)
        {
            findings.AddRange(declared.Where(host => !found.Exists(hit => Covers(host, hit.Host)))
                .Select(host => ScanRules.EgressUnused.At($"{host.Host} is declared and appears in no file.", manifestPath, host.Line)));
        }

        return CheckResult.Of(
            CheckKind.Egress, findings, found.Count == 0 ? "No hosts in the source, none declared." : "Every host in the source is declared.", scanned.IsComplete);
    }

    private static bool Covers(EgressHost declared, string host) => declared.IsWildcard
        ? host.EndsWith(declared.Host[1..], StringComparison.Ordinal)
        : host == declared.Host;
}
