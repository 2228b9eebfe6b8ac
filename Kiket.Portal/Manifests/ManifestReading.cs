using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>The result of reading a manifest.</summary>
/// <param name="Manifest">Everything that could be read, even with errors; null when nothing could.</param>
/// <param name="Layout">Name of the layout, supported or not; null when the file could not be parsed.</param>
/// <param name="Findings">Every problem, in the order of the file.</param>
public sealed record ManifestReading(Manifest? Manifest, string? Layout, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether there is an error, so that the manifest can't be published like this.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Level == FindingLevel.Error);
}
