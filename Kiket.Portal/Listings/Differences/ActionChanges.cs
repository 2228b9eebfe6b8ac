using Kiket.Portal.Manifests;

namespace Kiket.Portal.Listings.Differences;

/// <summary>What people and automations can do with an extension, and what they fill in for it.</summary>
internal static class ActionChanges
{
    public static IEnumerable<ReleaseChange> Between(Manifest? before, Manifest after) =>
    [
        .. Named(ChangeArea.Actions, "command", before?.Commands.Select(command => (command.Id, command.Title)), after.Commands.Select(command => (command.Id, command.Title))),
        .. Named(ChangeArea.Actions, "action", before?.WorkflowActions.Select(action => (action.Id, action.Name)), after.WorkflowActions.Select(action => (action.Id, action.Name))),
        .. before is null ? [] : Parameters(before, after),
        .. Settings(before, after),
    ];

    private static IEnumerable<ReleaseChange> Named(ChangeArea area, string noun, IEnumerable<(string? Id, string? Title)>? before, IEnumerable<(string? Id, string? Title)> after)
    {
        var old = ById(before ?? []);
        var now = ById(after);
        foreach (var (id, title) in now.Where(entry => !old.ContainsKey(entry.Key)))
        {
            yield return new(area, ChangeKind.Added, $"Adds the {noun} “{title}”.", Key: id);
        }

        foreach (var (id, title) in old.Where(entry => !now.ContainsKey(entry.Key)))
        {
            yield return new(area, ChangeKind.Removed, $"Removes the {noun} “{title}”: automations that use it stop working.", Key: id);
        }
    }

    private static IEnumerable<ReleaseChange> Parameters(Manifest before, Manifest after)
    {
        foreach (var action in after.WorkflowActions.Where(action => action.Id is not null))
        {
            if (before.WorkflowActions.FirstOrDefault(candidate => candidate.Id == action.Id) is not { } was)
            {
                continue;
            }

            var known = was.Parameters.Where(parameter => parameter.Required).Select(parameter => parameter.Key);
            foreach (var parameter in action.Parameters.Where(parameter => parameter.Required && !known.Contains(parameter.Key, StringComparer.Ordinal)))
            {
                yield return new(ChangeArea.Actions, ChangeKind.Changed, $"The action “{action.Name ?? action.Id}” now needs “{parameter.Label ?? parameter.Key}”: automations without it stop working.", Key: action.Id);
            }
        }
    }

    private static IEnumerable<ReleaseChange> Settings(Manifest? before, Manifest after)
    {
        var old = Entries(before);
        var now = Entries(after);
        foreach (var (key, entry) in now)
        {
            if (!old.TryGetValue(key, out var was))
            {
                yield return new(ChangeArea.Settings, ChangeKind.Added, $"Asks for the {entry.Noun} “{entry.Label}”{(entry.Required ? ", which must be filled in" : "")}.", Key: key);
            }
            else if (entry.Required && !was.Required)
            {
                yield return new(ChangeArea.Settings, ChangeKind.Changed, $"The {entry.Noun} “{entry.Label}” must be filled in now.", Key: key);
            }
            else if (was.Type != entry.Type)
            {
                yield return new(ChangeArea.Settings, ChangeKind.Changed, $"The {entry.Noun} “{entry.Label}” takes {entry.Type ?? "text"} instead of {was.Type ?? "text"}.", Key: key);
            }
        }

        foreach (var (key, entry) in old.Where(entry => !now.ContainsKey(entry.Key)))
        {
            yield return new(ChangeArea.Settings, ChangeKind.Removed, $"No longer asks for the {entry.Noun} “{entry.Label}”.", Key: key);
        }
    }

    private static Dictionary<string, string> ById(IEnumerable<(string? Id, string? Title)> entries) => entries
        .Where(entry => entry.Id is not null)
        .DistinctBy(entry => entry.Id, StringComparer.Ordinal)
        .ToDictionary(entry => entry.Id!, entry => entry.Title ?? entry.Id!, StringComparer.Ordinal);

    private static Dictionary<string, Entry> Entries(Manifest? manifest) => (manifest?.Configuration ?? [])
        .Select(entry => (entry.Key, new Entry(entry.Secret ? "secret" : "setting", entry.Label ?? entry.Key, entry.Type, entry.Required)))
        .Concat((manifest?.Secrets ?? []).Where(secret => secret.Key is not null).Select(secret => (secret.Key!, new Entry("secret", secret.Label ?? secret.Key!, null, secret.Required))))
        .DistinctBy(entry => entry.Item1, StringComparer.Ordinal)
        .ToDictionary(entry => entry.Item1, entry => entry.Item2, StringComparer.Ordinal);

    private sealed record Entry(string Noun, string Label, string? Type, bool Required);
}
