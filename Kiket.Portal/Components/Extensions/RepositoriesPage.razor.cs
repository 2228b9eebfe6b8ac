using Kiket.Portal.Components.Organizations;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Extensions;

/// <summary>The repositories of an organization: their tokens, and the proof that it controls them.</summary>
public sealed partial class RepositoriesPage : OrganizationPage
{
    private const int PageSize = 20;

    private Page<ConnectedRepositoryRow>? _page;

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [Inject] public required RepositoryQueries Queries { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    protected override Task LoadAsync(OrganizationMember member) => ReadAsync();

    private async Task ReadAsync()
    {
        var page = new PageRequest(PageRequest.NumberOf(PageNumber), PageSize);
        (await Queries.ForOrganizationAsync(Org, Reader!, page, CancellationToken.None)).TryGet(out _page, out _);
    }

    private string Address(int page) => $"/orgs/{Org}/settings/repositories?page={page}";
}
