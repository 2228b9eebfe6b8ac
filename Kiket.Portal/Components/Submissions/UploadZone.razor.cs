using Kiket.Portal.Files;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// Where files are dropped, chosen or pasted. The script sends them by themselves (Api/UploadRoutes) and shows what
/// becomes of each; this component only hears that one arrived.
/// </summary>
public sealed partial class UploadZone : IAsyncDisposable
{
    private IJSObjectReference? _script;
    private DotNetObjectReference<UploadZone>? _self;
    private bool _isWatched;
    private bool _isGone;

    [Parameter, EditorRequired] public required Guid SubmissionId { get; set; }

    [Parameter, EditorRequired] public required UploadKind Kind { get; set; }

    /// <summary>What to do, in a few words; it names the field.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>What is taken.</summary>
    [Parameter] public string? Hint { get; set; }

    /// <summary>What is pasted anywhere on the page comes here.</summary>
    [Parameter] public bool TakesPaste { get; set; }

    /// <summary>The place of the next file among the submission's.</summary>
    [Parameter] public int Next { get; set; }

    /// <summary>A file arrived and belongs to the submission.</summary>
    [Parameter, EditorRequired] public required Func<Task> Sent { get; set; }

    [Inject] public required IJSRuntime Script { get; init; }

    private string ZoneId => $"upload-{Kind.Word()}";

    private string Address => $"{UploadAddress.Root}?submission={SubmissionId}&kind={Kind.Word()}";

    /// <summary>Helps to choose; what counts is the content.</summary>
    private string Accept => Kind.IsPicture() ? ".png,.jpg,.jpeg,.webp" : Kind.TakesScans() ? ".pdf,.txt,.log,.md,.json,.sarif,.spdx,.cdx" : ".pdf,.txt,.md";

    [JSInvokable]
    public Task SentAsync() => InvokeAsync(Sent);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _script = await Script.InvokeAsync<IJSObjectReference>("import", "./" + Assets["uploads.js"]);
        if (_isGone)
        {
            // Left while the script was on its way: there is no zone to watch, and what it would call is disposed.
            await LetGoAsync();
            return;
        }

        await _script.InvokeVoidAsync("watch", ZoneId, _self);
        // Only now would a file that is chosen go anywhere.
        _isWatched = true;
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        await LetGoAsync();
        _self?.Dispose();
    }

    private async Task LetGoAsync()
    {
        if (_script is { } script)
        {
            _script = null;
            await script.ReleaseAsync("forget", ZoneId);
        }
    }
}
