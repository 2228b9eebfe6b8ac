using System.Net;

namespace Kiket.Portal.GitHub;

/// <summary>
/// Reads a whole response up to its limit, and follows a redirect only to where the token may go: below the configured
/// base. Runs inside the timeout, so that a slow body times out like a response that never starts.
/// </summary>
internal sealed class ResponseGuard : DelegatingHandler
{
    public static readonly HttpRequestOptionsKey<Uri> Base = new("GitHub.Base");
    public static readonly HttpRequestOptionsKey<long> MaxBytes = new("GitHub.MaxBytes");

    /// <summary>A renamed repository needs one; a chain longer than this is a loop.</summary>
    private const int MaxRedirects = 3;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(Base, out var baseAddress);
        request.Options.TryGetValue(MaxBytes, out var maxBytes);
        var response = await base.SendAsync(request, cancellationToken);
        for (var hop = 0; IsRedirect(response.StatusCode); hop++)
        {
            var target = response.Headers.Location is { } location && Uri.TryCreate(request.RequestUri!, location, out var absolute) ? absolute : null;
            response.Dispose();
            var isAllowed = request.Method == HttpMethod.Get && hop < MaxRedirects;
            if (!isAllowed || target is null || baseAddress?.IsBaseOf(target) != true || target.UserInfo.Length > 0)
            {
                throw new GitHubRefusedException(GitHubRefusals.RedirectedElsewhere());
            }

            request = Copy(request, target);
            response = await base.SendAsync(request, cancellationToken);
        }

        return await ReadAsync(response, maxBytes, cancellationToken);
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static HttpRequestMessage Copy(HttpRequestMessage request, Uri target)
    {
        var copy = new HttpRequestMessage(request.Method, target) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var (name, values) in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        return copy;
    }

    private static async Task<HttpResponseMessage> ReadAsync(HttpResponseMessage response, long maxBytes, CancellationToken cancellationToken)
    {
        using var content = response.Content;
        try
        {
            if (content.Headers.ContentLength > maxBytes)
            {
                throw new GitHubRefusedException(GitHubRefusals.ResponseTooLarge(maxBytes));
            }

            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            using var read = new MemoryStream();
            var buffer = new byte[81_920];
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                // Counted after decompression: a small body can unpack into a large one.
                if (read.Length + count > maxBytes)
                {
                    throw new GitHubRefusedException(GitHubRefusals.ResponseTooLarge(maxBytes));
                }

                read.Write(buffer, 0, count);
            }

            var whole = new ByteArrayContent(read.ToArray());
            whole.Headers.ContentType = content.Headers.ContentType;
            response.Content = whole;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
