using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Submissions;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Extensions;

/// <summary>The deprecations of one extension, for its publisher. Follows what customers do while it is open.</summary>
public sealed partial class DeprecationsPart
{
    /// <summary>Readers and upgrades of other organizations raise no signal here.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);

    private IReadOnlyList<(CoveringDeprecation Covering, Audience Audience)> _announced = [];
    private IReadOnlyList<RangedVersion> _versions = [];
    private IReadOnlyList<CompatibilityNotice> _suggested = [];
    private DeprecationPlan? _planned;
    private string? _problem;
    private string? _done;
    private bool _busy;

    [Parameter, EditorRequired] public required PublishedExtension Extension { get; set; }

    /// <summary>As customers know it.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <summary>The versions of the page show what was done.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required DeprecateVersions Deprecate { get; init; }

    [Inject] public required DeprecationQueries Queries { get; init; }

    [Inject] public required DeprecationAudience Customers { get; init; }

    [Inject] public required ListingTopic Topic { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private Guid Key => Extension.Extension.Id;

    protected override void OnInitialized() => Every(Refresh, LoadAsync);

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        Follow(Topic, Key, LoadAsync);
    }

    private async Task LoadAsync()
    {
        var announced = new List<(CoveringDeprecation, Audience)>();
        foreach (var covering in await Queries.ForExtensionAsync(Key, CancellationToken.None))
        {
            announced.Add((covering, await Customers.FollowAsync(covering.Deprecation, CancellationToken.None)));
        }

        _announced = announced;
        _versions = await Queries.VersionsAsync(Key, CancellationToken.None);
        _suggested = await Queries.SuggestedAsync(Key, CancellationToken.None);
    }

    private Task<AffectedCount> CountAsync(IReadOnlyCollection<string> versions) => Customers.CountAsync(Key, versions, CancellationToken.None);

    private void Plan(CoveringDeprecation covering) => _planned = new DeprecationPlan(covering.Deprecation);

    private void Plan(CompatibilityNotice notice) => _planned = new DeprecationPlan(Announced: null)
    {
        Range = notice.Version!.Trim(),
        Reason = notice.Notice ?? "",
        Sunset = DateTimeOffset.TryParse(notice.Deadline, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var deadline)
            ? deadline.ToUniversalTime()
            : null,
    };

    /// <summary>Announces what was planned, or changes what was announced.</summary>
    private async Task<Error?> AnnounceAsync(NewDeprecation input)
    {
        var request = await RequestAsync();
        var result = _planned?.Announced is { } announced
            ? await Deprecate.ChangeAsync(
                request, announced.Id, _ => new DeprecationTerms(input.Reason ?? "", input.SunsetAt, input.RecommendedVersion), CancellationToken.None)
            : await Deprecate.AnnounceAsync(request, input, CancellationToken.None);
        if (!result.TryGet(out var deprecation, out var error))
        {
            return error;
        }

        _done = _planned?.Announced is null
            ? $"{deprecation.Range} is deprecated. Everyone who runs it is notified."
            : $"The deprecation of {deprecation.Range} is changed. Everyone who was notified is notified of that too.";
        (_planned, _problem) = (null, null);
        await ReloadAsync();
        return null;
    }

    private async Task WithdrawAsync(CoveringDeprecation covering)
    {
        var range = covering.Deprecation.Range;
        var count = await CountAsync(covering.Versions);
        var sure = await ConfirmDialog.AskAsync(
            Dialogs,
            $"Withdraw the deprecation of {range}?",
            "The versions can be installed without a warning again, and nobody is reminded any more.",
            "Withdraw it",
            DeprecationPlan.Affected(count) + " Those who were notified are notified of this too.",
            danger: false);
        if (!sure || _busy)
        {
            return;
        }

        _busy = true;
        var result = await Deprecate.WithdrawAsync(await RequestAsync(), covering.Deprecation.Id, CancellationToken.None);
        (_busy, _problem, _done) = (false, result.Error?.Message, result.Succeeded ? $"The deprecation of {range} is withdrawn." : null);
        await ReloadAsync();
    }

    private async Task<PublishedRequest> RequestAsync() =>
        new(Extension.Member.Slug, Extension.Extension.Registry, Extension.Extension.ExtensionId, await Person.RequireAsync());

    private async Task ReloadAsync()
    {
        await LoadAsync();
        await Changed.InvokeAsync();
    }
}
