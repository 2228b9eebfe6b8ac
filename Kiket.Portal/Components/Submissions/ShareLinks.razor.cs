using Kiket.Portal.Accounts;
using Kiket.Portal.Submissions.Previews;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>Creates, lists and revokes private links to the preview of a draft.</summary>
public sealed partial class ShareLinks
{
    private IReadOnlyList<PreviewLink> _links = [];
    private SharedPreviewLink? _made;
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired] public required Guid Submission { get; set; }

    [Parameter, EditorRequired] public required Actor Reader { get; set; }

    [Inject] public required PreviewQueries Queries { get; init; }

    [Inject] public required SharePreview Share { get; init; }

    [Inject] public required RevokePreview Revoke { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => _links = await Queries.OpenLinksAsync(Submission, Reader, CancellationToken.None);

    private async Task ShareAsync()
    {
        _busy = true;
        (await Share.RunAsync(Submission, Reader, CancellationToken.None)).TryGet(out _made, out var error);
        (_busy, _problem) = (false, error?.Message);
        await LoadAsync();
    }

    private async Task RevokeAsync(Guid link)
    {
        _busy = true;
        _problem = (await Revoke.RunAsync(Submission, link, Reader, CancellationToken.None)).Error?.Message;
        _busy = false;
        if (_made?.Id == link)
        {
            _made = null;
        }

        await LoadAsync();
    }
}
