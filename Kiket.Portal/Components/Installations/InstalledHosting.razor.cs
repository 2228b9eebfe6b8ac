using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Installations;

/// <summary>How a managed extension runs for one organization.</summary>
public sealed partial class InstalledHosting
{
    private const int ShownLines = 100;
    private const int ShownCalls = 50;

    private DeploymentDetails? _hosting;
    private Page<BlockedCall>? _blocked;
    private Page<OutputLine>? _output;
    private string? _problem;
    private string? _done;
    private DateTimeOffset? _sharedUntil;
    private bool _isLoaded;
    private bool _busy;

    [Parameter, EditorRequired] public required long Number { get; set; }

    [Parameter, EditorRequired] public required OrganizationSummary Organization { get; set; }

    /// <summary>Whether the person may restart it and read its output.</summary>
    [Parameter, EditorRequired] public required bool CanChange { get; set; }

    [Parameter, EditorRequired] public required Money Cost { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required DeploymentQueries Queries { get; init; }

    [Inject] public required RestartDeployment Restart { get; init; }

    [Inject] public required ShareOutput Share { get; init; }

    private Deployment It => _hosting!.Deployment;

    /// <summary>Again after each change of the installation, because the page around it then renders.</summary>
    protected override async Task OnParametersSetAsync()
    {
        var actor = await Person.RequireAsync();
        (await Queries.FindAsync(Number, Organization.Id, actor, CancellationToken.None)).TryGet(out _hosting, out _);
        (await Queries.BlockedAsync(Number, Organization.Id, new PageRequest(1, ShownCalls), actor, CancellationToken.None)).TryGet(out _blocked, out _);
        if (CanChange)
        {
            (await Queries.OutputAsync(Number, Organization.Id, new PageRequest(1, ShownLines), actor, CancellationToken.None)).TryGet(out _output, out _);
        }

        _sharedUntil = _hosting is { Deployment: var found } && found.SharesOutput(Clock.GetUtcNow()) ? found.OutputSharedUntil : null;
        _isLoaded = true;
    }

    private static string OutputText(Page<OutputLine> output) => string.Join('\n', output.Items.Reverse().Select(line =>
        string.Create(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd HH:mm:ss} {line.Text}")));

    private Task RestartAsync() => ActAsync(
        actor => Restart.RunAsync(Number, Organization.Id, actor, CancellationToken.None), "A new container starts. It takes over when it is healthy.");

    private Task ShareAsync(bool isShared) => ActAsync(
        actor => Share.RunAsync(Number, Organization.Id, isShared, actor, CancellationToken.None),
        isShared ? "The publisher has been told, and can read the output for 24 hours." : "The publisher can no longer read the output.");

    private async Task ActAsync(Func<Actor, Task<Result>> act, string done)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _done) = (true, null, null);
        var result = await act(await Person.RequireAsync());
        (_busy, _problem, _done) = (false, result.Error?.Message, result.Succeeded ? done : null);
        await OnParametersSetAsync();
    }
}
