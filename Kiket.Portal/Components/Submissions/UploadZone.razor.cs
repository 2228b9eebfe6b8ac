using Kiket.Portal.Files;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// Where people drop, choose or paste files. The script sends them directly (Api/UploadRoutes) and shows the result of
/// each; this component only learns that one arrived.
/// </summary>
public sealed partial class UploadZone : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IJSObjectReference? _script;
    private DotNetObjectReference<UploadZone>? _self;
    private bool _isWatched;

    /// <summary>The script could not be loaded.</summary>
    private bool _isWithout;

    [Parameter, EditorRequired] public required Guid SubmissionId { get; set; }

    [Parameter, EditorRequired] public required UploadKind Kind { get; set; }

    /// <summary>What to do, in a few words; the name of the field.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>Which files are accepted.</summary>
    [Parameter] public string? Hint { get; set; }

    /// <summary>Files pasted anywhere on the page come here.</summary>
    [Parameter] public bool TakesPaste { get; set; }

    /// <summary>The position of the next file in the submission.</summary>
    [Parameter] public int Next { get; set; }

    /// <summary>A file arrived and belongs to the submission.</summary>
    [Parameter, EditorRequired] public required Func<Task> Sent { get; set; }

    [Inject] public required IJSRuntime Script { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    private string ZoneId => $"upload-{Kind.Word()}";

    private string Address => $"{UploadAddress.Root}?submission={SubmissionId}&kind={Kind.Word()}";

    /// <summary>Filters the file dialog; the server decides by content.</summary>
    private string Accept => Kind.IsPicture() ? ".png,.jpg,.jpeg,.webp"
        : Kind.TakesScans() ? ".pdf,.txt,.log,.md,.json,.sarif,.spdx,.cdx"
        : ".pdf,.txt,.md";

    [JSInvokable]
    public Task SentAsync() => InvokeAsync(Sent);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _script = await Script.StartAsync("./" + Assets["uploads.js"], "watch", [ZoneId, _self], Clock, _left.Token);
        if (_left.IsCancellationRequested)
        {
            // The page was left while the script loaded: there is no zone to watch, and the reference for its calls is disposed.
            await ReleaseAsync();
            return;
        }

        // Before this, nothing would send a chosen file.
        (_isWatched, _isWithout) = (_script is not null, _script is null);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await ReleaseAsync();
        _self?.Dispose();
        _left.Dispose();
    }

    private async Task ReleaseAsync()
    {
        if (_script is { } script)
        {
            _script = null;
            await script.ReleaseAsync("forget", ZoneId);
        }
    }
}
