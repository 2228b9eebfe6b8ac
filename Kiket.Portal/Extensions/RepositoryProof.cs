using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;

namespace Kiket.Portal.Extensions;

/// <summary>
/// Looks on GitHub for proof that a publisher controls a repository: a token that can push, or the file with its code.
/// </summary>
public sealed class RepositoryProof(IGitHub gitHub)
{
    /// <summary>
    /// The kind of proof, or <c>repository_not_proven</c> with what to do. Failures of GitHub are returned unchanged.
    /// </summary>
    /// <param name="file">Path of the file at the head of the default branch.</param>
    internal async Task<Result<VerificationMethod>> FindAsync(RepositoryInfo info, string file, GitHubToken? token, CancellationToken cancellationToken)
    {
        if (token is not null && info.CanPush)
        {
            return VerificationMethod.Token;
        }

        var head = await gitHub.GetCommitAsync(info, reference: null, token, cancellationToken);
        if (!head.TryGet(out var commit, out var error)
            || !(await gitHub.GetTreeAsync(info, commit.Sha, token, cancellationToken)).TryGet(out var tree, out error))
        {
            return error;
        }

        if (tree.Entries.Any(entry => entry.Kind == TreeEntryKind.File && entry.Path == file))
        {
            return VerificationMethod.File;
        }

        return Error.Invalid(
            "repository_not_proven",
            $"There is no file {file} at the head of {info.DefaultBranch} ({commit.ShortSha}) in {info.FullName}. Commit and push it with any content, "
            + $"then check again{(token is null ? "" : "; the token can't push, so it doesn't prove control")}.");
    }
}
