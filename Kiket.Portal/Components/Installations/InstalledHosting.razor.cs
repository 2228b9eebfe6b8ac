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

        _isLoaded = true;
    }

    private static string OutputText(Page<OutputLine> output) => string.Join('\n', output.Items.Reverse().Select(line =>
        string.Create(CultureInfo.InvariantCulture, $"{line.At:yyyy-MM-dd HH:mm:ss} {line.Text}")));

    private async Task RestartAsync()
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _done) = (true, null, null);
        var result = await Restart.RunAsync(Number, Organization.Id, await Person.RequireAsync(), CancellationToken.None);
        (_busy, _problem, _done) = (false, result.Error?.Message, result.Succeeded ? "A new container starts. It takes over when it is healthy." : null);
        await OnParametersSetAsync();
    }
}
