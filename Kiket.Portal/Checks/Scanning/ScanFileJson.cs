using System.Text.Json;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>Reads the JSON forms of scan files. Every property may be missing or have another type than its format says.</summary>
internal static class ScanFileJson
{
    private static readonly string[] SarifLevels = ["error", "warning", "note", "none"];
    private static readonly string[] Severities = ["critical", "high", "medium", "low", "info", "none", "unknown"];

    /// <summary>The summary, or null when the document has none of these formats.</summary>
    public static ScanFileSummary? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (Text(root, "bomFormat") == "CycloneDX")
        {
            return CycloneDx(root);
        }

        if (Text(root, "spdxVersion") is { } spdx)
        {
            return Spdx(root, spdx);
        }

        return Items(root, "runs") is { } runs && Text(root, "version") is { } version
            ? Sarif(runs, version)
            : null;
    }

    private static ScanFileSummary Sarif(IEnumerable<JsonElement> runs, string version)
    {
        var (tools, levels) = (new List<string>(), new ScanTally());
        foreach (var run in runs)
        {
            var driver = Member(Member(run, "tool"), "driver");
            Add(tools, Text(driver, "name"), Text(driver, "semanticVersion") ?? Text(driver, "version"));
            var defaults = DefaultLevels(driver);
            foreach (var result in Items(run, "results") ?? [])
            {
                var level = Text(result, "level") ?? (Text(result, "ruleId") is { } rule && defaults.TryGetValue(rule, out var known) ? known : "warning");
                levels.Add(SarifLevels.Contains(level) ? level : "warning");
            }
        }

        return new ScanFileSummary(ScanFileFormat.Sarif, version, tools, levels.InOrder(SarifLevels), null, []);
    }

    /// <summary>A result without a level has the level of its rule, or "warning" when the rule has none.</summary>
    private static Dictionary<string, string> DefaultLevels(JsonElement driver)
    {
        var levels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in Items(driver, "rules") ?? [])
        {
            if (Text(rule, "id") is { } id && Text(Member(rule, "defaultConfiguration"), "level") is { } level)
            {
                levels[id] = level;
            }
        }

        return levels;
    }

    private static ScanFileSummary CycloneDx(JsonElement root)
    {
        var (tools, licenses, severities) = (new List<string>(), new ScanTally(), new ScanTally());
        var listed = Member(Member(root, "metadata"), "tools");
        // A list of tools up to 1.4, an object with components since 1.5.
        foreach (var tool in Items(listed) ?? Items(listed, "components") ?? [])
        {
            Add(tools, Text(tool, "name"), Text(tool, "version"));
        }

        var components = 0;
        foreach (var component in Items(root, "components") ?? [])
        {
            components++;
            foreach (var choice in Items(component, "licenses") ?? [])
            {
                var license = Member(choice, "license");
                licenses.Add(Text(license, "id") ?? Text(license, "name") ?? Text(choice, "expression") ?? "unknown");
            }
        }

        foreach (var vulnerability in Items(root, "vulnerabilities") ?? [])
        {
            severities.Add(Gravest(vulnerability));
        }

        return new ScanFileSummary(ScanFileFormat.CycloneDx, Text(root, "specVersion"), tools, severities.InOrder(Severities), components, licenses.Most());
    }

    private static string Gravest(JsonElement vulnerability) => (Items(vulnerability, "ratings") ?? [])
        .Select(rating => Text(rating, "severity"))
        .Where(severity => Severities.Contains(severity))
        .MinBy(severity => Array.IndexOf(Severities, severity)) ?? "unknown";

    private static ScanFileSummary Spdx(JsonElement root, string version)
    {
        var (tools, licenses) = (new List<string>(), new ScanTally());
        foreach (var creator in Items(Member(root, "creationInfo"), "creators") ?? [])
        {
            if (ScanTally.Clean(creator.ValueKind == JsonValueKind.String ? creator.GetString() : null) is { } name
                && name.StartsWith("Tool:", StringComparison.Ordinal))
            {
                Add(tools, name[5..].Trim(), null);
            }
        }

        var packages = 0;
        foreach (var package in Items(root, "packages") ?? [])
        {
            packages++;
            var license = Text(package, "licenseConcluded") is { } concluded and not ("NOASSERTION" or "NONE") ? concluded : Text(package, "licenseDeclared");
            licenses.Add(license is null or "NOASSERTION" or "NONE" ? "unknown" : license);
        }

        return new ScanFileSummary(ScanFileFormat.Spdx, version.Replace("SPDX-", "", StringComparison.Ordinal), tools, [], packages, licenses.Most());
    }

    private static void Add(List<string> tools, string? name, string? version)
    {
        if (name is null || tools.Count == ScanFileSummary.MostNames)
        {
            return;
        }

        var tool = version is null ? name : $"{name} {version}";
        if (!tools.Contains(tool))
        {
            tools.Add(tool);
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } member ? ScanTally.Clean(member.GetString()) : null;

    private static IEnumerable<JsonElement>? Items(JsonElement element, string name) => Items(Member(element, name));

    private static IEnumerable<JsonElement>? Items(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : null;
}
