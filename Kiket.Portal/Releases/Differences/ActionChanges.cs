using Kiket.Portal.Manifests;

namespace Kiket.Portal.Releases.Differences;

/// <summary>What people and automations can do with an extension.</summary>
internal static class ActionChanges
{
    public static IEnumerable<ReleaseChange> Between(Manifest? before, Manifest after) =>
    [
        .. Named(ChangeArea.Actions, "command", before is null ? [] : Commands(before), Commands(after)),
        .. Named(ChangeArea.Actions, "action", before is null ? [] : Actions(before), Actions(after)),
        .. before is null ? [] : Parameters(before, after),
    ];

    private static IEnumerable<(string? Id, string? Title)> Commands(Manifest manifest) =>
        manifest.Commands.Select(command => (command.Id, command.Title));

    private static IEnumerable<(string? Id, string? Title)> Actions(Manifest manifest) =>
        manifest.WorkflowActions.Select(action => (action.Id, action.Name));

    private static IEnumerable<ReleaseChange> Named(
        ChangeArea area, string noun, IEnumerable<(string? Id, string? Title)> before, IEnumerable<(string? Id, string? Title)> after)
    {
        var old = ById(before);
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
                var text = $"The action “{action.Name ?? action.Id}” now needs “{parameter.Label ?? parameter.Key}”: "
                    + "automations without it stop working.";
                yield return new(ChangeArea.Actions, ChangeKind.Changed, text, Key: action.Id);
            }
        }
    }

    private static Dictionary<string, string> ById(IEnumerable<(string? Id, string? Title)> entries) => entries
        .Where(entry => entry.Id is not null)
        .DistinctBy(entry => entry.Id, StringComparer.Ordinal)
        .ToDictionary(entry => entry.Id!, entry => entry.Title ?? entry.Id!, StringComparer.Ordinal);
}
