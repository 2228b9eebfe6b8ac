using System.Net.Sockets;
using Kiket.Portal.Foundation;
using Microsoft.Security.AntiSSRF;

namespace Kiket.Portal.Files;

/// <summary>
/// Fetches pictures from addresses that strangers wrote: https on port 443, public addresses only (checked on the
/// address that the connection uses), no redirects, no cookies, limited in time and size.
/// </summary>
public sealed class ForeignPictures : IDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;

    public ForeignPictures()
        : this(Guarded())
    {
    }

    private ForeignPictures(HttpMessageHandler handler)
    {
        _client = new HttpClient(handler) { Timeout = TotalTime, MaxResponseContentBufferSize = PictureStore.MaxBytes };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Kiket-Portal");
        _client.DefaultRequestHeaders.Accept.ParseAdd("image/*");
    }

    public async Task<Result<byte[]>> FetchAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address is not { Scheme: "https", IsDefaultPort: true, UserInfo: "" })
        {
            return Error.Invalid("picture_address", "the address must use https on its standard port, without a user name.");
        }

        try
        {
            using var response = await _client.GetAsync(address, HttpCompletionOption.ResponseContentRead, cancellationToken);
            return response.StatusCode == System.Net.HttpStatusCode.OK
                ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
                : Error.NotFound("picture_missing", $"the server returned {(int)response.StatusCode}.");
        }
        // The guard resolves names itself and doesn't wrap the resolver's exception.
        catch (Exception exception) when (exception is HttpRequestException or AntiSSRFException or IOException or SocketException)
        {
            return Error.Unavailable("picture_unreachable", "it can't be fetched.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.Unavailable("picture_slow", "the server took longer than 5 seconds.");
        }
    }

    public void Dispose() => _client.Dispose();

    private static AntiSSRFHandler Guarded()
    {
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AddXFFHeader = false };
        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = ConnectTime;
        return handler;
    }
}
