using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>A page below <c>/operations</c>: for anybody but an operator there is no such page.</summary>
public abstract class OperationsPage : PersonPage
{
    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required PlatformAccess Platform { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>Whoever looks; null until it is known that they may.</summary>
    protected Actor? Operator { get; private set; }

    /// <summary>What was done last, to be said once it is.</summary>
    protected string? Saved { get; set; }

    /// <summary>Why the last act was refused.</summary>
    protected Error? Problem { get; set; }

    /// <summary>Reads what the page shows; called when access is granted and after each act.</summary>
    protected abstract Task LoadAsync(Actor actor);

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Person.RequireAsync();
        if (!(await Platform.RequireOperatorAsync(actor.UserId, CancellationToken.None)).Succeeded)
        {
            Operator = null;
            Navigation.NotFound();
            return;
        }

        Operator = actor;
        await LoadAsync(actor);
    }

    /// <summary>Says what became of an act and reads the page again.</summary>
    protected async Task<bool> DoneAsync(Result result, string saved)
    {
        (Saved, Problem) = result.Succeeded ? (saved, null) : ((string?)null, result.Error);
        await LoadAsync(Operator!);
        // What was pressed is often a part of the page, and this is about all of it.
        StateHasChanged();
        return result.Succeeded;
    }
}
