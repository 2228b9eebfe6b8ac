using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>
/// A form of a <see cref="ManagedListPage"/>. The page reloads its list after every action, so the form itself remembers the
/// row version it was opened with. A person can only overwrite a change of somebody else after seeing a notice about it.
/// </summary>
public abstract class OperationsForm : ComponentBase
{
    private Error? _reported;

    /// <summary>Makes the ids of the fields unique on the page.</summary>
    [Parameter, EditorRequired]
    public required string Key { get; set; }

    /// <summary>The verb on the button.</summary>
    [Parameter, EditorRequired]
    public required string Action { get; set; }

    [Parameter, EditorRequired]
    public required Action Cancel { get; set; }

    /// <summary>Why the last save was refused; null when it was not.</summary>
    [Parameter]
    public Error? Problem { get; set; }

    /// <summary>The row version that the page has now; 0 for a new item.</summary>
    [Parameter]
    public int RowVersion { get; set; }

    /// <summary>The row version that the person has seen.</summary>
    protected int Seen { get; private set; }

    protected bool IsSaving { get; private set; }

    protected override void OnInitialized() => Seen = RowVersion;

    protected override void OnParametersSet()
    {
        if (Problem is { Code: ChangedMeanwhile.Code } && !ReferenceEquals(Problem, _reported))
        {
            (_reported, Seen) = (Problem, RowVersion);
        }
    }

    /// <summary>Ignores a second press while the first one is still running.</summary>
    protected async Task OnceAsync(Func<Task> save)
    {
        if (IsSaving)
        {
            return;
        }

        IsSaving = true;
        await save();
        IsSaving = false;
    }
}
