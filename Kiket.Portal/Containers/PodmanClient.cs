using System.Net.Sockets;

namespace Kiket.Portal.Containers;

/// <summary>Calls of podman's own API, which has what its Docker-compatible one leaves out.</summary>
internal static class PodmanClient
{
    /// <param name="endpoint">See <see cref="DockerEndpoint.Endpoint"/>.</param>
    public static HttpClient Open(Uri endpoint)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (endpoint.Scheme == "unix")
        {
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.LocalPath), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        return new HttpClient(handler)
        {
            BaseAddress = endpoint.Scheme == "unix" ? new Uri("http://podman") : new Uri($"http://{endpoint.Authority}"),
        };
    }
}
