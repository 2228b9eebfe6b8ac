using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

/// <summary>Warns publisher and reviewer alike that nobody proved to control the repository.</summary>
public static class UnprovenControl
{
    /// <summary>In a private registry, which its own members see alone, it concerns nobody.</summary>
    public static IEnumerable<Finding> Of(Submission submission, bool isProven, CommitSnapshot snapshot) =>
        isProven || submission.Registry != Extension.Marketplace
            ? []
            : [ChecksRules.ControlNotProven.At("Control of the repository is not proven.", snapshot.ManifestPath, snapshot.Manifest?.LineOf("id"))];
}
