namespace Kiket.Portal.Extensions;

/// <summary>Shows elsewhere what becomes known of a connected repository. Folders above this one implement it.</summary>
public interface IFollowRepositories
{
    /// <summary>Called after the commit, also when nothing changed.</summary>
    Task RepositoryKnownAsync(Guid repositoryId, bool isVerified, CancellationToken cancellationToken);
}
