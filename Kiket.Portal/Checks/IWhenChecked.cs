namespace Kiket.Portal.Checks;

/// <summary>What comes next when every check of a commit has ended: after the results are stored, in no transaction, and maybe more than once.</summary>
public interface IWhenChecked
{
    /// <param name="repositoryId">The portal's id of the repository.</param>
    /// <param name="commit">The full SHA.</param>
    Task RunAsync(Guid repositoryId, string commit, CancellationToken cancellationToken);

    /// <summary>After a start: whatever ended while nobody could be told.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);
}
