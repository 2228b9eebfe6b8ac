using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Kiket.Portal.Edge;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Hosting;

/// <summary>What runs the containers of managed extensions.</summary>
public enum HostingEngine
{
    /// <summary>Nothing. Everything else of the portal works.</summary>
    None,

    /// <summary>Docker or podman, which have the same API.</summary>
    Docker,
}

/// <summary>The <c>Hosting:</c> settings.</summary>
public sealed class HostingOptions : IValidatableObject
{
    public const string Section = "Hosting";

    private const int MinPrefix = 8;
    private const int MaxPrefix = 24;

    public HostingEngine Engine { get; set; } = HostingEngine.None;

    /// <summary>Where the engine listens.</summary>
    public Uri Endpoint { get; set; } = new("unix:///run/podman/podman.sock");

    /// <summary>The portal's own image, from which the edge runs: a name that the engine has, or <c>sha256:…</c>.</summary>
    public string EdgeImage { get; set; } = "";

    /// <summary>In which the images of extensions are built: a name that the engine has, or <c>sha256:…</c>.</summary>
    public string BuilderImage { get; set; } = "";

    public HostingBuildOptions Build { get; set; } = new();

    /// <summary>From which every installation gets a network of 8 addresses.</summary>
    public string Network { get; set; } = EdgeNetworks.Default;

    /// <summary>Hosts that every container may call beside its own, such as this portal's. Only they may have private addresses.</summary>
    public List<string> PlatformHosts { get; } = [];

    /// <summary>The engine's runtime for containers, such as <c>runsc</c>; empty for its default.</summary>
    public string Runtime { get; set; } = "";

    /// <summary>See <see cref="EdgeOptions"/>.</summary>
    public EdgeOptions Edge { get; set; } = new();

    internal IPNetwork Whole => IPNetwork.Parse(Network);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("unix" or "tcp" or "http"))
        {
            yield return new ValidationResult(
                "Hosting:Endpoint must be an address such as unix:///run/podman/podman.sock or tcp://127.0.0.1:2375.", [nameof(Endpoint)]);
        }

        if (Engine == HostingEngine.Docker && EdgeImage.Length == 0)
        {
            yield return new ValidationResult(
                "Hosting:Engine is docker, so set Hosting:EdgeImage to the portal's own image, such as localhost/kiket-portal:latest.", [nameof(EdgeImage)]);
        }

        if (Engine == HostingEngine.Docker && BuilderImage.Length == 0)
        {
            yield return new ValidationResult(
                "Hosting:Engine is docker, so set Hosting:BuilderImage to the image that builds extensions, such as localhost/kiket-builder:latest.",
                [nameof(BuilderImage)]);
        }

        foreach (var problem in Build.Problems())
        {
            yield return new ValidationResult(problem, [nameof(Build)]);
        }

        if (!IPNetwork.TryParse(Network, out var network) || network.BaseAddress.AddressFamily != AddressFamily.InterNetwork
            || network.PrefixLength is < MinPrefix or > MaxPrefix)
        {
            yield return new ValidationResult("Hosting:Network must be an IPv4 network between /8 and /24, such as 10.201.0.0/16.", [nameof(Network)]);
        }

        foreach (var host in PlatformHosts.Where(host => HostName.Ascii(host) is not { } ascii || HostName.IsNumeric(ascii)))
        {
            yield return new ValidationResult($"Hosting:PlatformHosts contains '{host}'. Write host names, without scheme and port.", [nameof(PlatformHosts)]);
        }
    }
}
