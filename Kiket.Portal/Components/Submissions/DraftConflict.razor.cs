using Kiket.Portal.Listings;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// Both versions of a draft that two people or two tabs changed at the same time. If only one of them changed a field, that
/// version is preselected.
/// </summary>
public sealed partial class DraftConflict
{
    /// <summary>Mine first.</summary>
    private static readonly bool[] Versions = [true, false];

    private readonly Dictionary<string, bool> _mine = new(StringComparer.Ordinal);

    [Parameter, EditorRequired] public required DraftEditor Editor { get; set; }

    /// <summary>The person on this screen, to distinguish another tab of theirs from a colleague.</summary>
    [Parameter] public Guid Me { get; set; }

    [Parameter, EditorRequired] public required Func<Task> Resolved { get; set; }

    private IReadOnlyList<DetailsChange> Changes =>
        Editor.Theirs?.Submission.Details is { } theirs ? DetailsChanges.Between(Editor.Details, theirs) : [];

    private string Who => Editor.Theirs?.Submission switch
    {
        null => "Someone",
        { ChangedBy: var person } when person == Me => "You, in another tab or on another device,",
        { } theirs => theirs.ChangedByName,
    };

    private IReadOnlyCollection<string> Mine => [.. Changes.Select(change => change.Field).Where(IsMine)];

    private bool IsMine(string field) => _mine.TryGetValue(field, out var chosen)
        ? chosen
        : DetailsChanges.Between(Editor.Saved, Editor.Details).Any(change => change.Field == field);

    private void Choose(string field, bool mine) => _mine[field] = mine;

    private async Task ResolveAsync(IReadOnlyCollection<string> mine)
    {
        await Editor.ResolveAsync(mine);
        await Resolved();
    }

    private static string Shown(string text) => text.Length == 0 ? "(empty)" : text;
}
