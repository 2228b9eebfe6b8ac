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

    /// <summary>Hosts that every container may call beside its own and this portal's. Only they may have private addresses.</summary>
    public List<string> PlatformHosts { get; } = [];

    /// <summary>Extensions are called at a name below this domain. Never the portal's own host: their pages would be pages of the portal.</summary>
    public string BaseDomain { get; set; } = EdgeIngress.DefaultDomain;

    /// <summary>An address and port of this machine at which the edge takes calls to extensions, such as <c>127.0.0.1:8090</c>. Empty for none.</summary>
    public string Ingress { get; set; } = "";

    public CapacityOptions Capacity { get; set; } = new();

    /// <summary>The engine's runtime for containers, such as <c>runsc</c>; empty for its default.</summary>
    public string Runtime { get; set; } = "";

    /// <summary>See <see cref="EdgeOptions"/>.</summary>
    public EdgeOptions Edge { get; set; } = new();

    internal IPEndPoint? IngressEndPoint => IPEndPoint.TryParse(Ingress, out var address) && address.Port > 0 ? address : null;

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

        if (HostName.Ascii(BaseDomain) is not { } domain || HostName.IsNumeric(domain))
        {
            yield return new ValidationResult("Hosting:BaseDomain must be a domain such as apps.example.com.", [nameof(BaseDomain)]);
        }

        if (Ingress.Length > 0 && IngressEndPoint is null)
        {
            yield return new ValidationResult("Hosting:Ingress must be an address and a port such as 127.0.0.1:8090.", [nameof(Ingress)]);
        }

        if (Capacity.MemoryMiB < 0)
        {
            yield return new ValidationResult("Hosting:Capacity:MemoryMiB must be 0 or more.", [nameof(Capacity)]);
        }

        if (Capacity.Cpu < 0)
        {
            yield return new ValidationResult("Hosting:Capacity:Cpu must be 0 or more.", [nameof(Capacity)]);
        }

        foreach (var host in PlatformHosts.Where(host => HostName.Ascii(host) is not { } ascii || HostName.IsNumeric(ascii)))
        {
            yield return new ValidationResult($"Hosting:PlatformHosts contains '{host}'. Write host names, without scheme and port.", [nameof(PlatformHosts)]);
        }
    }
}

/// <summary>The <c>Hosting:Capacity:</c> settings: what containers of extensions may use together.</summary>
public sealed class CapacityOptions
{
    /// <summary>0 for three quarters of what the engine's machine has.</summary>
    public int MemoryMiB { get; set; }

    /// <summary>Cores; 0 for all that the engine's machine has. A core serves tiers of four cores, because containers wait most of the time.</summary>
    public decimal Cpu { get; set; }
}
