using Kiket.Portal.Foundation;

namespace Kiket.Portal.Components.Operations;

/// <summary>A page with a list that operators edit. At most one form is open, and it closes when it is saved.</summary>
public abstract class ManagedListPage : OperationsPage
{
    /// <summary>The key of the item whose form is open.</summary>
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

    /// <summary>Shows the result of a form. A refused form stays open with the typed values.</summary>
    protected async Task SavedAsync(Result result, string saved)
    {
        if (await DoneAsync(result, saved))
        {
            Close();
        }
    }
}
