using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Submissions;

/// <summary>The image of a submission's commit: how its build and its trial run went, with the log. Nothing for an extension that isn't managed.</summary>
public sealed partial class BuildPanel : LivePage
{
    private SubmissionBuild? _found;
    private string? _problem;

    [Parameter, EditorRequired] public required Guid SubmissionId { get; set; }

    /// <summary>The commit on the page; another one has another build.</summary>
    [Parameter, EditorRequired] public required string? Commit { get; set; }

    /// <summary>Reads it with the rights of the person.</summary>
    [Parameter, EditorRequired] public required Func<Task<Result<SubmissionBuild?>>> Read { get; set; }

    /// <summary>Builds it again; null for someone who can't.</summary>
    [Parameter] public Func<Task<Result>>? Again { get; set; }

    [Inject] public required BuildTopic Topic { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        Follow(Topic, SubmissionId, LoadAsync);
    }

    private static string Explanation(SubmissionBuild found) => found switch
    {
        { Build: { CanRun: true } } => "The image was built from this commit, started without egress, and returned 200 for /health.",
        { Build.State: ImageBuildState.Built } => "The image was built and responded. It was removed, because nothing runs it.",
        { Build.State: ImageBuildState.Refused } => "This version can't be approved before its image is built and responds.",
        { Build.State: ImageBuildState.Failed } => "Something outside of the repository failed each time.",
        { IsOn: false } => "Hosting is not switched on here, so this image was not built and not tried. It is built when hosting is switched on.",
        { Build: { State: ImageBuildState.Queued, Failure: not null } build } => $"It is tried again. This was try {build.Tries} of {ImageBuild.MaxTries}.",
        { Build.State: ImageBuildState.Building } => "The image is being built. The result appears here.",
        _ => "The image is built when those before it are done. The result appears here.",
    };

    private async Task LoadAsync() => _found = (await Read()).TryGet(out var found, out _) ? found : null;

    private async Task AgainAsync()
    {
        _problem = (await Again!()).Error?.Message;
        await LoadAsync();
    }
}
