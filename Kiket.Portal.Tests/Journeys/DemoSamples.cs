namespace Kiket.Portal.Tests.Journeys;

/// <summary>The sample repository of the demo that is complete and not submitted yet.</summary>
internal static class DemoSamples
{
    public const string ReadyUrl = "https://github.com/acme/incident-bridge";
    public const string ReadyName = "Incident Bridge";
    public const string ReadyId = "dev.acme.incident-bridge";
}
