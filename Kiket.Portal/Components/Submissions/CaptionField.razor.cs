using Kiket.Portal.Accounts;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The caption of one screenshot, saved shortly after the last keystroke and when the field loses focus.</summary>
public sealed partial class CaptionField : IAsyncDisposable
{
    private CancellationTokenSource _pause = new();
    private string _text = "";
    private string _saved = "";
    private string? _refusal;
    private string? _theirs;
    private bool _isSaving;

    [Parameter, EditorRequired] public required Submission Submission { get; set; }

    [Parameter, EditorRequired] public required Attachment Shot { get; set; }

    [Parameter, EditorRequired] public required int Number { get; set; }

    /// <summary>What the submission still needs here.</summary>
    [Parameter] public string? Problem { get; set; }

    [Parameter, EditorRequired] public required Actor Actor { get; set; }

    [Inject] public required ILogger<CaptionField> Logger { get; init; }

    [Parameter, EditorRequired] public required Func<Task> Saved { get; set; }

    [Inject] public required CaptionPicture Caption { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required IOptions<DraftOptions> Options { get; init; }

    private string FieldId => WizardSteps.ElementOf(NeededDocuments.CaptionField(Shot));

    private string? State => _isSaving ? "Saving…" : _text.Length == 0 ? null : $"Saved · {_text.Length} of {Attachment.MaxCaptionLength}";

    private string? Message => _refusal ?? (string.IsNullOrWhiteSpace(_text) ? Problem : null);

    protected override void OnParametersSet()
    {
        // Unsaved text stays. What a colleague wrote is shown only when there is none.
        if (_text == _saved && _theirs is null)
        {
            (_text, _saved) = (Shot.Caption, Shot.Caption);
        }
    }

    private async Task TypeAsync(string text)
    {
        _text = text;
        (_isSaving, _refusal) = (true, null);
        await _pause.CancelAsync();
        _pause.Dispose();
        _pause = new CancellationTokenSource();
        _ = SaveAfterPauseAsync(_pause.Token);
    }

    private async Task SaveAfterPauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Options.Value.SaveAfter, Clock, cancellationToken);
            await InvokeAsync(SaveAsync);
        }
        catch (OperationCanceledException)
        {
            // More was typed; the next save includes it.
        }
    }

    private async Task SaveAsync()
    {
        await _pause.CancelAsync();
        if (_text == _saved || _theirs is not null)
        {
            _isSaving = false;
            return;
        }

        var text = _text;
        var result = await Caption.RunAsync(Submission.Id, Shot.UploadId, text, _saved, Actor, CancellationToken.None);
        _isSaving = text != _text;
        if (result.TryGet(out _, out var error))
        {
            (_saved, _refusal) = (text, null);
        }
        else
        {
            _refusal = error.Message;
        }

        await Saved();
        if (error?.Code == "caption_changed")
        {
            (_theirs, _refusal) = (Submission.Attachments.FirstOrDefault(other => other.UploadId == Shot.UploadId)?.Caption ?? "", null);
        }

        StateHasChanged();
    }

    private async Task SettleAsync(bool mine)
    {
        _saved = _theirs!;
        _text = mine ? _text : _saved;
        _theirs = null;
        await SaveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _pause.CancelAsync();
        if (_text != _saved && _theirs is null)
        {
            var saved = await Caption.RunAsync(Submission.Id, Shot.UploadId, _text, _saved, Actor, CancellationToken.None);
            if (!saved.Succeeded)
            {
                CaptionLost(Logger, Submission.Id, saved.Error.Code);
            }
        }

        _pause.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "A caption of submission {Submission} was left unsaved: {Refusal}.")]
    private static partial void CaptionLost(ILogger logger, Guid submission, string refusal);
}
