using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests;

/// <summary>What reading a manifest gave.</summary>
/// <param name="Manifest">Whatever could be read, even beside errors; null when nothing could.</param>
/// <param name="Layout">Name of the layout found, supported or not; null when the file could not be parsed.</param>
/// <param name="Findings">Every problem, in the order of the file.</param>
public sealed record ManifestReading(Manifest? Manifest, string? Layout, IReadOnlyList<Finding> Findings)
{
    /// <summary>An error is there: the manifest cannot be published like this.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Level == FindingLevel.Error);
}
