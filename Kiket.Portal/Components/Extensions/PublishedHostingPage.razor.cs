using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>Hosting of an extension for its publisher. Updates by itself.</summary>
public sealed partial class PublishedHostingPage
{
    private const int PageSize = 20;

    private ExtensionBuilds? _builds;
    private Error? _refusal;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required RepositoryQueries Queries { get; init; }

    [Inject] public required BuildQueries Builds { get; init; }

    [Inject] public required BuildTopic Topic { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Person.RequireAsync();
        if (!(await Queries.FindExtensionAsync(Org, ExtensionId, actor, CancellationToken.None)).TryGet(out var found, out _refusal))
        {
            return;
        }

        await LoadAsync(found.Extension.Registry, actor);
        Follow(Topic, found.Extension.Id, () => LoadAsync(found.Extension.Registry, actor));
    }

    private async Task LoadAsync(string registry, Actor actor) => (await Builds.OfExtensionAsync(
        new PublishedRequest(Org, registry, ExtensionId, actor), new PageRequest(PageRequest.NumberOf(PageNumber), PageSize), CancellationToken.None))
        .TryGet(out _builds, out _refusal);

    private string Address(int number) => $"/orgs/{Org}/extensions/published/{Uri.EscapeDataString(ExtensionId)}/hosting?page={number}";
}
