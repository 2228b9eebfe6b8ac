using System.Text.RegularExpressions;

namespace Kiket.Portal.Manifests;

/// <summary>Permissions: single words, or the map form of older manifests.</summary>
internal static partial class PermissionReading
{
    private const string Field = "permissions";
    private const string Scope = "scope";
    private const string Actions = "actions";
    private const string Description = "description";

    /// <summary>Names under which other systems ask for the same, and misspellings that differ by more than two letters.</summary>
    private static readonly string[] OtherNames = ["scopes", "oauthscopes", "requestedpermissions", "requiredpermissions", "permissionsrequired"];

    public static IReadOnlyList<Permission> Read(Section top, Section extension)
    {
        var permissions = new List<Permission>();
        CheckOtherNames(top, isRoot: true);
        CheckOtherNames(extension, isRoot: false);
        var index = 0;
        foreach (var item in extension.Items(Field))
        {
            var name = $"{extension.Name(Field)}[{index++}]";
            if (item is YamlMap map)
                ReadMap(new Section(map, name, extension.Notes), permissions);
            else if (item is YamlScalar { IsNull: true })
                extension.Notes.Add(PermissionRules.PermissionForm, $"{name} is empty.", item, "Remove the entry, or write it like issues:read.");
            else if (Section.TextOf(item, name, extension.Notes) is { } word)
                Record(word, [], null, item, extension.Notes, permissions);
        }

        return permissions;
    }

    private static void ReadMap(Section section, List<Permission> permissions)
    {
        var scope = section.Text(Scope);
        var actions = section.Texts(Actions);
        var description = section.Text(Description);
        if (scope is null)
        {
            var meant = section.Map.Entries.SelectMany(Meant).Take(4).ToList();
            section.Add(
                PermissionRules.PermissionForm,
                "A permission is a map without a scope, so it isn't known what is asked for.",
                fix: meant.Count == 0 ? null : $"Write {string.Join(" and ", meant)}, without a space after the colon.");
            return;
        }

        // A misspelled "actions" would turn one action into all of them.
        foreach (var entry in section.Map.Entries.Where(entry => entry.Key.Value is not (Scope or Actions or Description) && NamesVerb(entry.Value)))
            section.Notes.Add(
                PermissionRules.PermissionForm,
                $"{ManifestNotes.Quote(entry.Key.Value)} isn't known in a permission, so what it limits isn't known either.",
                entry.Key,
                $"Write it below {Actions}, or write {scope}:{(entry.Value is YamlScalar { Value: var verb } ? verb : "read")} as one word.");
        section.Finish();

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
        if (!Form().IsMatch(scope) || at is YamlScalar { Kind: not ScalarKind.Text })
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

    /// <summary>A field that isn't read, although it looks like the one that is.</summary>
    private static void CheckOtherNames(Section section, bool isRoot)
    {
        foreach (var key in section.Map.Entries.Select(entry => entry.Key).Where(key => (isRoot && key.Value == Field) || LooksLikeField(key.Value)))
            section.Notes.Add(
                PermissionRules.PermissionForm,
                $"{ManifestNotes.Quote(section.Name(key.Value))} isn't read, so the permissions in it would be missing.",
                key,
                $"Write the permissions as a list below extension.{Field}.");
    }

    private static bool LooksLikeField(string key)
    {
        if (key == Field || key.Length > 2 * Field.Length)
            return false;
        var letters = string.Concat(key.Where(char.IsLetter)).ToLowerInvariant();
        return Array.IndexOf(OtherNames, letters) >= 0 || Distance(letters, Field) <= 2;
    }

    /// <summary>How many letters are added, left out or changed.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    /// <summary>What a map with a space after the colon was meant to say: <c>issues: read</c> is issues:read.</summary>
    private static IEnumerable<string> Meant(YamlEntry entry) => entry.Value switch
    {
        YamlScalar { IsNull: false } verb => [$"{entry.Key.Value}:{verb.Value}"],
        YamlList list => list.Items.OfType<YamlScalar>().Select(verb => $"{entry.Key.Value}:{verb.Value}"),
        _ => [],
    };

    private static bool NamesVerb(YamlNode node) => node switch
    {
        YamlScalar scalar => PermissionMeanings.IsVerb(scalar.Value),
        YamlList list => list.Items.Any(NamesVerb),
        _ => false,
    };

    [GeneratedRegex(@"\A[a-z][a-z0-9_.-]{0,99}(?::[a-z][a-z0-9_.-]{0,99})*\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex Form();
}
