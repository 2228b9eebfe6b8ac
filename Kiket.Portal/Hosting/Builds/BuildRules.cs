using Kiket.Portal.Findings;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>The rules for building and starting the container of a managed extension: B1xx.</summary>
public static class BuildRules
{
    public static readonly FindingRule StepFails = new("B101", FindingLevel.Error,
        "Every step of the Dockerfile succeeds",
        "The container is built from the submitted commit; what isn't built can't run.",
        "Build it yourself with buildah bud --isolation chroot, fix the step, push, and take the new commit into review.");

    public static readonly FindingRule OverLimit = new("B102", FindingLevel.Error,
        "A build stays within its time, memory and disk space",
        "Builds of all publishers share a machine.",
        "Start from a base image that has what you need, and build less in the Dockerfile.");

    public static readonly FindingRule SyntaxNotSupported = new("B103", FindingLevel.Error,
        "The Dockerfile needs no here-documents, and no flag of RUN but --mount",
        "The builder, buildah, doesn't know them.",
        "Write the commands on the RUN line, joined with &&, or put them into a script that you COPY.");

    public static readonly FindingRule BaseWithoutDigest = new("B104", FindingLevel.Warning,
        "Base images are named by digest",
        "A tag can be moved to other files at any time, so the next build could differ without a change in your repository.",
        "Write FROM name:tag@sha256: and the digest.");

    public static readonly FindingRule DoesNotRespond = new("B105", FindingLevel.Error,
        "The container starts without egress and returns 200 for /health",
        "Reviewers approve an image only after it responded in a trial run. Customers' installations are watched the same way.",
        "Listen on 0.0.0.0 at the port in PORT, and return 200 for /health without calling anything outside.");

    public static readonly FindingRule ContextRefused = new("B106", FindingLevel.Error,
        "The repository can be copied into a build",
        "A build gets at most 256 MiB in 20,000 files, and no link that leads out of the repository.",
        "Remove what the build doesn't need, or replace the link with the file itself.");

    public static readonly FindingRule FileLeftOut = new("B107", FindingLevel.Warning,
        "A build has all files of the repository",
        "Files in Git LFS and in submodules aren't read from GitHub: a build sees a pointer, or nothing.",
        "Commit files that the build needs as ordinary files.");

    public static readonly FindingRule BaseNotReached = new("B108", FindingLevel.Error,
        "Base images come from a registry that builds can reach",
        "A build reaches the hosts that the operators allow, and nothing else.",
        "Use a base image of a registry that the message names, or FROM scratch.");

    public static readonly FindingRule ImageRefused = new("B109", FindingLevel.Error,
        "A build gives one image",
        "Images are run by their id. An archive with a name or with several images is refused.",
        "Build it yourself with buildah bud, and check that one image comes out of it.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        StepFails, OverLimit, SyntaxNotSupported, BaseWithoutDigest, DoesNotRespond, ContextRefused, FileLeftOut, BaseNotReached, ImageRefused,
    ];
}
