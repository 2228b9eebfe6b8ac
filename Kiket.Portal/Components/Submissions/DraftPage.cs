using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Submissions;

/// <summary>A page on which a draft is typed: saves by itself, and notices what others change.</summary>
public abstract class DraftPage : LivePage
{
    /// <summary>A person must see within a minute that a role was removed, even if they only read.</summary>
    protected static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    [Inject] public required DescribeSubmission Describe { get; init; }

    [Inject] public required SubmissionQueries Queries { get; init; }

    [Inject] public required SubmissionTopic Topic { get; init; }

    [Inject] public required IOptions<DraftOptions> Options { get; init; }

    protected Actor Me { get; set; } = null!;

    protected SubmissionView? View { get; private set; }

    protected DraftEditor? Editor { get; private set; }

    /// <summary>Why the person can no longer edit; null while they can.</summary>
    protected Error? Lost { get; private set; }

    protected DraftNews? News { get; set; }

    /// <summary>It is no longer with the publisher.</summary>
    protected abstract void Left(Submission submission);

    /// <summary>After what is shown was read again.</summary>
    protected virtual Task RefreshedAsync() => Task.CompletedTask;

    protected void Open(SubmissionView view)
    {
        View = view;
        Editor = new DraftEditor(
            Describe, Queries, Clock, Options.Value.SaveAfter, view.Submission.Id, Me, () => InvokeAsync(SavingMovedAsync));
        Editor.Load(view);
        // A save of this page reads again by itself when it is done.
        Follow(Topic, view.Submission.Id, () => Editor?.IsSaving == true ? Task.CompletedTask : RefreshAsync());
    }

    /// <summary>Closes the draft on this page; unsaved text is saved.</summary>
    protected async Task CloseAsync()
    {
        var editor = Editor;
        (View, Editor, Lost, News) = (null, null, null, null);
        if (editor is not null)
        {
            await editor.DisposeAsync();
        }
    }

    private async Task SavingMovedAsync()
    {
        if (Editor is { Saving: DraftSaving.Saved or DraftSaving.Partly or DraftSaving.Failed })
        {
            await RefreshAsync();
        }

        StateHasChanged();
    }

    /// <summary>Reads again what blocks submitting and what others changed, without touching unsaved text.</summary>
    protected async Task RefreshAsync()
    {
        if (View is null || Editor is null || IsDisposed)
        {
            return;
        }

        if (!(await Queries.FindAsync(View.Submission.Id, Me, CancellationToken.None)).TryGet(out var view, out var lost))
        {
            Lost = lost;
            StateHasChanged();
            return;
        }

        Lost = null;
        if (!view.Submission.IsWithPublisher)
        {
            Left(view.Submission);
            return;
        }

        if (view.Submission.RowVersion < View.Submission.RowVersion)
        {
            // An older read finished after a newer one.
            return;
        }

        View = view;
        if (Editor.Meet(view) is { Count: > 0 } changes)
        {
            var who = view.Submission.ChangedBy == Me.UserId ? "You, in another tab or on another device," : view.Submission.ChangedByName;
            News = new DraftNews(who, changes);
        }

        await RefreshedAsync();
        StateHasChanged();
    }

    protected async Task ChangeAsync(ListingDetails details)
    {
        var changing = Editor!.ChangeAsync(details);
        // Before any await: a change in the next field must start from these details, not from the old ones.
        StateHasChanged();
        await changing;
    }

    protected void Arrived(ChangeEventArgs change)
    {
        if (long.TryParse(change.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var mark))
        {
            Editor?.Arrived(mark);
        }
    }

    protected override async ValueTask LeaveAsync()
    {
        if (Editor is not null)
        {
            await Editor.DisposeAsync();
        }
    }
}
