using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Hosting.Deployments;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>How a managed extension is built and runs for its customers, without anything that is theirs.</summary>
public sealed partial class PublishedHostingPage
{
    private const int PageSize = 20;

    private PublishedExtension? _extension;
    private ExtensionBuilds? _builds;
    private PublishedHosting? _hosting;
    private IReadOnlyList<SharedOutput> _shared = [];
    private Error? _refusal;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required RepositoryQueries Extensions { get; init; }

    [Inject] public required DeploymentQueries Queries { get; init; }

    [Inject] public required SharedOutputQueries Shared { get; init; }

    [Inject] public required HostingTopic Topic { get; init; }

    [Inject] public required BuildQueries Builds { get; init; }

    [Inject] public required BuildTopic BuildTopic { get; init; }

    private string PageAddress(int page) => $"{Address}/hosting?page={page}";

    private string Address => $"/orgs/{Org}/extensions/published/{Uri.EscapeDataString(ExtensionId)}";

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if (_extension is not null)
        {
            Follow(Topic, HostingTopic.Deployments, LoadAsync);
            Follow(BuildTopic, _extension.Extension.Id, LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        var actor = await Person.RequireAsync();
        if ((await Extensions.FindExtensionAsync(Org, ExtensionId, actor, CancellationToken.None)).TryGet(out _extension, out _refusal))
        {
            _hosting = await Queries.PublishedAsync(_extension.Extension.Id, CancellationToken.None);
            (await Shared.RunAsync(_extension.Extension.Id, actor, CancellationToken.None)).TryGet(out var shared, out _);
            _shared = shared ?? [];
            var page = new PageRequest(PageRequest.NumberOf(PageNumber), PageSize);
            (await Builds.OfExtensionAsync(new PublishedRequest(Org, _extension.Extension.Registry, ExtensionId, actor), page, CancellationToken.None))
                .TryGet(out _builds, out _refusal);
        }
    }
}
