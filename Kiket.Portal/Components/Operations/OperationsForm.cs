using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>
/// A form of a <see cref="ManagedListPage"/>. The page reads its list again with each act, so the form itself remembers as of
/// which change it was opened: only whoever was told of another's change saves over it.
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

    /// <summary>The refusal of the last save, if it was refused.</summary>
    [Parameter]
    public Error? Problem { get; set; }

    /// <summary>Of the row as the page has it now; 0 for what is not there yet.</summary>
    [Parameter]
    public int RowVersion { get; set; }

    /// <summary>Of the row as whoever types here knows it.</summary>
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

    /// <summary>A second press while the first is on its way does nothing.</summary>
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
