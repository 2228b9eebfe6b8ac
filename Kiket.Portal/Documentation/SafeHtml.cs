using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Documentation;

/// <summary>
/// HTML that went through the sanitizer, and the only way from a repository's text to
/// <see cref="MarkupString"/>. It cannot be made from a string: <see cref="Sanitize"/> is the single
/// factory, and it cleans whatever it is given.
/// </summary>
[JsonConverter(typeof(SafeHtmlJson))]
public sealed class SafeHtml
{
    /// <summary>
    /// How a link within the page is written. The sanitized text holds <c>&lt;a href="#…</c> nowhere but in a
    /// real tag, because <c>&lt;</c> in text and <c>"</c> in attributes are always escaped.
    /// </summary>
    private const string LinkWithinPage = "<a href=\"#";

    private readonly string _html;

    private SafeHtml(string html) => _html = html;

    public static SafeHtml Empty { get; } = new("");

    /// <summary>Characters of HTML.</summary>
    public int Length => _html.Length;

    /// <summary>The HTML as text: for storing, comparing and tests, not for showing.</summary>
    public override string ToString() => _html;

    public MarkupString ToMarkup() => new(_html);

    /// <summary>
    /// The same for a page at <paramref name="pagePath"/>. The portal's pages carry <c>&lt;base href="/"&gt;</c>, which
    /// would lead <c>#anchor</c> to the front page, so links within the document get the page's own path.
    /// </summary>
    /// <param name="pictureKey">Opens its pictures to somebody who sees them only here; null where they are seen anyway.</param>
    public MarkupString ToMarkup(string pagePath, string? pictureKey = null)
    {
        var html = _html.Replace(LinkWithinPage, $"<a href=\"{HtmlEncoder.Default.Encode(pagePath)}#", StringComparison.Ordinal);
        return new(pictureKey is null ? html : DocumentPicture.Shown().Replace(html, $"src=\"/files/${{name}}?key={Uri.EscapeDataString(pictureKey)}\""));
    }

    internal static SafeHtml Sanitize(IHtmlDocument document) => new(HtmlPolicy.Clean(document));

    /// <summary>
    /// Text that this type wrote to the database earlier. Trusted as stored: a documentation row is written by the
    /// renderer alone, and whoever can write to the database needs no script in a page.
    /// </summary>
    internal static SafeHtml FromStored(string stored) => stored.Length == 0 ? Empty : new SafeHtml(stored);
}

internal sealed class SafeHtmlJson : JsonConverter<SafeHtml>
{
    public override SafeHtml Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SafeHtml.FromStored(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, SafeHtml value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
