using Kiket.Portal.Checks;
using Kiket.Portal.Components.Organizations;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Components.Extensions;

/// <summary>Everything about how pushes reach an organization's listings: address, secrets, health, log and history. Updates by itself.</summary>
public sealed partial class ExtensionWebhooksPage : OrganizationPage
{
    private const int PageSize = 20;

    private Page<FollowedRepository>? _repositories;
    private Page<DeliveryRow>? _deliveries;
    private Page<ValidationRow>? _validations;
    private IReadOnlyList<(string Repository, CheckedCommit Found)> _checks = [];

    private IReadOnlyList<PublisherDeprecation> _deprecations = [];
    private IReadOnlyList<UpgradeRecommendation> _ending = [];

    [SupplyParameterFromQuery(Name = "page")] public string? PageNumber { get; set; }

    [SupplyParameterFromQuery(Name = "deliveries")] public string? DeliveriesPage { get; set; }

    [SupplyParameterFromQuery(Name = "history")] public string? HistoryPage { get; set; }

    [SupplyParameterFromQuery(Name = "event")] public string? EventName { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateName { get; set; }

    [Inject] public required WebhookQueries Queries { get; init; }

    [Inject] public required CheckQueries Checks { get; init; }

    [Inject] public required DeprecationQueries Deprecations { get; init; }

    [Inject] public required RecommendUpgrades Recommend { get; init; }

    [Inject] public required WebhookTopic Topic { get; init; }

    [Inject] public required IOptions<PortalOptions> Options { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    private static IReadOnlyList<(string Title, string Event, string State)> Filters { get; } =
        [("All", "", ""), ("Pushes", "push", ""), ("Tests", "ping", ""), ("Ignored", "", "ignored"), ("Failed", "", "failed")];

    private WebhookDeliveryState? State =>
        Enum.TryParse<WebhookDeliveryState>(StateName, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;

    private bool IsFiltered => !string.IsNullOrEmpty(EventName) || State is not null;

    private string CallbackUrl => (Options.Value.PublicUrl?.ToString() ?? Navigation.BaseUri).TrimEnd('/') + "/api/v1/extensions/registry/webhook";

    /// <summary>Times are shown as ages.</summary>
    protected override void OnInitialized() => Every(TimeSpan.FromSeconds(30));

    protected override async Task LoadAsync(OrganizationMember member)
    {
        Follow(Topic, member.OrganizationId, ReadAsync);
        await ReadAsync();
        _deprecations = await Deprecations.OfPublisherAsync(member.OrganizationId, CancellationToken.None);
        _ending = await Recommend.RunAsync(member.OrganizationId, CancellationToken.None);
    }

    private async Task ReadAsync()
    {
        var (org, reader) = (Org, Reader!);
        (await Queries.RepositoriesAsync(org, reader, Numbered(PageNumber), CancellationToken.None)).TryGet(out _repositories, out _);
        var filter = new DeliveryFilter(Event: string.IsNullOrEmpty(EventName) ? null : EventName, State: State);
        (await Queries.DeliveriesAsync(org, filter, reader, Numbered(DeliveriesPage), CancellationToken.None)).TryGet(out _deliveries, out _);
        (await Queries.ValidationsAsync(org, reader, Numbered(HistoryPage), CancellationToken.None)).TryGet(out _validations, out _);
        var found = new List<(string, CheckedCommit)>();
        foreach (var repository in (_repositories?.Items ?? []).Select(followed => followed.Repository))
        {
            if (repository.HeadCommit is { } head && await Checks.FindAsync(repository.Id, head, CancellationToken.None) is { } report)
            {
                found.Add((repository.FullName, report));
            }
        }

        _checks = found;
    }

    private static PageRequest Numbered(string? number) => new(PageRequest.NumberOf(number), PageSize);

    /// <summary>This page with other choices; null keeps one.</summary>
    private string Address(int? repositories = null, int? deliveries = null, int? history = null, string? @event = null, string? state = null)
    {
        var isOtherFilter = @event is not null || state is not null;
        var choices = new (string Key, string? Value)[]
        {
            ("page", repositories is { } page ? $"{page}" : PageNumber),
            ("deliveries", deliveries is { } number ? $"{number}" : isOtherFilter ? null : DeliveriesPage),
            ("history", history is { } past ? $"{past}" : HistoryPage),
            ("event", @event ?? EventName),
            ("state", state ?? StateName),
        };
        var given = choices.Where(choice => !string.IsNullOrEmpty(choice.Value)).Select(choice => $"{choice.Key}={Uri.EscapeDataString(choice.Value!)}");
        var query = string.Join('&', given);
        var part = deliveries is null && !isOtherFilter ? "" : "#deliveries";
        return $"/orgs/{Org}/settings/extension-webhooks{(query.Length == 0 ? "" : "?" + query)}{part}";
    }
}
