using System.Text.RegularExpressions;

namespace Kiket.Portal.Manifests;

/// <summary>Permissions: single words, or the map form of older manifests.</summary>
internal static partial class PermissionReading
{
    public static IReadOnlyList<Permission> Read(Section extension)
    {
        var permissions = new List<Permission>();
        var index = 0;
        foreach (var item in extension.Items("permissions"))
        {
            var name = $"{extension.Name("permissions")}[{index++}]";
            if (item is YamlMap map)
                ReadMap(new Section(map, name, extension.Notes), permissions);
            else if (Section.TextOf(item, name, extension.Notes) is { } word)
                Record(word, [], null, item, extension.Notes, permissions);
        }

        return permissions;
    }

    private static void ReadMap(Section section, List<Permission> permissions)
    {
        var scope = section.Text("scope");
        var actions = section.Texts("actions");
        var description = section.Text("description");
        section.Finish();
        if (scope is null)
        {
            section.Add(PermissionRules.PermissionForm, "A permission has no scope.");
            return;
        }

        if (actions.Count == 0 || scope.AsSpan().IndexOfAny(':', '.') >= 0)
            Record(scope, actions, description, section.Map, section.Notes, permissions);
        else
            foreach (var action in actions)
                Record($"{scope}:{action}", actions, description, section.Map, section.Notes, permissions);
    }

    private static void Record(
        string declared, IReadOnlyList<string> actions, string? description, YamlNode at, ManifestNotes notes, List<Permission> permissions)
    {
        var scope = PermissionMeanings.Normalise(declared);
        if (!Form().IsMatch(scope))
            notes.Add(PermissionRules.PermissionForm, $"{ManifestNotes.Quote(declared)} isn't a permission.", at);
        else if (permissions.Find(permission => permission.Scope == scope) is { } earlier)
            notes.Add(PermissionRules.PermissionTwice, earlier.Declared == declared
                ? $"{ManifestNotes.Quote(declared)} appears twice, first on line {earlier.Line}."
                : $"{ManifestNotes.Quote(declared)} is the same scope as {ManifestNotes.Quote(earlier.Declared)} on line {earlier.Line}.", at);
        else if (PermissionMeanings.IsSensitive(scope))
            notes.Add(PermissionRules.PermissionSensitive, $"{ManifestNotes.Quote(declared)} is a sensitive scope: {PermissionMeanings.Meaning(scope)}", at);
        else if (!PermissionMeanings.IsKnown(scope))
            notes.Add(
                PermissionRules.PermissionUnknown,
                $"{ManifestNotes.Quote(declared)} isn't a known scope. People will read: {PermissionMeanings.Meaning(scope)}",
                at);

        if (permissions.TrueForAll(permission => permission.Scope != scope))
            permissions.Add(new Permission(declared, scope, actions, description, notes.LineOf(at)));
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_.-]{0,99}(?::[a-z][a-z0-9_.-]{0,99})*\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Form();
}
