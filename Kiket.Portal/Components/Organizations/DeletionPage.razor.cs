using System.Globalization;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>An Owner sees what a deletion ends and keeps, asks for it, and undoes it.</summary>
public sealed partial class DeletionPage
{
    private DeletionView? _view;
    private string _slug = "";
    private string? _problem;
    private string? _slugProblem;
    private string? _done;
    private bool _busy;

    [Inject] public required DeletionQueries Deletions { get; init; }

    [Inject] public required PlanDeletion Plan { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Owner;

    protected override async Task LoadAsync(OrganizationMember member) =>
        _view = (await Deletions.RunAsync(Org, Reader!, CancellationToken.None)).TryGet(out var view, out _) ? view : null;

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private Task PlanAsync() => DoAsync(() => Plan.RunAsync(Org, _slug, Reader!, CancellationToken.None), "All members are notified. You can undo it here.");

    private Task KeepAsync() => DoAsync(() => Plan.KeepAsync(Org, Reader!, CancellationToken.None), "The organization is kept. All members are notified.");

    private async Task DoAsync(Func<Task<Result>> act, string done)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var result = await act();
        (_problem, _done) = (result.Error?.Message, result.Succeeded ? done : null);
        _slugProblem = result.Error is { Details: [{ Field: "slug", Message: var message }, ..] } ? message : null;
        _slug = result.Succeeded ? "" : _slug;
        await LoadAsync(Member!);
        _busy = false;
    }
}
