using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>What an organization says about itself as a publisher. For Owners and Admins.</summary>
public sealed partial class PublisherSettingsPage
{
    private string _website = "";
    private string? _problem;
    private bool _saved;
    private bool _busy;
    private bool _isRead;

    [Inject] public required OrganizationQueries Organizations { get; init; }

    [Inject] public required SetPublisherWebsite Set { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    protected override async Task LoadAsync(OrganizationMember member)
    {
        if (!_isRead)
        {
            _website = await Organizations.WebsiteAsync(member.OrganizationId, CancellationToken.None) ?? "";
            _isRead = true;
        }
    }

    private async Task SaveAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var set = await Set.RunAsync(Org, _website, Reader!, CancellationToken.None);
        (_saved, _problem) = (set.Succeeded, set.Error is { } error ? (error.Details is [var detail, ..] ? detail.Message : error.Message) : null);
        _busy = false;
    }
}
