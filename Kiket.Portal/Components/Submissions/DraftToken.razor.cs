using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.GitHub;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Submissions;

/// <summary>What the first step shows about a stored token.</summary>
public sealed partial class DraftToken
{
    private ConnectedRepositoryRow? _row;
    private TokenInfo? _tested;
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired] public required string Org { get; set; }

    [Parameter, EditorRequired] public required Guid RepositoryId { get; set; }

    [Parameter, EditorRequired] public required Actor Reader { get; set; }

    /// <summary>The token was removed: the step asks for another one.</summary>
    [Parameter] public EventCallback Reloaded { get; set; }

    [Inject] public required RepositoryQueries Queries { get; init; }

    [Inject] public required TestRepositoryToken Test { get; init; }

    [Inject] public required RemoveRepositoryToken Remove { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    protected override async Task OnInitializedAsync() =>
        (await Queries.FindRepositoryAsync(Org, RepositoryId, Reader, CancellationToken.None)).TryGet(out _row, out _);

    private async Task TestAsync()
    {
        (_busy, _problem, _tested) = (true, null, null);
        (await Test.RunAsync(Org, RepositoryId, Reader, CancellationToken.None)).TryGet(out _tested, out var error);
        (_busy, _problem) = (false, error?.Message);
    }

    private async Task RemoveAsync()
    {
        var sure = await ConfirmDialog.AskAsync(
            Dialogs,
            $"Remove the token of {_row!.FullName}?",
            "The draft keeps what was read. To read a private repository again, you need another token.",
            "Remove token",
            _row.ExtensionIds.Count == 0 ? null : $"updates of {string.Join(", ", _row.ExtensionIds)}");
        if (!sure)
        {
            return;
        }

        _busy = true;
        _problem = (await Remove.RunAsync(Org, RepositoryId, Reader, CancellationToken.None)).Error?.Message;
        _busy = false;
        await Reloaded.InvokeAsync();
    }
}
