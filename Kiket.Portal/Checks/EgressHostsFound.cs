using Kiket.Portal.Checks.Scanning;
using Kiket.Portal.Manifests;

namespace Kiket.Portal.Checks;

/// <summary>Compares the hosts in the source with the declared hosts.</summary>
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
            var more = found.Count > MostNamed ? " and more" : "";
            var names = found.Count == 0 ? "" : $" The source contains {string.Join(", ", found.Take(MostNamed).Select(hit => hit.Host))}{more}.";
            return CheckResult.NotNeeded(CheckKind.Egress, "The extension runs on the publisher's own servers, where Kiket doesn't limit the hosts." + names);
        }

        var findings = found.Where(hit => !declared.Any(host => Covers(host, hit.Host))).Take(MostFindings)
            .Select(hit => ScanRules.EgressUndeclared.At($"{hit.Host} is called but not declared.", hit.Path, hit.Line))
            .ToList();
        // If only some files were read, a host may be used in another one.
        if (scanned.IsComplete)
        {
            findings.AddRange(declared.Where(host => !found.Exists(hit => Covers(host, hit.Host)))
                .Select(host => ScanRules.EgressUnused.At($"{host.Host} is declared but appears in no file.", manifestPath, host.Line)));
        }

        return CheckResult.Of(
            CheckKind.Egress,
            findings,
            found.Count == 0 ? "No hosts in the source, none declared." : "Every host in the source is declared.",
            scanned.IsComplete);
    }

    private static bool Covers(EgressHost declared, string host) => declared.IsWildcard
        ? host.EndsWith(declared.Host[1..], StringComparison.Ordinal)
        : host == declared.Host;
}
