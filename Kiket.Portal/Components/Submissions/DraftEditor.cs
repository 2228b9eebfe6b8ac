using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Submissions.Drafts;

namespace Kiket.Portal.Components.Submissions;

/// <summary>
/// The listing details of one draft on one screen: accepts every change at once, saves shortly after the last keystroke,
/// and stops at a conflict with both versions.
/// </summary>
public sealed class DraftEditor(
    DescribeSubmission describe, SubmissionQueries queries, TimeProvider clock, TimeSpan saveAfter,
    Guid submissionId, Actor actor, Func<Task> changed) : IAsyncDisposable
{
    private readonly SemaphoreSlim _saving = new(1, 1);
    private CancellationTokenSource _pause = new();

    public ListingDetails Details { get; private set; } = new();

    /// <summary>What was in the database when this screen last agreed with it: shows who changed what in a conflict.</summary>
    public ListingDetails Saved { get; private set; } = new();

    public int RowVersion { get; private set; }

    /// <summary>What someone else saved, while <see cref="DraftSaving.Conflict"/>.</summary>
    public SubmissionView? Theirs { get; private set; }

    public DraftSaving Saving { get; private set; }

    public DateTimeOffset? SavedAt { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>The texts that could not be saved, each with its field.</summary>
    public IReadOnlyList<ErrorDetail> Refused { get; private set; } = [];

    /// <summary>The newest keystroke that arrived here, as counted by the browser.</summary>
    public long Mark { get; private set; }

    /// <summary>The newest keystroke that is in the database: the browser can delete its copies up to here.</summary>
    public long SavedMark { get; private set; }

    public bool HasUnsaved => Saving is not DraftSaving.Saved;

    /// <summary>A save is running, though more may have been typed since.</summary>
    public bool IsSaving => _saving.CurrentCount == 0;

    /// <summary>Starts from the database; unsaved text is dropped.</summary>
    public void Load(SubmissionView view)
    {
        (Details, Saved) = (view.Submission.Details, view.Submission.Details);
        RowVersion = view.Submission.RowVersion;
        SavedAt = view.Submission.ChangedAt;
        SavedMark = Mark;
        (Saving, Theirs, Problem, Refused) = (DraftSaving.Saved, null, null, []);
    }

    /// <summary>Accepts a change and saves it after a short pause in typing.</summary>
    public async Task ChangeAsync(ListingDetails details)
    {
        Details = details;
        if (Saving == DraftSaving.Conflict)
        {
            return;
        }

        Saving = DraftSaving.Typing;
        await _pause.CancelAsync();
        _pause.Dispose();
        _pause = new CancellationTokenSource();
        _ = SaveAfterPauseAsync(_pause.Token);
    }

    /// <summary>The browser has sent every keystroke up to this one, so all of them have arrived.</summary>
    public void Arrived(long mark)
    {
        Mark = Math.Max(Mark, mark);
        if (Saving == DraftSaving.Saved)
        {
            SavedMark = Mark;
        }
    }

    /// <summary>Saves unsaved changes now and waits for a running save; for leaving a step and for submitting.</summary>
    public async Task FlushAsync()
    {
        await _pause.CancelAsync();
        if (Saving is not (DraftSaving.Saved or DraftSaving.Conflict))
        {
            await SaveAsync();
        }
    }

    /// <summary>
    /// Someone else saved. If nothing is unsaved here, their version is used; otherwise the person chooses.
    /// Returns what is different now; nothing when this screen has it already.
    /// </summary>
    public IReadOnlyList<DetailsChange> Meet(SubmissionView theirs)
    {
        // Data from before this screen's own save is older than what is here.
        if (theirs.Submission.RowVersion <= RowVersion || IsSaving)
        {
            return [];
        }

        var changes = DetailsChanges.Between(Saved, theirs.Submission.Details);
        if (changes.Count == 0)
        {
            // The repository was read again or a message arrived: nothing typed here is affected.
            RowVersion = theirs.Submission.RowVersion;
            return [];
        }

        if (Saving == DraftSaving.Saved)
        {
            Load(theirs);
            return changes;
        }

        (Theirs, Saving) = (theirs, DraftSaving.Conflict);
        return [];
    }

    /// <summary>Resolves a conflict: their version, with these fields as they are here.</summary>
    public async Task ResolveAsync(IReadOnlyCollection<string> mineInstead)
    {
        if (Theirs is not { } theirs)
        {
            return;
        }

        await _pause.CancelAsync();
        var settled = DetailsChanges.Take(theirs.Submission.Details, Details, mineInstead);
        var savedMark = SavedMark;
        Load(theirs);
        if (mineInstead.Count > 0)
        {
            (Details, SavedMark) = (settled, savedMark);
            Saving = DraftSaving.Typing;
            await SaveAsync();
        }
    }

    private async Task SaveAfterPauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(saveAfter, clock, cancellationToken);
            await SaveAsync();
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
            if (Saving is DraftSaving.Saved or DraftSaving.Conflict)
            {
                // The save we waited for has included this change.
                return;
            }

            Saving = DraftSaving.Saving;
            await changed();
            var (details, mark) = (Details, Mark);
            var saved = await DescribeAsync(details);
            if (saved.TryGet(out var rowVersion, out var error))
            {
                RecordSaved(details, rowVersion);
                SavedMark = mark;
                (Problem, Refused) = (null, []);
                Saving = ReferenceEquals(details, Details) ? DraftSaving.Saved : DraftSaving.Typing;
            }
            else
            {
                await RefusedAsync(details, error);
            }
        }
        finally
        {
            _saving.Release();
        }

        await changed();
    }

    private async Task<Result<int>> DescribeAsync(ListingDetails details)
    {
        try
        {
            return await describe.RunAsync(new DescribeSubmissionRequest(submissionId, details, RowVersion, actor), CancellationToken.None);
        }
        catch (Exception exception) when (exception.IsBusy())
        {
            return Error.Unavailable("busy", "The portal is busy. Your text stays here and is saved shortly.", TimeSpan.FromSeconds(5));
        }
    }

    private void RecordSaved(ListingDetails details, int rowVersion) => (Saved, RowVersion, SavedAt) = (details, rowVersion, clock.GetUtcNow());

    private async Task RefusedAsync(ListingDetails details, Error error)
    {
        if (error.Code == DetailsBound.TextRefused)
        {
            // One bad text must not block the others.
            var rest = DetailsChanges.TakeTexts(details, Saved, error.Details.Select(detail => detail.Field!));
            if ((await DescribeAsync(rest)).TryGet(out var rowVersion, out var second))
            {
                RecordSaved(rest, rowVersion);
                (Problem, Refused, Saving) = (error.Message, error.Details, DraftSaving.Partly);
                return;
            }

            error = second;
        }

        Problem = error.Message;
        Saving = DraftSaving.Failed;
        if (error.Code == "submission_changed" && (await queries.FindAsync(submissionId, actor, CancellationToken.None)).TryGet(out var theirs, out _))
        {
            Theirs = theirs;
            Saving = DraftSaving.Conflict;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await FlushAsync();
        _pause.Dispose();
        _saving.Dispose();
    }
}
