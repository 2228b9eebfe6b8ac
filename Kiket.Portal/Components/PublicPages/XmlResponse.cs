using System.Globalization;
using System.Text;
using System.Xml;

namespace Kiket.Portal.Components.PublicPages;

/// <summary>Responds with XML that is complete before the first byte is sent, so that it can have a length and an ETag.</summary>
internal static class XmlResponse
{
    private static readonly XmlWriterSettings Writing = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Async = true,
        CheckCharacters = false,
    };

    public static async Task<IResult> OfAsync(string type, Func<XmlWriter, Task> write)
    {
        var stream = new MemoryStream();
        await using (var xml = XmlWriter.Create(stream, Writing))
        {
            await xml.WriteStartDocumentAsync();
            await write(xml);
            await xml.WriteEndDocumentAsync();
        }

        return Results.Bytes(stream.ToArray(), type);
    }

    /// <summary>A moment in the format of Atom and site maps.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
