using Kiket.Portal.Data;

namespace Kiket.Portal.Hosting.Builds;

public enum ImageBuildState
{
    Queued,
    Building,
    Built,
    Refused,
    Failed,
}

/// <summary>The image of a submission, built from its commit.</summary>
public sealed class ImageBuild : VersionedEntity
{
    private ImageBuild()
    {
    }

    public Guid Id { get; private set; }

    public Guid SubmissionId { get; private set; }

    public Guid ExtensionKey { get; private set; }

    public string Commit { get; private set; } = "";

    public ImageBuildState State { get; private set; }

    public DateTimeOffset QueuedAt { get; private set; }

    public string? ImageId { get; private set; }

    public int Port { get; private set; }

    public string? User { get; private set; }

    public static ImageBuild Built(Guid submissionId, Guid extensionKey, string commit, ReleaseImage image, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        SubmissionId = submissionId,
        ExtensionKey = extensionKey,
        Commit = commit,
        State = ImageBuildState.Built,
        QueuedAt = now,
        ImageId = image.ImageId,
        Port = image.Port,
        User = image.User,
    };
}
