using Kiket.Portal.Submissions;

namespace Kiket.Portal.Reviews.Desk;

/// <summary>Writes the message to the publisher from the checklist results.</summary>
public static class ComposeReply
{
    /// <summary>The message; empty when no quality bar fails.</summary>
    public static string From(IEnumerable<ChecklistItem> items, IReadOnlyDictionary<Guid, ChecklistMark> marks, string publisher)
    {
        var failed = Failed(items, marks);
        if (failed.Count == 0)
        {
            return "";
        }

        var must = failed.Where(item => item.Severity != ChecklistSeverity.Advice).Select(item => item.ReplySentence).ToList();
        var advice = failed.Where(item => item.Severity == ChecklistSeverity.Advice).Select(item => item.ReplySentence).ToList();
        var parts = new List<string> { $"Thank you, {publisher}." };
        if (must.Count > 0)
        {
            parts.Add(must.Count == 1 ? "One thing keeps us from listing it:" : "These things keep us from listing it:");
            parts.AddRange(must);
        }

        if (advice.Count > 0)
        {
            parts.Add(must.Count > 0 ? "And an optional suggestion:" : "An optional suggestion:");
            parts.AddRange(advice);
        }

        return string.Join('\n', parts);
    }

    /// <summary>The requested changes; advice is not one.</summary>
    public static IReadOnlyList<NewChangeRequest> Items(IEnumerable<ChecklistItem> items, IReadOnlyDictionary<Guid, ChecklistMark> marks) =>
        [.. Failed(items, marks).Where(item => item.Severity == ChecklistSeverity.Change).Select(item => new NewChangeRequest(item.ReplySentence))];

    /// <summary>The highest severity among the failures; null when nothing fails.</summary>
    public static ChecklistSeverity? Suggested(IEnumerable<ChecklistItem> items, IReadOnlyDictionary<Guid, ChecklistMark> marks) =>
        Failed(items, marks).Select(item => (ChecklistSeverity?)item.Severity).Max();

    private static List<ChecklistItem> Failed(IEnumerable<ChecklistItem> items, IReadOnlyDictionary<Guid, ChecklistMark> marks) =>
        [.. items.Where(item => marks.TryGetValue(item.Id, out var mark) && mark == ChecklistMark.Fails)];
}
