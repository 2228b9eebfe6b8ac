using System.Security.Cryptography;
using System.Text;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Support;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Support;

/// <summary>The form for a question to the publisher of something that the organization runs.</summary>
public sealed partial class NewTicketPage
{
    private static readonly IReadOnlyList<TicketCategory?> Categories = [.. Enum.GetValues<TicketCategory>().Cast<TicketCategory?>()];

    private static readonly IReadOnlyList<TicketSeverity> Severities = Enum.GetValues<TicketSeverity>();

    private readonly HashSet<DiagnosticsPart> _chosen = [];
    private Listing? _listing;
    private SupportContact? _support;
    private IReadOnlyList<(DiagnosticsPart Part, TicketDiagnostics Shown)> _parts = [];
    private IReadOnlyList<TicketFile> _files = [];
    private bool _isRead;
    private TicketDraft? _draft;
    private TicketCategory? _category;
    private TicketSeverity _severity = TicketSeverity.Normal;
    private string _subject = "";
    private string _text = "";
    private Error? _problem;
    private bool _busy;

    [Parameter] public required string ExtensionId { get; set; }

    [Inject] public required ListingQueries Listings { get; init; }

    [Inject] public required OfferOfListing Offers { get; init; }

    [Inject] public required ReadDiagnostics Diagnostics { get; init; }

    [Inject] public required TicketFileQueries Files { get; init; }

    [Inject] public required OpenTicket Open { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    /// <summary>The same after a reload: the files and texts that wait are found by it.</summary>
    private Guid Draft => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Member!.OrganizationId}:{Extension.Normalize(ExtensionId)}"))[..16]);

    private string Promise => TicketPromise.Of(_support!) is { Hours: { } hours, FirstResponseHours: { } first }
        ? $"{_listing!.PublisherName} promises a first response within {first} h of its support hours: {SupportHoursText.Of(hours)}."
        : $"{_listing!.PublisherName} promises no response time that can be counted.";

    protected override async Task LoadAsync(OrganizationMember member)
    {
        _listing = (await Listings.FindAsync(VisibleRegistry.Marketplace, ExtensionId, CancellationToken.None))?.Listing;
        if (_listing is { } listing)
        {
            _support = await Offers.SupportAsync(listing, CancellationToken.None);
            _parts = listing.OrganizationId == member.OrganizationId
                ? []
                : await Diagnostics.RunAsync(member.OrganizationId, listing.ExtensionKey, CancellationToken.None);
            await ReadFilesAsync();
        }

        _isRead = true;
    }

    private async Task ReadFilesAsync()
    {
        _files = await Files.WaitingAsync(Draft, Reader!, CancellationToken.None);
        StateHasChanged();
    }

    private string? At(string field) => _problem?.Details.FirstOrDefault(detail => detail.Field == field)?.Message;

    private void Choose(DiagnosticsPart part, bool isOn) => _ = isOn ? _chosen.Add(part) : _chosen.Remove(part);

    private async Task SendAsync()
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        var opened = await Open.RunAsync(
            new OpenTicketRequest(Org, Extension.Marketplace, ExtensionId, Reader!)
            {
                Subject = _subject,
                Category = _category,
                Severity = _severity,
                Text = _text,
                Diagnostics = _chosen,
                Files = [.. _files.Select(file => file.Id)],
            },
            CancellationToken.None);
        (_busy, _problem) = (false, opened.Error);
        if (opened.TryGet(out var ticket, out _))
        {
            await _draft!.ClearAsync();
            Navigation.NavigateTo($"/orgs/{Org}/support/{ticket.Id}");
        }
    }
}
