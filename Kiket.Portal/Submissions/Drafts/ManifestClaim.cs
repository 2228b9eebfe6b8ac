using System.Text;
using Kiket.Portal.Checks;
using Kiket.Portal.Findings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>
/// Compares the manifest that a client sent with the file at the commit. Only the file counts. A difference usually
/// means that the client forgot to push, and a finding says so.
/// </summary>
public static class ManifestClaim
{
    /// <param name="claimJson">The manifest as the request's JSON, or null when none was sent.</param>
    public static IReadOnlyList<Finding> Compare(string? claimJson, CommitSnapshot snapshot)
    {
        if (claimJson is null || snapshot.Manifest is not { } actual)
        {
            return [];
        }

        // JSON is valid YAML, so the same limited reader can parse it.
        if (ManifestReader.Read(Encoding.UTF8.GetBytes(claimJson), "request").Manifest is not { } claimed)
        {
            return [ChecksRules.ManifestDiffers.At(
                "The manifest in the request could not be read; the file in the repository was used.", snapshot.ManifestPath)];
        }

        return [.. Differences(claimed, actual).Select(difference => ChecksRules.ManifestDiffers.At(
            $"{difference.Field} is “{difference.Claimed}” in the request, but “{difference.Actual}” in the repository at {snapshot.ShortCommit}. "
                + "The value in the repository was used.",
            snapshot.ManifestPath,
            actual.LineOf(difference.Field)))];
    }

    private static IEnumerable<(string Field, string Claimed, string Actual)> Differences(Manifest claimed, Manifest actual) =>
        Values(claimed).Zip(Values(actual), (left, right) => (left.Field, left.Value, right.Value)).Where(pair => pair.Item2 != pair.Item3);

    private static IEnumerable<(string Field, string Value)> Values(Manifest manifest) =>
    [
        ("id", Short(manifest.Id)),
        ("version", Short(manifest.Version)),
        ("name", Short(manifest.Name)),
        ("description", Short(manifest.Description)),
        ("delivery", Short(manifest.Delivery)),
        ("callback.url", Short(manifest.Callback?.Url)),
        ("permissions", Short(string.Join(", ", manifest.Permissions.Select(permission => permission.Declared).Order(StringComparer.Ordinal)))),
        ("hooks", Short(string.Join(", ", manifest.Hooks.Select(hook => hook.Event).Order(StringComparer.Ordinal)))),
        ("hosting", Short($"{manifest.Hosting?.Tier} {string.Join(", ", manifest.Hosting?.Egress.Select(host => host.Host) ?? [])}".Trim())),
    ];

    private static string Short(string? text) => text is null ? "" : text.Length > 120 ? text[..120] + "…" : text;
}
