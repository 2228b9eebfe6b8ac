using System.Text.RegularExpressions;

namespace Kiket.Portal.Manifests;

/// <summary>Delivery, callback and health.</summary>
internal static partial class DeliveryReading
{
    private const string DefaultHealth = "/health";

    public static Manifest Read(Section extension, Manifest manifest)
    {
        var delivery = ReadDelivery(extension);
        var callback = ReadCallback(extension, delivery);
        return manifest with
        {
            Delivery = delivery,
            Callback = callback,
            HealthEndpoints = ReadHealth(extension, delivery),
            RateLimiting = ReadRateLimiting(extension),
        };
    }

    private static string? ReadDelivery(Section extension)
    {
        switch (extension.Node("delivery"))
        {
            case null:
                extension.Add(DeliveryRules.DeliveryMissing, "extension.delivery is missing.");
                return null;
            case YamlScalar { Kind: ScalarKind.Text } word:
                if (word.Value is not ("http" or "internal"))
                    extension.Add(DeliveryRules.DeliveryUnknown, $"delivery is {ManifestNotes.Quote(word.Value)}.", "delivery");
                return word.Value;
            case var other:
                extension.Add(DeliveryRules.DeliveryNotText, $"delivery is {other.Noun}, not a single word.", "delivery");
                return null;
        }
    }

    private static Callback? ReadCallback(Section extension, string? delivery)
    {
        if (extension.Node("callback") is not YamlMap map)
        {
            if (delivery == "http")
                extension.Add(DeliveryRules.CallbackMissing, "delivery is http, but there is no callback: map.", "callback");
            return null;
        }

        var section = new Section(map, extension.Name("callback"), extension.Notes);
        var callback = new Callback(
            section.Text("url"), ReadSecret(section), section.Number("timeout"), section.Flag("required"), section.Words("headers"), section.Line);
        if (string.IsNullOrWhiteSpace(callback.Url))
        {
            if (delivery == "http")
                section.Add(DeliveryRules.CallbackUrlMissing, "callback.url is missing.", "url");
        }
        else if (CallbackAddress.Problem(callback.Url) is { } problem)
        {
            section.Add(DeliveryRules.CallbackUrlForm, $"callback.url {ManifestNotes.Quote(callback.Url)} {problem}.", "url");
        }
        else if (CallbackAddress.UnusualPort(callback.Url) is { } port)
        {
            section.Add(DeliveryRules.CallbackPort, $"callback.url uses port {port}.", "url");
        }

        if (callback.Timeout is < 100 or > 60_000)
            section.Add(DeliveryRules.CallbackTimeout, $"callback.timeout is {callback.Timeout} ms.", "timeout");
        section.Finish();
        return callback;
    }

    /// <summary>A literal secret stops here: neither the model nor the excerpt contains it.</summary>
    private static string? ReadSecret(Section section)
    {
        if (section.Node("secret") is not { } node)
            return null;
        if (node is YamlScalar scalar && SecretReference().IsMatch(scalar.Value))
            return scalar.Value;
        var (line, column) = section.Notes.Source!.Position(node.Start);
        section.Notes.AddAt(
            DeliveryRules.CallbackSecretLiteral,
            "callback.secret contains the secret itself instead of the name of an environment variable.",
            line,
            column,
            "secret: ••••••••");
        return null;
    }

    private static IReadOnlyList<string> ReadHealth(Section extension, string? delivery)
    {
        var declared = new List<string>();
        declared.AddRange(extension.Texts("health_endpoints"));
        foreach (var text in new[] { extension.Text("health_endpoint"), ReadHealthBelow(extension, "api"), ReadHealthBelow(extension, "health") })
            if (text is not null)
                declared.Add(text);
        foreach (var endpoint in declared.Where(endpoint => !IsHealth(endpoint)))
            extension.Add(DeliveryRules.HealthEndpoint, $"The health endpoint {ManifestNotes.Quote(endpoint)} is neither a path nor an https address.");
        declared.RemoveAll(endpoint => !IsHealth(endpoint));
        if (declared.Count == 0 && delivery != "internal")
            declared.Add(DefaultHealth);
        return declared.Distinct(StringComparer.Ordinal).Take(5).ToList();
    }

    private static string? ReadHealthBelow(Section extension, string key)
    {
        if (extension.Map.Value(key) is YamlScalar { Kind: ScalarKind.Text })
            return key == "health" ? extension.Text(key) : null;
        if (extension.Map.Value(key) is not YamlMap map || (map.Find("health_endpoint") ?? map.Find("endpoint") ?? map.Find("path")) is not { } entry)
            return null;
        extension.Know(key);
        return entry.Value is YamlScalar { Kind: ScalarKind.Text } scalar ? scalar.Value : null;
    }

    private static bool IsHealth(string endpoint) =>
        CallbackAddress.Problem(endpoint.StartsWith('/') ? CallbackAddress.Placeholder + endpoint : endpoint) is null;

    private static RateLimiting? ReadRateLimiting(Section extension)
    {
        if (extension.Sub("rate_limiting") is not { } section)
            return null;
        var limits = new RateLimiting(section.Number("requests_per_minute"), section.Number("burst"));
        if (limits.RequestsPerMinute is <= 0)
            section.Add(DeliveryRules.RateLimit, $"requests_per_minute is {limits.RequestsPerMinute}.", "requests_per_minute");
        if (limits.Burst is <= 0)
            section.Add(DeliveryRules.RateLimit, $"burst is {limits.Burst}.", "burst");
        section.Finish();
        return limits;
    }

    [GeneratedRegex(@"\A(?:env[.:][A-Za-z_][A-Za-z0-9_]*|\$\{[A-Za-z_][A-Za-z0-9_]*\})\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex SecretReference();
}
