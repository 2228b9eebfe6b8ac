using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Deployments;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>How a managed extension runs for its customers, without anything that is theirs.</summary>
public sealed partial class PublishedHostingPage
{
    private PublishedExtension? _extension;
    private PublishedHosting? _hosting;
    private Error? _refusal;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required RepositoryQueries Extensions { get; init; }

    [Inject] public required DeploymentQueries Queries { get; init; }

    [Inject] public required HostingTopic Topic { get; init; }

    private string Address => $"/orgs/{Org}/extensions/published/{Uri.EscapeDataString(ExtensionId)}";

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if (_extension is not null)
        {
            Follow(Topic, HostingTopic.Deployments, LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var actor = await Person.RequireAsync();
        if ((await Extensions.FindExtensionAsync(Org, ExtensionId, actor, CancellationToken.None)).TryGet(out _extension, out _refusal))
        {
            _hosting = await Queries.PublishedAsync(_extension.Extension.Id, CancellationToken.None);
        }
    }
}
