using System.Globalization;
using System.Text.Json.Nodes;

namespace Kiket.Portal.Tests.Billing;

/// <summary>A call as it was sent.</summary>
/// <param name="Fields">Of the form or the query, with names such as <c>metadata[order]</c>.</param>
internal sealed record StripeCall(string Method, string Path, IReadOnlyList<(string Name, string Value)> Fields);

/// <summary>
/// Stripe's published OpenAPI description, as far as it says which calls are allowed. Other than Stripe's own servers and the usual stand-ins, it
/// also refuses what the description doesn't name.
/// </summary>
internal sealed class StripeDescription(JsonObject description)
{
    /// <summary>The properties of answers that the portal reads.</summary>
    private static readonly (string Schema, string[] Properties)[] Read =
    [
        ("payment_intent", ["id", "status", "last_payment_error", "metadata"]),
        ("refund", ["id", "status", "failure_reason", "metadata"]),
        ("transfer", ["id", "reversed", "metadata"]),
        ("dispute", ["id", "status", "reason", "payment_intent"]),
        ("checkout.session", ["id", "url", "setup_intent", "customer", "metadata"]),
        ("account", ["id", "payouts_enabled", "external_accounts", "metadata"]),
        ("account_link", ["url"]),
        ("customer", ["id"]),
    ];

    public static async Task<StripeDescription> LoadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return new StripeDescription((await JsonNode.ParseAsync(file))!.AsObject());
    }

    /// <summary>What the description has against a call; empty when it allows it.</summary>
    public IReadOnlyList<string> Problems(StripeCall call)
    {
        if (Operation(call) is not { } operation)
        {
            return [$"{call.Method} {call.Path} isn't described."];
        }

        var form = call.Method == "POST" ? Form(operation) : Query(operation);
        var problems = new List<string>();
        foreach (var (name, value) in call.Fields)
        {
            if (Problem(form, Split(name), value) is { } problem)
            {
                problems.Add($"{call.Method} {call.Path}: {name} {problem}");
            }
        }

        var given = call.Fields.Select(field => Split(field.Name)[0]).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(Strings(form["required"]).Where(name => !given.Contains(name)).Select(name => $"{call.Method} {call.Path}: {name} is missing."));
        return problems;
    }

    /// <summary>Properties that the portal reads and that no answer has.</summary>
    public IReadOnlyList<string> UnknownProperties() =>
    [
        .. Read.SelectMany(one => one.Properties
            .Where(name => description["components"]?["schemas"]?[one.Schema]?["properties"]?[name] is null)
            .Select(name => $"{one.Schema} has no {name}.")),
    ];

    /// <summary>A path without placeholders comes before one with them.</summary>
    private JsonObject? Operation(StripeCall call)
    {
        var wanted = call.Path.Split('/');
        return description["paths"]!.AsObject()
            .Where(path => Fits(path.Key.Split('/'), wanted))
            .OrderBy(path => path.Key.Count(letter => letter == '{'))
            .Select(path => path.Value![call.Method.ToLowerInvariant()] as JsonObject)
            .FirstOrDefault(operation => operation is not null);
    }

    private static bool Fits(string[] described, string[] wanted) =>
        described.Length == wanted.Length && described.Zip(wanted).All(pair => pair.First == pair.Second || pair.First.StartsWith('{'));

    private static JsonObject Form(JsonObject operation) =>
        operation["requestBody"]?["content"]?["application/x-www-form-urlencoded"]?["schema"] as JsonObject ?? [];

    /// <summary>Parameters of the query in the form of an object.</summary>
    private static JsonObject Query(JsonObject operation)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var parameter in (operation["parameters"] as JsonArray ?? []).Where(parameter => parameter!["in"]!.GetValue<string>() == "query"))
        {
            var name = parameter!["name"]!.GetValue<string>();
            properties[name] = parameter["schema"]!.DeepClone();
            if (parameter["required"]?.GetValue<bool>() == true)
            {
                required.Add(name);
            }
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
    }

    /// <summary>Why a value doesn't fit; null when it does.</summary>
    private string? Problem(JsonObject schema, ReadOnlySpan<string> path, string value)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            return Problem(description["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject(), path, value);
        }

        if (schema["anyOf"] is JsonArray choices)
        {
            string? last = null;
            foreach (var choice in choices)
            {
                last = Problem(choice!.AsObject(), path, value);
                if (last is null)
                {
                    return null;
                }
            }

            return last;
        }

        if (path.Length == 0)
        {
            return Plain(schema, value);
        }

        if (schema["items"] is JsonObject items)
        {
            return path[0].All(char.IsAsciiDigit) ? Problem(items, path[1..], value) : "is no place of a list.";
        }

        if (schema["properties"]?[path[0]] is JsonObject property)
        {
            return Problem(property, path[1..], value);
        }

        return schema["additionalProperties"] is JsonObject any ? Problem(any, path[1..], value) : "isn't described.";
    }

    private static string? Plain(JsonObject schema, string value) => schema["type"]?.GetValue<string>() switch
    {
        "integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "must be a whole number.",
        "number" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "must be a number.",
        "boolean" => value is "true" or "false" or "True" or "False" ? null : "must be true or false.",
        "object" or "array" => "must have parts.",
        _ when Strings(schema["enum"]).ToList() is { Count: > 0 } words && !words.Contains(value, StringComparer.Ordinal) =>
            $"must be one of {string.Join(", ", words)}.",
        _ => schema["maxLength"]?.GetValue<int>() is { } most && value.Length > most ? $"has more than {most} characters." : null,
    };

    /// <summary><c>metadata[order]</c> is metadata, then order.</summary>
    private static string[] Split(string name) => name.Replace("]", "", StringComparison.Ordinal).Split('[');

    private static IEnumerable<string> Strings(JsonNode? list) => (list as JsonArray ?? []).Select(one => one!.GetValue<string>());
}
