namespace Kiket.Portal.Documentation;

/// <summary>
/// Finds actions that an example uses but the manifest doesn't declare. Forms in real repositories:
/// <c>{extension: dev.kiket.ext.slack, command: slack.notify}</c>, <c>{extension: …, check: …}</c> and
/// <c>extension: slack.sendMessage</c>. Other extensions' actions aren't checked.
/// </summary>
internal sealed class ExampleActions(IReadOnlySet<string> declared, string extensionId)
{
    private static readonly string[] Actions = ["command", "check"];

    private readonly string _shortName = extensionId[(extensionId.LastIndexOf('.') + 1)..];

    public IEnumerable<(string Action, int Line, int Column)> Check(ExampleNode node)
    {
        foreach (var unknown in CheckMapping(node))
        {
            yield return unknown;
        }

        foreach (var child in node.Entries.Select(entry => entry.Value).Concat(node.Items))
        {
            foreach (var unknown in Check(child))
            {
                yield return unknown;
            }
        }
    }

    private IEnumerable<(string Action, int Line, int Column)> CheckMapping(ExampleNode node)
    {
        if (node.Text("extension") is not { } extension)
        {
            yield break;
        }

        foreach (var key in Actions)
        {
            // The value of a Liquid expression is only known when it runs.
            if (node.Get(key) is { Scalar: { Length: > 0 } action } value && !action.Contains("{{", StringComparison.Ordinal)
                && IsOurs(extension) && !IsDeclared(action))
            {
                yield return (action, value.Line, value.Column);
            }
        }

        var named = Actions.Any(key => node.Text(key) is not null);
        var place = node.Get("extension")!;
        if (!named && !IsOurName(extension) && Namespace(extension) is { } space && IsOurs(space) && !IsDeclared(extension))
        {
            yield return (extension, place.Line, place.Column);
        }
    }

    private bool IsOurName(string name) =>
        string.Equals(name, extensionId, StringComparison.OrdinalIgnoreCase) || string.Equals(name, _shortName, StringComparison.OrdinalIgnoreCase);

    private bool IsOurs(string name) =>
        IsOurName(name) || declared.Any(action => action.StartsWith(name + ".", StringComparison.Ordinal));

    private static string? Namespace(string name) => name.LastIndexOf('.') is var dot and > 0 ? name[..dot] : null;

    private bool IsDeclared(string action)
    {
        var bare = Bare(action);
        return declared.Contains(action) || declared.Any(known => Bare(known) == bare);
    }

    /// <summary>An action's id without the extension's id in front. Both spellings are the same action.</summary>
    private string Bare(string action)
    {
        foreach (var prefix in new[] { extensionId + ".", _shortName + "." })
        {
            if (action.StartsWith(prefix, StringComparison.Ordinal))
            {
                return action[prefix.Length..];
            }
        }

        return action;
    }
}
