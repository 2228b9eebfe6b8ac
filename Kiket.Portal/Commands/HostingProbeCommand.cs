using System.Net;
using System.Text.Json;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting;

namespace Kiket.Portal.Commands;

/// <summary>Tries to get out of the container that it runs in, and prints each attempt as a line of JSON.</summary>
internal sealed class HostingProbeCommand : ICommand
{
    public async Task<Result<string>> RunAsync(string argument, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(argument, out var edge))
        {
            return Error.Invalid("edge_address", $"\"{argument}\" isn't an IP address. Give the address of the edge.");
        }

        var attempts = await new LeakProbe(edge).RunAsync(cancellationToken);
        return string.Join('\n', attempts.Select(attempt => JsonSerializer.Serialize(attempt, JsonColumn.Options)));
    }
}
