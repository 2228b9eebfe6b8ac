using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kiket.Portal.Audit;

/// <summary>One value that an action changed.</summary>
/// <param name="Before">Null when there was none.</param>
/// <param name="After">Null when there is none any more.</param>
public sealed record AuditChange(string Name, string? Before, string? After)
{
    /// <summary><c>Admin → Owner</c>; for what is new or gone the one value.</summary>
    public string Text => (Before, After) switch
    {
        (null, { } after) => after,
        ({ } before, null) => $"was {before}",
        _ => $"{Before} → {After}",
    };
}

/// <summary>What an audit entry recorded, for people: <c>{"displayName":"Ada"}</c> becomes "Display name: Ada".</summary>
public static class AuditWords
{
    /// <summary>The first words of actions, which people filter by.</summary>
    public static IReadOnlyList<(string Kind, string Label)> Kinds { get; } =
    [
        ("account", "Accounts and sign-in"),
        ("billing", "Billing"),
        ("category", "Categories"),
        ("check", "Checks"),
        ("checklist", "Checklist"),
        ("event", "Events"),
        ("extension_id", "Extension ids"),
        ("extension_secret", "Extension secrets"),
        ("hosting", "Hosting"),
        ("installation", "Installations"),
        ("invitation", "Invitations"),
        ("listing", "Listings"),
        ("member", "Members"),
        ("organization", "Organization"),
        ("person", "People"),
        ("rating", "Ratings"),
        ("release", "Releases"),
        ("reply", "Saved replies"),
        ("report", "Reports"),
        ("repository", "Repositories"),
        ("review", "Reviews"),
        ("review_settings", "Review settings"),
        ("rollout", "Rollouts"),
        ("submission", "Submissions"),
        ("telemetry", "Telemetry"),
        ("ticket", "Support tickets"),
        ("token", "API tokens"),
    ];

    /// <summary><c>member.role_changed</c> becomes "Member role changed".</summary>
    public static string Action(string action) => Label(action.Replace('.', ' '));

    /// <summary>Each value that differs, in the order it was recorded; all of them when nothing differs.</summary>
    public static IReadOnlyList<AuditChange> Changes(string? before, string? after)
    {
        var (old, now) = (Values(before), Values(after));
        var changes = now
            .Select(value => new AuditChange(value.Name, old.Count == 0 ? null : Find(old, value.Name) ?? "none", value.Value))
            .Concat(old
                .Where(value => Find(now, value.Name) is null)
                .Select(value => new AuditChange(value.Name, value.Value, now.Count == 0 ? null : "none")))
            .ToList();
        var changed = changes.FindAll(change => change.Before != change.After);
        return changed.Count > 0 ? changed : changes.ConvertAll(change => change with { Before = null });
    }

    /// <summary>The same on one line: <c>Role: Admin → Owner; Name: Ada</c>.</summary>
    public static string Line(string? before, string? after) =>
        string.Join("; ", Changes(before, after).Select(change => $"{change.Name}: {change.Text}"));

    /// <summary>Every value of the JSON in its order. Text that is not JSON is one value without a label of its own.</summary>
    public static IReadOnlyList<(string Name, string Value)> Values(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. Flatten("", document.RootElement)];
        }
        catch (JsonException)
        {
            return [("Value", json)];
        }
    }

    private static string? Find(IReadOnlyList<(string Name, string Value)> values, string name) =>
        values.FirstOrDefault(value => value.Name == name).Value;

    private static IEnumerable<(string Name, string Value)> Flatten(string path, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return element.EnumerateObject().SelectMany(member => Flatten(Join(path, Label(member.Name)), member.Value));
        }

        if (element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            return element.EnumerateArray().Index().SelectMany(item => Flatten(Join(path, $"{item.Index + 1}"), item.Item));
        }

        return [(path.Length == 0 ? "Value" : path, Text(element))];
    }

    private static string Text(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "none",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => element.GetArrayLength() == 0 ? "none" : string.Join(", ", element.EnumerateArray().Select(Text)),
        JsonValueKind.String => Words(element.GetString() ?? ""),
        _ => element.ToString(),
    };

    private static string Words(string text) => text switch
    {
        "" => "empty",
        [_, _, _, _, '-', _, _, '-', _, _, 'T', ..]
            when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) =>
            at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
        _ => text,
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}, {name.ToLowerInvariant()}";

    /// <summary><c>tokenLastFour</c> becomes "Token last four".</summary>
    private static string Label(string name)
    {
        var label = new StringBuilder();
        foreach (var letter in name)
        {
            if (label.Length == 0)
            {
                label.Append(char.ToUpperInvariant(letter));
            }
            else if (char.IsUpper(letter))
            {
                label.Append(' ').Append(char.ToLowerInvariant(letter));
            }
            else
            {
                label.Append(letter == '_' ? ' ' : letter);
            }
        }

        return label.Replace("Git hub", "GitHub").Replace("git hub", "GitHub").ToString();
    }
}
