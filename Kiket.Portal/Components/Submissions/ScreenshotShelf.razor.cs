using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The screenshots of a draft: captions, order, removal with undo, and how the gallery crops them.</summary>
public sealed partial class ScreenshotShelf
{
    private const float CardRatio = 16f / 9;

    private Guid? _dragged;
    private readonly List<Attachment> _removed = [];
    private string _said = "";
    private string? _problem;

    [Parameter, EditorRequired] public required Submission Submission { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<ErrorDetail> Problems { get; set; }

    [Parameter, EditorRequired] public required Actor Actor { get; set; }

    /// <summary>Reads the submission again.</summary>
    [Parameter, EditorRequired] public required Func<Task> Changed { get; set; }

    [Inject] public required MovePicture Move { get; init; }

    [Inject] public required RemoveAttachment Remove { get; init; }

    [Inject] public required RestoreAttachment Restore { get; init; }

    private IReadOnlyList<Attachment> Shots => Submission.Screenshots;

    private string? Problem(Attachment shot) => Problems.FirstOrDefault(problem => problem.Field == NeededDocuments.CaptionField(shot))?.Message;

    private async Task MoveAsync(Attachment shot, int place)
    {
        if (place < 0 || place >= Shots.Count)
        {
            return;
        }

        var moved = await Move.RunAsync(Submission.Id, shot.UploadId, place, Actor, CancellationToken.None);
        await ApplyAsync(moved, $"The screenshot is now number {place + 1} of {Shots.Count}.");
    }

    private async Task DropAsync(int place)
    {
        if (_dragged is { } dragged && Shots.FirstOrDefault(shot => shot.UploadId == dragged) is { } shot)
        {
            _dragged = null;
            await MoveAsync(shot, place);
        }
    }

    private async Task RemoveAsync(Attachment shot)
    {
        var removed = await Remove.RunAsync(Submission.Id, shot.UploadId, Actor, CancellationToken.None);
        if (removed.Succeeded)
        {
            _removed.Add(shot);
        }

        await ApplyAsync(removed, "");
    }

    private async Task UndoAsync(Attachment shot)
    {
        var restored = await Restore.RunAsync(Submission.Id, shot, Actor, CancellationToken.None);
        if (restored.Succeeded)
        {
            _removed.Remove(shot);
        }

        await ApplyAsync(restored, "The screenshot is back.");
    }

    private async Task ApplyAsync(Result<Attachment> result, string said)
    {
        (_problem, _said) = (result.Error?.Message, result.Succeeded ? said : "");
        await Changed();
    }

    private static string NameOf(Attachment shot) => shot.Caption.Length > 0 ? shot.Caption : shot.Upload.Name;

    private static string Ratio(Attachment shot) => string.Create(CultureInfo.InvariantCulture, $"{shot.Upload.Width} / {shot.Upload.Height}");

    /// <summary>The part that the gallery shows, in percent of the picture: the middle of a wide one, the top of a tall one.</summary>
    private static string Guide(Attachment shot)
    {
        var ratio = shot.Upload.Width / (float)shot.Upload.Height;
        return ratio > CardRatio
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"top: 0; height: 100%; width: {100 * CardRatio / ratio:0.##}%; left: {50 - (50 * CardRatio / ratio):0.##}%")
            : string.Create(CultureInfo.InvariantCulture, $"top: 0; left: 0; width: 100%; height: {100 * ratio / CardRatio:0.##}%");
    }
}
