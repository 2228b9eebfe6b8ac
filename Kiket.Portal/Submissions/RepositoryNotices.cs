using Kiket.Portal.Checks;
using Kiket.Portal.Extensions;
using Kiket.Portal.Findings;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Submissions;

/// <summary>Tells the publisher and the reviewer what stands against the repository itself, whatever is in it.</summary>
public static class RepositoryNotices
{
    public static IEnumerable<Finding> Of(Submission submission, IdApplicant applicant, CommitSnapshot snapshot)
    {
        // Only its own members see a private registry.
        if (!applicant.IsProven && submission.Registry == Extension.Marketplace)
        {
            yield return ChecksRules.ControlNotProven.At(
                "Control of the repository is not proven.", snapshot.ManifestPath, snapshot.Manifest?.LineOf("id"));
        }

        if (applicant.IsArchived)
        {
            yield return ChecksRules.RepositoryArchived.At("The repository is archived: nobody can change it.", snapshot.ManifestPath);
        }
    }
}
