using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Operations;
using Kiket.Portal.Reviews.Queue;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Review statistics. Updates when the queue changes.</summary>
public sealed partial class StatisticsPage
{
    private ReviewFigures? _figures;
    private RenderedDocuments? _documents;

    [Inject] public required ReviewStatistics Statistics { get; init; }

    [Inject] public required RenderedDocumentsQuery Documents { get; init; }

    [Inject] public required SubmissionListTopic Lists { get; init; }

    private string Oldest => _figures!.Waiting.Oldest is { } oldest ? $"the oldest arrived {TimeAgo.Tell(oldest, Clock.GetUtcNow())}" : "the queue is empty";

    protected override async Task LoadAsync(Actor actor)
    {
        (await Statistics.GetAsync(actor, CancellationToken.None)).TryGet(out _figures, out _);
        (await Documents.RunAsync(actor, CancellationToken.None)).TryGet(out _documents, out _);
        Follow(Lists, SubmissionListTopic.Queue, () => LoadAsync(actor));
    }

    private static string Words(TimeSpan? time) => time is { } spent ? TimeLabels.Of(spent) : "—";
}
