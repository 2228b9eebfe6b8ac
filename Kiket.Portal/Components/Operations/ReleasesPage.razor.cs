using Kiket.Portal.Accounts;
using Kiket.Portal.Operations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>The versions of one listing. Operators block a dangerous one, and take that back.</summary>
public sealed partial class ReleasesPage
{
    private OperatedListing? _listing;
    private Guid? _blocking;
    private string _reason = "";

    [Parameter] public required Guid ExtensionKey { get; set; }

    [Inject] public required OperatedReleaseQueries Queries { get; init; }

    [Inject] public required BlockRelease Block { get; init; }

    protected override async Task LoadAsync(Actor actor)
    {
        if (!(await Queries.FindAsync(ExtensionKey, actor, CancellationToken.None)).TryGet(out _listing, out _))
        {
            Navigation.NotFound();
        }
    }

    private void Open(OperatedRelease release) => (_blocking, _reason, Problem, Saved) = (release.Id, "", null, null);

    private async Task BlockAsync(OperatedRelease release)
    {
        if (await DoneAsync(
            await Block.RunAsync(release.Id, _reason, Operator!, CancellationToken.None),
            $"{release.Version} is blocked. Its publisher and everyone who runs it are notified."))
        {
            _blocking = null;
        }
    }

    private async Task UnblockAsync(OperatedRelease release) => await DoneAsync(
        await Block.TakeBackAsync(release.Id, Operator!, CancellationToken.None),
        $"{release.Version} is no longer blocked. Its publisher and everyone who runs it are notified.");

    private static string Installs(OperatedRelease release) => release.Installations switch
    {
        0 => "nobody runs it",
        1 => "1 organization runs it",
        var many => $"{many} organizations run it",
    };

    private static string Affected(OperatedRelease release) => release.Installations switch
    {
        0 => "nobody runs this version.",
        1 => "1 organization runs this version. It is notified, and its extension stops working.",
        var many => $"{many} organizations run this version. They are notified, and their extension stops working.",
    };
}
