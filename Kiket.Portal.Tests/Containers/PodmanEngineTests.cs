using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Containers;

[Collection(PodmanService.Collection)]
public sealed class PodmanEngineTests(PodmanService podman) : EngineTests(podman)
{
    protected override string Name => "podman";

    protected override string LogDriver => "k8s-file";

    protected override (string Format, string None) Rights => ("{{.EffectiveCaps}}", "[]");

    protected override bool SaysOutOfMemory => false;

    protected override (string Format, string Held) Isolation => ("{{range .Subnets}}{{.Gateway}}{{end}} {{.DNSEnabled}}", "<nil> false");
}
