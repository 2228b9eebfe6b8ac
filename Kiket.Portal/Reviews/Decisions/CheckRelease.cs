using Kiket.Portal.Checks.Running;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Releases;

namespace Kiket.Portal.Reviews.Decisions;

/// <summary>Checks a commit again after its release, so that the check results on a listing are as recent as the listing.</summary>
public sealed class CheckRelease(RunChecks checks) : IEventHandler<ReleasePublished>
{
    public async Task RunAsync(ReleasePublished happened, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await checks.AgainAsync(happened.RepositoryId, happened.Commit, kinds: null, cancellationToken);
        if (result.Error is { Kind: not (ErrorKind.Conflict or ErrorKind.NotFound) } error)
        {
            throw new InvalidOperationException($"The checks could not be run again: {error.Message}");
        }

        // Running checks, or a commit without checks, need nothing.
    }
}
