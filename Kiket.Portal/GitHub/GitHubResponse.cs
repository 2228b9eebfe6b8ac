using System.Net;
using System.Text;
using System.Text.Json;

namespace Kiket.Portal.GitHub;

/// <summary>A response that has been read completely.</summary>
internal sealed record GitHubResponse(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string MediaType, byte[] Body)
{
    /// <summary>GitHub's own responses are far less deep; deeper ones would be an attack on a recursive reader.</summary>
    private const int MaxDepth = 32;

    public bool IsJson => MediaType == "application/json" || MediaType.EndsWith("+json", StringComparison.Ordinal);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Whether the whole body is JSON, whatever its content type claims.</summary>
    public bool IsWholeJson()
    {
        try
        {
            var reader = new Utf8JsonReader(Body, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
