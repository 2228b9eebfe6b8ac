using System.Net;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Posts the form of a static page, as a browser without scripts does.</summary>
public static class PageForms
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Loads the page for its hidden token, then posts the values to it.</summary>
    /// <param name="client">Keeps cookies.</param>
    /// <param name="form">The form's name on the page.</param>
    /// <param name="host">The Host header of both requests; the true one when not given.</param>
    public static async Task<HttpResponseMessage> SubmitFormAsync(
        this HttpClient client, string path, string form, Dictionary<string, string> values, string? host = null)
    {
        using var read = new HttpRequestMessage(HttpMethod.Get, path);
        read.Headers.Host = host;
        using var page = await client.SendAsync(read);
        var token = Regex.Match(
            await page.Content.ReadAsStringAsync(),
            "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]*)\"",
            RegexOptions.None,
            Limit);
        using var body = new FormUrlEncodedContent(values
            .Append(new("__RequestVerificationToken", WebUtility.HtmlDecode(token.Groups["token"].Value)))
            .Append(new("_handler", form)));
        using var post = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        post.Headers.Host = host;
        return await client.SendAsync(post);
    }
}
