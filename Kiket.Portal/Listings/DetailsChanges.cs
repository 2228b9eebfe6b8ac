using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kiket.Portal.Data;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Listings;

/// <summary>One field that differs between two versions of listing details.</summary>
/// <param name="Field">Stable name: <c>summary</c>, <c>support.email</c>, <c>justifications.issues:read</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Left">The text of the left version; empty when it has none.</param>
/// <param name="Right">The text of the right version.</param>
public sealed record DetailsChange(string Field, string Title, string Left, string Right);

/// <summary>
/// Compares two versions of listing details, and copies single fields from one to the other. Works on the stored form,
/// so a field that is added later is included automatically.
/// </summary>
public static partial class DetailsChanges
{
    /// <summary>Objects whose entries are fields of their own.</summary>
    private static readonly string[] Groups = ["support", "links", "justifications"];

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["pricing"] = "Price",
        ["baseUrl"] = "Base URL",
        ["reviewerNotes"] = "Notes to the reviewer",
        ["support.email"] = "Support e-mail",
        ["support.url"] = "Support page",
        ["links.documentation"] = "Link to the documentation",
        ["links.privacy"] = "Link to the privacy policy",
        ["links.terms"] = "Link to the terms",
        ["links.license"] = "Link to the license",
        ["support.firstResponseHours"] = "First response within (hours)",
        ["support.resolutionHours"] = "Resolved within (hours)",
        ["support.coverage"] = "Coverage hours",
        ["support.hours"] = "Support hours",
    };

    public static IReadOnlyList<DetailsChange> Between(ListingDetails left, ListingDetails right)
    {
        var (ours, theirs) = (Fields(left), Fields(right));
        return [.. ours.Keys.Union(theirs.Keys, StringComparer.Ordinal)
            .Where(field => !JsonNode.DeepEquals(ours.GetValueOrDefault(field), theirs.GetValueOrDefault(field)))
            .Select(field => new DetailsChange(
                field,
                Title(field),
                Words(left, field, ours.GetValueOrDefault(field)),
                Words(right, field, theirs.GetValueOrDefault(field))))];
    }

    /// <summary>The details with some fields taken from another version, including missing ones.</summary>
    public static ListingDetails Take(ListingDetails into, ListingDetails from, IEnumerable<string> fields)
    {
        var (result, source) = (Json(into), Json(from));
        foreach (var field in fields)
        {
            var (group, name) = Split(field);
            var target = group is null ? result : result[group] as JsonObject ?? Added(result, group);
            var value = (group is null ? source : source[group] as JsonObject)?[name]?.DeepClone();
            target.Remove(name);
            if (value is not null)
            {
                target[name] = value;
            }
        }

        return result.Deserialize<ListingDetails>(JsonColumn.Options)!;
    }

    /// <summary>
    /// The details with some texts taken from another version, each by the field of its problem. A text of a meter is taken alone, so that the rest of
    /// the price stays; where the other version has no such meter, the text is left empty.
    /// </summary>
    public static ListingDetails TakeTexts(ListingDetails into, ListingDetails from, IEnumerable<string> problems)
    {
        var byMeter = problems.ToLookup(problem => MeterText().Match(problem) is { Success: true } match ? match : null);
        var result = Take(into, from, byMeter[null].Select(FieldOf).Distinct(StringComparer.Ordinal));
        foreach (var match in byMeter.Select(group => group.Key).OfType<Match>())
        {
            var index = int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture);
            result = result with { Pricing = WithMeterText(result.Pricing, from.Pricing, index, match.Groups["name"].Value) };
        }

        return result;
    }

    private static Pricing WithMeterText(Pricing into, Pricing from, int index, string name)
    {
        if (index >= into.Meters.Count)
        {
            return into;
        }

        var (meter, old) = (into.Meters[index], from.Meters.ElementAtOrDefault(index));
        var taken = name switch
        {
            "key" => meter with { Key = old?.Key ?? "" },
            "name" => meter with { Name = old?.Name ?? "" },
            _ => meter with { Unit = old?.Unit ?? "" },
        };
        return into with { Meters = [.. into.Meters.Select((one, place) => place == index ? taken : one)] };
    }

    [GeneratedRegex(@"^listing\.pricing\.meters\[(?<index>\d{1,3})\]\.(?<name>key|name|unit)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MeterText();

    /// <summary>The field that a problem belongs to: <c>listing.pricing.meters[0].name</c> is in <c>pricing</c>.</summary>
    public static string FieldOf(string problem)
    {
        var path = problem.StartsWith("listing.", StringComparison.Ordinal) ? problem["listing.".Length..] : problem;
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? path : path[..dot];
        return first switch
        {
            "justifications" => path,
            "links" => path,
            // support.hours.weekly[0].from is in support.hours.
            "support" when dot > 0 => $"support.{JsonNamingPolicy.CamelCase.ConvertName(Pascal(path[(dot + 1)..].Split('.', '[')[0]))}",
            _ => JsonNamingPolicy.CamelCase.ConvertName(Pascal(first)),
        };
    }

    private static JsonObject Json(ListingDetails details) => JsonSerializer.SerializeToNode(details, JsonColumn.Options)!.AsObject();

    private static JsonObject Added(JsonObject result, string group)
    {
        var added = new JsonObject();
        result[group] = added;
        return added;
    }

    private static Dictionary<string, JsonNode> Fields(ListingDetails details)
    {
        var fields = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var (name, value) in Json(details))
        {
            if (value is JsonObject group && Groups.Contains(name, StringComparer.Ordinal))
            {
                foreach (var (inner, text) in group.Where(entry => !IsEmpty(entry.Value)))
                {
                    fields[$"{name}.{inner}"] = text!;
                }
            }
            else if (!IsEmpty(value))
            {
                fields[name] = value!;
            }
        }

        return fields;
    }

    /// <summary>A field that was cleared is the same as one that was never filled in.</summary>
    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonValue value => value.TryGetValue<string>(out var text) && text.Length == 0,
        _ => false,
    };

    private static (string? Group, string Name) Split(string field)
    {
        var group = Groups.FirstOrDefault(group => field.StartsWith(group + ".", StringComparison.Ordinal));
        return group is null ? (null, field) : (group, field[(group.Length + 1)..]);
    }

    private static string Title(string field)
    {
        if (Titles.TryGetValue(field, out var title))
        {
            return title;
        }

        var (group, name) = Split(field);
        return group == "justifications" ? $"Why {name}?" : char.ToUpperInvariant(name[0]) + name[1..];
    }

    private static string Words(ListingDetails details, string field, JsonNode? node) => field switch
    {
        _ when node is null => "",
        "pricing" => Words(details.Pricing),
        "support.hours" when details.Support.Hours is { } hours => SupportHoursText.Of(hours),
        "categories" => string.Join(", ", details.Categories.Select(Readable)),
        _ when node is JsonArray list => list.Count == 1 ? "1 entry" : $"{list.Count} entries",
        _ when node is JsonValue value && value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    /// <summary>
    /// The categories' names are in the database, but a slug is almost the same as its name. Manipulated details may
    /// contain an empty one.
    /// </summary>
    private static string Readable(string slug) => slug.Length == 0 ? "(none)" : char.ToUpperInvariant(slug[0]) + slug[1..].Replace('-', ' ');

    private static string Words(Pricing pricing) => pricing.Model switch
    {
        PriceModel.Flat => $"{pricing.Price} a month{(pricing.TrialDays > 0 ? $", {pricing.TrialDays} days of free trial" : "")}",
        PriceModel.UsageBased => "Usage-based: " + string.Join("; ", pricing.Meters.Select(Words)),
        _ => "Free",
    };

    private static string Words(Meter meter)
    {
        var price = string.Create(CultureInfo.InvariantCulture, $"${meter.UnitPriceMicros / 1_000_000m:0.######} per {meter.Unit}");
        var cap = meter.Cap is { } most ? string.Create(CultureInfo.InvariantCulture, $", at most {most}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{meter.Name}, {price}, {meter.Included} included{cap}");
    }

    private static string Pascal(string snake) =>
        string.Concat(snake.Split('_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
