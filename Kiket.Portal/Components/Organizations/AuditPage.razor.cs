using Kiket.Portal.Audit;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

public sealed partial class AuditPage
{
    private const int PageSize = 50;

    private Page<AuditEntry>? _entries;

    [SupplyParameterFromQuery(Name = "page")]
    public string? Number { get; set; }

    [Inject]
    public required AuditQueries Audit { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    protected override async Task LoadAsync(OrganizationMember member) =>
        _entries = await Audit.ForOrganizationAsync(
            member.OrganizationId, action: null, new PageRequest(PageRequest.NumberOf(Number), PageSize), CancellationToken.None);
}
