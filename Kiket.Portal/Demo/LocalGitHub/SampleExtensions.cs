using Kiket.Portal.Checks.Sanity;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>
/// The endpoints of the sample extensions. Some are healthy, one is not, and the hosts of the others do not exist, like
/// those of extensions that were never deployed.
/// </summary>
internal static class SampleExtensions
{
    private const string Prefix = "/sample-extensions";

    private static readonly string[] Healthy =
    [
        "alerts.acme.test", "time.acme.test", "guard.acme.test", "bridge.acme.test", "calendar.northwind-labs.test", "crm.northwind-labs.test",
        "triage.fabrikam-tools.test",
    ];

    private static readonly string[] Down = ["codelink.initrode.test"];

    public static void Map(WebApplication app)
    {
        app.MapGet(Prefix + "/well/{**path}", context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"status":"ok"}""");
        });
        app.MapPost(Prefix + "/well/{**path}", SampleHandler.AnswerAsync);
        app.MapMethods(Prefix + "/down/{**path}", [HttpMethods.Get, HttpMethods.Post], context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
    }

    /// <summary>Lets the sanity tests and the calls to extensions find them at the server's address.</summary>
    public static void Announce(LoopbackStandIns standIns, Uri server)
    {
        foreach (var host in Healthy)
        {
            standIns.Add(host, new Uri(server, Prefix + "/well"));
        }

        foreach (var host in Down)
        {
            standIns.Add(host, new Uri(server, Prefix + "/down"));
        }
    }
}
