using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;

namespace Kiket.Portal.Webhooks.Syncing;

/// <summary>What GitHub shows of a repository now.</summary>
/// <param name="Info">Null when GitHub doesn't show the repository.</param>
/// <param name="Head">The head of the tracked ref; null when there is none.</param>
/// <param name="Snapshot">The reading of the head; null when it was read before, or when there is none.</param>
internal sealed record HeadReading(RepositoryInfo? Info, CommitInfo? Head = null, CommitSnapshot? Snapshot = null)
{
    /// <summary>Why there is no head; null when there is one.</summary>
    public SourceTrouble? Trouble { get; init; }

    /// <summary>GitHub's own sentence about the trouble.</summary>
    public Error? Refusal { get; init; }

    /// <summary>The repository that has the name now.</summary>
    public RepositoryInfo? Stranger { get; init; }
}

/// <summary>
/// Asks GitHub for a repository and the head of its tracked ref, and reads that commit unless it was read before. Stores nothing
/// but the reading.
/// </summary>
public sealed class ReadHead(IGitHub gitHub, RepositoryTokens tokens, ReadCommit readCommit)
{
    /// <summary>What another try can't change, until somebody does something.</summary>
    private static readonly SourceTrouble[] ContentTroubles =
        [SourceTrouble.None, SourceTrouble.ManifestGone, SourceTrouble.ManifestInvalid, SourceTrouble.IdChanged, SourceTrouble.NeedsRelease];

    /// <summary>Whether the repository could be read, whatever is in it.</summary>
    internal static bool IsOfContent(SourceTrouble trouble) => ContentTroubles.Contains(trouble);

    /// <param name="again">Reads the head even if it was read before.</param>
    /// <returns>Refused only when another try may help.</returns>
    internal async Task<Result<HeadReading>> RunAsync(ExtensionRepository repository, bool again, CancellationToken cancellationToken)
    {
        var token = tokens.Reveal(repository);
        if (token is null && repository.ProtectedToken is not null)
        {
            return new HeadReading(Info: null) { Trouble = SourceTrouble.TokenRefused, Refusal = RepositoryAccess.UnreadableToken(repository.FullName) };
        }

        var (info, found) = await FindAsync(repository, token, cancellationToken);
        if (info is null)
        {
            return found!;
        }

        if (!(await gitHub.GetCommitAsync(info, repository.TrackedReference, token, cancellationToken)).TryGet(out var head, out var error))
        {
            return Explain(error, info);
        }

        if (!again && repository.HeadCommit == head.Sha && IsOfContent(repository.Trouble))
        {
            return new HeadReading(info, head);
        }

        var request = new ReadCommitRequest(repository.Id, info, head.Sha, token, Refresh: true);
        return (await readCommit.RunAsync(request, progress: null, cancellationToken)).TryGet(out var snapshot, out error)
            ? new HeadReading(info, head, snapshot)
            : Explain(error, info);
    }

    /// <summary>
    /// By its name, as GitHub's redirects lead from an old one; and by its number where the name leads elsewhere, because a
    /// stranger can have taken a freed name.
    /// </summary>
    private async Task<(RepositoryInfo? Info, Result<HeadReading>? Otherwise)> FindAsync(
        ExtensionRepository repository, GitHubToken? token, CancellationToken cancellationToken)
    {
        var named = await gitHub.GetRepositoryAsync(RepositoryAddress.Of(repository.Owner, repository.Name), token, cancellationToken);
        if (named.TryGet(out var info, out var error) && info.Id == repository.GitHubId)
        {
            return (info, null);
        }

        if (error is not null && error.Code != GitHubErrors.RepositoryNotFound)
        {
            return (null, Explain(error, info: null));
        }

        var numbered = await gitHub.GetRepositoryAsync(repository.GitHubId, repository.FullName, token, cancellationToken);
        if (numbered.TryGet(out var moved, out var refusal) && moved.Id == repository.GitHubId)
        {
            return (moved, null);
        }

        if (info is not null)
        {
            return (null, new HeadReading(Info: null) { Trouble = SourceTrouble.Replaced, Stranger = info });
        }

        return (null, Explain(refusal ?? error!, info: null));
    }

    /// <summary>A refusal that only a person can change becomes a reading; the others are tried again.</summary>
    private static Result<HeadReading> Explain(Error error, RepositoryInfo? info) => error.Code switch
    {
        GitHubErrors.RepositoryNotFound or GitHubErrors.LegallyBlocked =>
            new HeadReading(info) { Trouble = SourceTrouble.Unavailable, Refusal = error },
        GitHubErrors.TokenRefused or GitHubErrors.TokenLacksAccess => new HeadReading(info) { Trouble = SourceTrouble.TokenRefused, Refusal = error },
        GitHubErrors.ReferenceNotFound or GitHubErrors.EmptyRepository => new HeadReading(info) { Trouble = SourceTrouble.ReferenceGone, Refusal = error },
        _ => error,
    };
}
