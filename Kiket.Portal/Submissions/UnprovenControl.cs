using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

/// <summary>Warns the publisher and the reviewer that nobody has proved control of the repository.</summary>
public static class UnprovenControl
{
    /// <summary>Does not apply to a private registry, which only its own members see.</summary>
    public static IEnumerable<Finding> Of(Submission submission, bool isProven, CommitSnapshot snapshot) =>
        isProven || submission.Registry != Extension.Marketplace
            ? []
            : [ChecksRules.ControlNotProven.At("Control of the repository is not proven.", snapshot.ManifestPath, snapshot.Manifest?.LineOf("id"))];
}
