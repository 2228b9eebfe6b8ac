using Kiket.Portal.Accounts;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Attachments;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The documents of a draft by kind: what each is for, whether and why it is required, and who can read it.</summary>
public sealed partial class DocumentShelf
{
    private readonly List<Attachment> _removed = [];
    private string? _problem;

    [Parameter, EditorRequired] public required Submission Submission { get; set; }

    /// <summary>Why documents are required; null when they are not.</summary>
    [Parameter, EditorRequired] public required string? Reason { get; set; }

    [Parameter, EditorRequired] public required IReadOnlyList<ErrorDetail> Problems { get; set; }

    [Parameter, EditorRequired] public required Actor Actor { get; set; }

    /// <summary>Reads the submission again.</summary>
    [Parameter, EditorRequired] public required Func<Task> Changed { get; set; }

    [Inject] public required RemoveAttachment Remove { get; init; }

    [Inject] public required RestoreAttachment Restore { get; init; }

    private string? Problem(UploadKind kind) => Problems.FirstOrDefault(problem => problem.Field == NeededDocuments.Field(kind))?.Message;

    private async Task RemoveAsync(Attachment document)
    {
        var removed = await Remove.RunAsync(Submission.Id, document.UploadId, Actor, CancellationToken.None);
        _problem = removed.Error?.Message;
        if (removed.Succeeded)
        {
            _removed.Add(document);
        }

        await Changed();
    }

    private async Task UndoAsync(Attachment document)
    {
        var restored = await Restore.RunAsync(Submission.Id, document, Actor, CancellationToken.None);
        _problem = restored.Error?.Message;
        if (restored.Succeeded)
        {
            _removed.Remove(document);
        }

        await Changed();
    }

    private static string Meaning(UploadKind kind) => kind switch
    {
        UploadKind.SecurityReview =>
            "Who reviewed the code or the running service, when, which version, and what they found. It can name weaknesses, so only reviewers read it.",
        UploadKind.DataHandlingStatement =>
            "What data leaves Kiket, where and how long it is stored, who else can see it, and what happens to it after an uninstall.",
        UploadKind.Attestation => "A certificate or report: SOC 2, ISO 27001, the summary of a penetration test, a software bill of materials.",
        _ => "The unedited report of your own scanners for this version. It can name weaknesses, so only reviewers read it.",
    };
}
