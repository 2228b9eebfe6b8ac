using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.Operations;

/// <summary>A page with a list that operators keep: one form is open at most, and it closes when it is saved.</summary>
public abstract class ManagedListPage : OperationsPage
{
    /// <summary>The key of the one whose form is open.</summary>
    protected string? Editing { get; private set; }

    protected void Edit(string key)
    {
        (Editing, Problem, Saved) = (key, null, null);
        StateHasChanged();
    }

    protected void Close()
    {
        (Editing, Problem) = (null, null);
        StateHasChanged();
    }

    /// <summary>Says what became of a form; a refused one stays open with what was typed.</summary>
    protected async Task SavedAsync(Result result, string saved)
    {
        if (await DoneAsync(result, saved))
        {
            Close();
        }
    }
}
