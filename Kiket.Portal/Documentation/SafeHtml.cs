using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Documentation;

/// <summary>
/// Sanitized HTML, and the only path from a repository's text to <see cref="MarkupString"/>. It can't be created from a
/// string: <see cref="Sanitize"/> is the only factory, and it sanitizes its input.
/// </summary>
[JsonConverter(typeof(SafeHtmlJson))]
public sealed class SafeHtml
{
    /// <summary>
    /// How a link within the page is written. The sanitized text contains <c>&lt;a href="#…</c> only in a
    /// real tag, because <c>&lt;</c> in text and <c>"</c> in attributes are always escaped.
    /// </summary>
    private const string LinkWithinPage = "<a href=\"#";

    private readonly string _html;

    private SafeHtml(string html) => _html = html;

    public static SafeHtml Empty { get; } = new("");

    /// <summary>Characters of HTML.</summary>
    public int Length => _html.Length;

    /// <summary>The HTML as text, for storage, comparison and tests. Not for display.</summary>
    public override string ToString() => _html;

    public MarkupString ToMarkup() => new(_html);

    /// <summary>
    /// The same for a page at <paramref name="pagePath"/>. The portal's pages have <c>&lt;base href="/"&gt;</c>, which would
    /// make <c>#anchor</c> lead to the home page, so links within the document get the page's own path.
    /// </summary>
    /// <param name="pictureKey">Gives access to its pictures for someone who only sees them here; null when they are visible anyway.</param>
    public MarkupString ToMarkup(string pagePath, string? pictureKey = null)
    {
        var html = _html.Replace(LinkWithinPage, $"<a href=\"{HtmlEncoder.Default.Encode(pagePath)}#", StringComparison.Ordinal);
        return new(pictureKey is null ? html : DocumentPicture.Shown().Replace(html, $"src=\"/files/${{name}}?key={Uri.EscapeDataString(pictureKey)}\""));
    }

    /// <param name="document">The parsed text, changed in place.</param>
    /// <param name="mayLinkToPortal">For the portal's own text alone: a stranger's link must not look like one of the portal.</param>
    internal static SafeHtml Sanitize(IHtmlDocument document, bool mayLinkToPortal = false) => new(HtmlPolicy.Clean(document, mayLinkToPortal));

    /// <summary>
    /// Text that this type wrote to the database earlier. It is trusted, because only the renderer writes documentation rows,
    /// and someone who can write to the database doesn't need a script in a page.
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
