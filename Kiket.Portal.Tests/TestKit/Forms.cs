using System.Net;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Fills in the static forms of account pages over HTTP, as a browser without JavaScript does.</summary>
internal static class Forms
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Loads a page for its hidden fields, then posts its form with these values.</summary>
    /// <param name="form">The form's name, where the page has several.</param>
    /// <param name="post">Where the form posts to, when not to its own page.</param>
    public static async Task<HttpResponseMessage> SubmitAsync(
        this HttpClient client, string path, Dictionary<string, string> values, string? form = null, string? post = null)
    {
        var page = await client.GetStringAsync(new Uri(path, UriKind.Relative));
        using var filled = Filled(page, values, form);
        return await client.PostAsync(new Uri(post ?? path, UriKind.Relative), filled);
    }

    /// <summary>The text of a response, with what a browser would show in place of character references.</summary>
    public static async Task<string> TextAsync(this HttpResponseMessage response) => WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

    public static async Task<string> TextAsync(this HttpClient client, string path) =>
        WebUtility.HtmlDecode(await client.GetStringAsync(new Uri(path, UriKind.Relative)));

    /// <summary>What the account page itself shows, without what is different on every page (state, tokens).</summary>
    public static async Task<string> PanelAsync(this HttpResponseMessage response) =>
        Regex.Match(await response.TextAsync(), "<section class=\"kp-panel account-panel\".*?</section>", RegexOptions.Singleline, Limit).Value;

    private static FormUrlEncodedContent Filled(string page, Dictionary<string, string> values, string? form)
    {
        var handler = form ?? Hidden(page, "_handler");
        return new FormUrlEncodedContent(
        [
            .. values,
            new("__RequestVerificationToken", Hidden(page, "__RequestVerificationToken")),
            new("_handler", handler),
        ]);
    }

    private static string Hidden(string page, string name) =>
        WebUtility.HtmlDecode(Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"", RegexOptions.None, Limit).Groups[1].Value);
}
