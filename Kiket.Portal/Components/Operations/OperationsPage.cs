using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>A page below <c>/operations</c>. Everyone except operators gets "not found".</summary>
public abstract class OperationsPage : LivePage
{
    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required PlatformAccess Platform { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The operator who reads the page; null until access is granted.</summary>
    protected Actor? Operator { get; private set; }

    /// <summary>The result of the last action.</summary>
    protected string? Saved { get; set; }

    /// <summary>Why the last action was refused.</summary>
    protected Error? Problem { get; set; }

    /// <summary>Reads what the page shows. Called when access is granted and after each action.</summary>
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

    /// <summary>What matters of a result whose value the page reads again.</summary>
    protected static Result Plain<T>(Result<T> result) => result.Succeeded ? Result.Success() : result.Error;

    /// <summary>Shows the result of an action and reloads the page's data.</summary>
    protected async Task<bool> DoneAsync(Result result, string saved)
    {
        (Saved, Problem) = result.Succeeded ? (saved, null) : ((string?)null, result.Error);
        await LoadAsync(Operator!);
        // The pressed button is often in a child component, but the whole page has to render.
        StateHasChanged();
        return result.Succeeded;
    }
}
