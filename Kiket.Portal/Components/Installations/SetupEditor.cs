using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;

namespace Kiket.Portal.Components.Installations;

/// <summary>How far the saving of a setup is.</summary>
public enum SetupSaving
{
    Saved,
    Typing,
    Saving,

    /// <summary>Saved, except for answers that don't fit.</summary>
    Partly,
    Failed,
}

/// <summary>
/// What a person types into a setup: saved shortly after the last keystroke, a secret when its field is left, because half a secret is a
/// wrong one. What doesn't fit stays on the screen and keeps nothing else from being saved.
/// </summary>
/// <param name="save">Stores answers by key.</param>
/// <param name="invoke">Runs on the page's own thread.</param>
/// <param name="changed">The page has something to show.</param>
public sealed class SetupEditor(
    Func<IReadOnlyDictionary<string, string?>, Task<Result>> save, Func<Func<Task>, Task> invoke, Action changed, TimeProvider clock, TimeSpan saveAfter)
    : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _typed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _saving = new(1, 1);
    private CancellationTokenSource _pause = new();

    public SetupSaving State { get; private set; }

    public DateTimeOffset? SavedAt { get; private set; }

    /// <summary>The answers that don't fit, each with its key.</summary>
    public IReadOnlyList<ErrorDetail> Wrong { get; private set; } = [];

    public string? Problem { get; private set; }

    /// <summary>What is typed and not saved yet.</summary>
    public bool TryGet(string key, out string? typed) => _typed.TryGetValue(key, out typed);

    public async Task TypeAsync(FormField field, string value)
    {
        _typed[field.Key] = value;
        State = SetupSaving.Typing;
        await StopWaitingAsync();
        if (!field.IsSecret)
        {
            _ = SaveAfterPauseAsync(_pause.Token);
        }
    }

    /// <summary>Saves what is unsaved now, and waits for a save that runs.</summary>
    /// <returns>Whether everything is saved.</returns>
    public async Task<bool> FlushAsync()
    {
        await StopWaitingAsync();
        await SaveAsync();
        return State == SetupSaving.Saved;
    }

    /// <summary>Removes a stored secret.</summary>
    public async Task RemoveAsync(FormField field)
    {
        _typed[field.Key] = null;
        await FlushAsync();
    }

    /// <summary>Drops what couldn't be saved, when its step is left.</summary>
    public void Forget()
    {
        _typed.Clear();
        (Wrong, Problem, State) = ([], null, SetupSaving.Saved);
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync();
        _pause.Dispose();
        _saving.Dispose();
    }

    private async Task StopWaitingAsync()
    {
        await _pause.CancelAsync();
        _pause.Dispose();
        _pause = new CancellationTokenSource();
    }

    private async Task SaveAfterPauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(saveAfter, clock, cancellationToken);
            await invoke(SaveAsync);
        }
        catch (OperationCanceledException)
        {
            // More was typed; the next save includes it.
        }
    }

    private async Task SaveAsync()
    {
        await _saving.WaitAsync();
        try
        {
            if (_typed.Count == 0)
            {
                // The save we waited for has included this change.
                return;
            }

            State = SetupSaving.Saving;
            changed();
            await SaveAsync(new Dictionary<string, string?>(_typed, StringComparer.Ordinal));
        }
        finally
        {
            _saving.Release();
        }

        changed();
    }

    private async Task SaveAsync(Dictionary<string, string?> sent)
    {
        var result = await save(sent);
        IReadOnlyList<ErrorDetail> wrong = result.Error?.Details ?? [];
        foreach (var detail in wrong)
        {
            sent.Remove(detail.Field ?? "");
        }

        if (wrong.Count > 0)
        {
            result = sent.Count > 0 ? await save(sent) : Result.Success();
        }

        Wrong = wrong;
        if (!result.Succeeded)
        {
            (Problem, State) = (result.Error.Message, SetupSaving.Failed);
            return;
        }

        foreach (var (key, value) in sent)
        {
            // What was typed on meanwhile is for the next save.
            if (_typed.TryGetValue(key, out var typed) && typed == value)
            {
                _typed.Remove(key);
            }
        }

        (Problem, SavedAt) = (null, sent.Count > 0 ? clock.GetUtcNow() : SavedAt);
        State = _typed.Keys.Any(key => wrong.All(detail => detail.Field != key)) ? SetupSaving.Typing
            : wrong.Count > 0 ? SetupSaving.Partly
            : SetupSaving.Saved;
    }
}
