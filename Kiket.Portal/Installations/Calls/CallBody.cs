using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Kiket.Portal.Installations.Calls;

/// <summary>The JSON that an extension receives, in the form that the SDKs read.</summary>
internal static class CallBody
{
    public const string RuntimeHeader = "X-Kiket-Runtime-Token";

    public static byte[] Write(ExtensionTarget target, ExtensionCall call, RuntimeToken token, Uri portal)
    {
        var body = new JsonObject();
        foreach (var (name, value) in call.Subject)
        {
            body[name] = value?.DeepClone();
        }

        // Below the subject, which can't replace any of them.
        body["event"] = call.Event;
        body["event_version"] = target.ApiVersion;
        body["authentication"] = new JsonObject
        {
            ["token_type"] = "runtime",
            ["runtime_token"] = token.Text.Reveal(),
            ["expires_at"] = token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["scopes"] = Words(target.Scopes),
        };
        body["secrets"] = new JsonObject(target.Secrets.Select(secret => KeyValuePair.Create<string, JsonNode?>(secret.Key, secret.Value.Reveal())));
        body["secret_status"] = new JsonObject { ["missing"] = Words(target.MissingSecrets) };
        body["api"] = new JsonObject { ["base_url"] = portal.AbsoluteUri.TrimEnd('/'), ["runtime_header"] = RuntimeHeader };
        body["context"] = new JsonObject
        {
            ["organization"] = new JsonObject { ["id"] = target.OrganizationNumber, ["slug"] = target.OrganizationSlug },
            ["extension"] = new JsonObject { ["id"] = target.ExtensionNumber },
            ["installation"] = new JsonObject { ["id"] = target.InstallationNumber },
        };
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => JsonValue.Create(word))]);
}
