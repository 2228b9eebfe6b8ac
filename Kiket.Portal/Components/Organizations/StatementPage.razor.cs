using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>One statement as it was issued. For Owners and Admins.</summary>
public sealed partial class StatementPage
{
    /// <summary>More lines make a page slow; the file has all.</summary>
    private const int Most = 500;

    private StatementDocument? _document;

    [Parameter] public required string StatementNumber { get; set; }

    [Inject] public required PayoutQueries Payouts { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    protected override async Task LoadAsync(OrganizationMember member)
    {
        _document = await Payouts.FindAsync(member.OrganizationId, StatementNumber, CancellationToken.None);
        if (_document is null)
        {
            Navigation.NotFound();
        }
    }
}
