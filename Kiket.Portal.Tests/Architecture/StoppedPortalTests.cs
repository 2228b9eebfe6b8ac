using System.Runtime.CompilerServices;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Architecture;

[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class StoppedPortalTests
{
    private const int Tries = 20;

    [Fact]
    public async Task A_stopped_portal_leaves_memory()
    {
        var services = await StartAndStopAsync();

        for (var tried = 0; services.IsAlive && tried < Tries; tried++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(services.IsAlive, "Something that outlives the portal keeps its services.");
    }

    /// <summary>Not inlined, so that no local of the test keeps the portal.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> StartAndStopAsync()
    {
        await using var portal = await PortalServer.StartAsync(("Demo:Enabled", "false"));
        using var page = await portal.Client().GetAsync(new Uri("/account/login", UriKind.Relative));
        page.EnsureSuccessStatusCode();
        return new WeakReference(portal.Services);
    }
}
