using Docker.DotNet;
using Docker.DotNet.Models;

namespace Kiket.Portal.Containers;

/// <summary>Ends a box whose own files become too large: engines limit memory and time, but not every one limits disk space.</summary>
internal static class BoxSize
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    /// <param name="box">Canceled when it has more than <paramref name="most"/> bytes.</param>
    /// <param name="ended">The box has ended by itself.</param>
    /// <returns>Whether it was too large.</returns>
    public static async Task<bool> WatchAsync(IDockerClient client, string name, long most, CancellationTokenSource box, CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, box.Token);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Look, stop.Token);
                var found = await client.Containers.InspectContainerAsync(name, new ContainerInspectParameters { IncludeSize = true }, stop.Token);
                if (found.SizeRw > most)
                {
                    await box.CancelAsync();
                    return true;
                }
            }
            catch (Exception exception) when (exception is DockerApiException or HttpRequestException or IOException or OperationCanceledException)
            {
                // It ends, or the next look succeeds. The time limit holds in any case.
            }
        }

        return false;
    }
}
