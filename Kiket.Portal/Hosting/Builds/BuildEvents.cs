using Kiket.Portal.Events;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>A build is over: the image responded, was refused, or could not be built.</summary>
/// <param name="Commit">The full SHA.</param>
[EventName("image_build.ended")]
public sealed record ImageBuildEnded(Guid BuildId, Guid SubmissionId, string Commit) : IEvent
{
    public string Subject => $"submission:{SubmissionId}";
}
