using Kiket.Portal.Containers;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>
/// The container in which an image is built. The engine's own way to build isn't used: podman 4.3 ignores there that a build has no network, runs
/// steps in the machine's network, and goes on after the request was closed.
/// </summary>
public static class BuildBox
{
    public const string Folder = "/build";
    public const string Prefix = "kx-build-";

    /// <summary>The exit codes of the script, beside those of a kill.</summary>
    public const int StepFailed = 90;

    public const int NotExported = 91;

    public const string ImageFile = "image.tar";
    public const string BasesFile = "bases";

    private const int Processes = 512;

    /// <summary>What buildah needs to own files for others and to change its root; nothing that reaches outside of the container.</summary>
    private static readonly string[] Capabilities =
        ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "SETUID", "SETGID", "SETFCAP", "SETPCAP", "SYS_CHROOT"];

    /// <summary>Without a network, waiting for a registry helps nobody.</summary>
    private const string WithoutPull = "--pull-never";

    private const string Script = """
        cd /build && mkdir -p out kiket-busybox && cp /bin/busybox kiket-busybox/ || exit 92
        buildah --storage-driver vfs bud --isolation chroot --layers=false --label "$1" $2 \
            --build-context kiket-busybox=/build/kiket-busybox --iidfile /build/image.id \
            -f /build/context/Dockerfile /build/context || exit 90
        buildah --storage-driver vfs push --quiet "$(cat /build/image.id)" docker-archive:/build/out/image.tar || exit 91
        buildah --storage-driver vfs images --format '{{.Name}}:{{.Tag}}@{{.Digest}}' > /build/out/bases || exit 91
        """;

    public static string Name(Guid build) => $"{Prefix}{build:N}";

    /// <param name="label">Of the image, <c>name=value</c>.</param>
    public static ContainerSpec Container(Guid build, HostingOptions options, ContainerNetwork? network, string label)
    {
        var seconds = ((int)options.Build.TimeLimit.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new ContainerSpec(Name(build), options.BuilderImage, options.Build.Cpu, options.Build.MemoryMiB, network)
        {
            User = "0:0",
            HasNoNetwork = network is null,
            IsWritable = true,
            Capabilities = Capabilities,
            MaxProcesses = Processes,
            // The portal ends it too; this holds when the portal is gone.
            Command = ["timeout", "-s", "KILL", seconds, "/bin/sh", "-c", Script, "build", label, network is null ? WithoutPull : ""],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["HOME"] = Folder,
                ["TMPDIR"] = Folder,
                // podman hands its own on, which can contain a password.
                ["http_proxy"] = "",
                ["https_proxy"] = "",
                ["HTTP_PROXY"] = "",
                ["HTTPS_PROXY"] = "",
            },
        };
    }
}
