using System.Text.Json;
using System.Text.Json.Nodes;
using Kiket.Portal.Data;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases.Offers;

namespace Kiket.Portal.Releases.Differences;

/// <summary>
/// Changes of texts, pictures and the rest of the manifest. None of them gets more access or costs more.
/// </summary>
internal static class WordChanges
{
    private static readonly (string Name, Func<Manifest, object?> Of)[] Rest =
    [
        ("delivery", manifest => manifest.Delivery),
        ("health endpoints", manifest => manifest.HealthEndpoints),
        ("setup steps", manifest => manifest.Setup),
        ("output fields", manifest => manifest.OutputFields),
        ("rate limit", manifest => manifest.RateLimiting),
        ("compatibility", manifest => manifest.Compatibility),
        ("billing terms", manifest => manifest.Billing),
        ("lifecycle events", manifest => manifest.LifecycleEvents),
        ("activation events", manifest => manifest.ActivationEvents),
        ("capabilities", manifest => manifest.Capabilities),
        ("connected account it offers", manifest => manifest.ProvidesOauth),
        ("unknown fields", manifest => manifest.Unknown),
    ];

    private static readonly (string Name, Func<Manifest, object?> Of)[] Presentation =
    [
        ("name in the manifest", manifest => manifest.Name),
        ("description in the manifest", manifest => manifest.Description),
        ("tags", manifest => manifest.Tags),
        ("icon", manifest => manifest.Icon),
        ("homepage", manifest => manifest.Homepage),
        ("license", manifest => manifest.License),
        ("author", manifest => manifest.Author),
    ];

    public static IEnumerable<ReleaseChange> Between(ReleaseSide before, ReleaseSide after) =>
    [
        .. Listed(before.Listing, after.Listing),
        .. Links(before.Terms.Links, after.Terms.Links),
        .. Reasons(before.Terms, after.Terms),
        .. Fields(ChangeArea.Listing, Presentation, before.Manifest, after.Manifest),
        .. Documents(before.Documents, after.Documents),
        .. Pictures(before.Pictures, after.Pictures),
        .. Fields(ChangeArea.Manifest, Rest, before.Manifest, after.Manifest),
    ];

    private static IEnumerable<ReleaseChange> Listed(ComparedListing before, ComparedListing after)
    {
        if (before.Name != after.Name)
        {
            yield return new(ChangeArea.Listing, ChangeKind.Changed, $"Is called “{after.Name}” instead of “{before.Name}”.", Key: "name");
        }

        if (before.Summary != after.Summary)
        {
            yield return new(ChangeArea.Listing, ChangeKind.Changed, $"The summary is now “{after.Summary}”.", Key: "summary");
        }

        if (!before.Categories.Order(StringComparer.Ordinal).SequenceEqual(after.Categories.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            var text = $"Is listed in {string.Join(", ", after.Categories)} instead of {string.Join(", ", before.Categories)}.";
            yield return new(ChangeArea.Listing, ChangeKind.Changed, text, Key: "categories");
        }
    }

    /// <summary>The publisher's promises and reasons, apart from permissions and prices.</summary>
    private static IEnumerable<ReleaseChange> Reasons(OfferTerms before, OfferTerms after)
    {
        if (before.Support != after.Support)
        {
            yield return new(ChangeArea.Listing, ChangeKind.Changed, "The support contact or the promised response time changed.", Key: "support");
        }

        var old = ByKey(before);
        foreach (var (key, reason) in ByKey(after).Where(entry => old.TryGetValue(entry.Key, out var was) && was != entry.Value))
        {
            var text = reason is null ? $"The reason for {key} was removed." : $"The reason for {key} is now “{reason}”.";
            yield return new(ChangeArea.Listing, ChangeKind.Changed, text, Key: $"justifications.{key}");
        }
    }

    /// <summary>A changed privacy policy or other terms matter to customers, so the sentence says the address.</summary>
    private static IEnumerable<ReleaseChange> Links(PublisherLinks before, PublisherLinks after)
    {
        foreach (var (was, now) in before.All.Zip(after.All).Where(pair => pair.First.Address != pair.Second.Address))
        {
            var (kind, text) = (was.Address, now.Address) switch
            {
                ("", _) => (ChangeKind.Added, $"{Now(now)} {now.Address}."),
                (_, "") => (ChangeKind.Removed, $"The link to the {was.InSentence} was removed."),
                _ => (ChangeKind.Changed, $"{Now(now)} {now.Address} instead of {was.Address}."),
            };
            yield return new(ChangeArea.Listing, kind, text, Key: $"links.{now.Name}");
        }
    }

    private static string Now(PublisherLink link) => $"The {link.InSentence} {(link.Name == "terms" ? "are" : "is")} now";

    private static Dictionary<string, string?> ByKey(OfferTerms terms) => terms.Permissions
        .Select(permission => (permission.Scope, permission.Justification))
        .Concat(terms.Egress.Select(host => (host.Host, host.Justification)))
        .DistinctBy(entry => entry.Item1, StringComparer.Ordinal)
        .ToDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);

    private static IEnumerable<ReleaseChange> Documents(IReadOnlyList<ComparedDocument> before, IReadOnlyList<ComparedDocument> after)
    {
        var old = before.GroupBy(Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var now = after.GroupBy(Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var (key, document) in now)
        {
            if (!old.TryGetValue(key, out var was))
            {
                var text = document.Version is { } version
                    ? $"The changelog now has an entry for {version}."
                    : $"Adds {document.Path} ({document.Tab}).";
                yield return new(ChangeArea.Documentation, ChangeKind.Added, text, Key: document.Path);
            }
            else if (was.Text != document.Text)
            {
                yield return new(ChangeArea.Documentation, ChangeKind.Changed, $"{Name(document)} changed.", Key: document.Path);
            }
        }

        foreach (var (_, document) in old.Where(document => !now.ContainsKey(document.Key)))
        {
            yield return new(ChangeArea.Documentation, ChangeKind.Removed, $"{Name(document)} was removed.", Key: document.Path);
        }
    }

    private static IEnumerable<ReleaseChange> Pictures(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        DocumentPictureChange.Between(before, after) is { } change
            ? [new(ChangeArea.Documentation, ChangeKind.Changed, change.Text, Key: "pictures")]
            : [];

    private static string Name(ComparedDocument document) => document.Version is { } version
        ? $"The changelog entry for {version}"
        : $"{document.Path} ({document.Tab})";

    private static IEnumerable<ReleaseChange> Fields(
        ChangeArea area, (string Name, Func<Manifest, object?> Of)[] fields, Manifest before, Manifest after) => fields
        .Where(field => Canonical(field.Of(before)) != Canonical(field.Of(after)))
        .Select(field => new ReleaseChange(area, ChangeKind.Changed, $"The {field.Name} changed.", Key: field.Name));

    private static string Key(ComparedDocument document) => $"{document.Tab}\n{document.Path}\n{document.Version}";

    /// <summary>
    /// Values without their line numbers, which a comment above changes without changing the meaning.
    /// </summary>
    private static string Canonical(object? value)
    {
        var node = JsonSerializer.SerializeToNode(value, JsonColumn.Options);
        DropLines(node);
        return node?.ToJsonString() ?? "";
    }

    private static void DropLines(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            members.Remove("line");
            foreach (var (_, member) in members)
            {
                DropLines(member);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                DropLines(item);
            }
        }
    }
}
