using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>"A build of this submission changed", by submission id, and "a build of this extension changed", by the portal's id of the extension.</summary>
public sealed class BuildTopic(ILogger<BuildTopic> logger) : LiveTopic(logger)
{
    /// <summary>Any build at all, for operators.</summary>
    public static readonly Guid All = new("3c0a8c0e-54d7-4f0c-9d0c-7a3f5b1f2a11");

    public async Task PublishAsync(ImageBuild build)
    {
        await PublishAsync(build.SubmissionId);
        await PublishAsync(build.ExtensionKey);
        await PublishAsync(All);
    }
}
