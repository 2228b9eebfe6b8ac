using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Analytics.Counts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Offers;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Installations;

/// <summary>
/// Before an organization installs an extension: what it may do, where data goes, what it costs and what its publisher sees. The
/// setup follows once it is installed.
/// </summary>
public sealed partial class InstallPage
{
    private const int MaxShown = 200;

    private OrganizationMember? _member;
    private InstallPlan? _plan;
    private readonly Dictionary<string, string?> _answers = new(StringComparer.Ordinal);
    private IReadOnlyList<ErrorDetail> _wrong = [];
    private ConfigurationForm _form = ConfigurationForm.Empty;
    private Error? _refusal;
    private string? _installed;
    private string _registry = Extension.Marketplace;
    private string? _name;
    private string _publisher = "the publisher";
    private InstallationPolicy _policy = InstallationPolicy.Default;
    private bool _busy;
    private FormerSettings? _former;
    private bool _reuses = true;
    private InstallationRequest? _request;
    private Guid? _extension;
    private bool _isStale;
    private DateOnly? _paidFrom;
    private string? _problem;
    private string? _viewed;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required string ExtensionId { get; set; }

    /// <summary>Null for the current one.</summary>
    [SupplyParameterFromQuery(Name = "version")] public string? Version { get; set; }

    /// <summary>The organization's own registry; null for the marketplace.</summary>
    [SupplyParameterFromQuery(Name = "registry")] public string? Registry { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required InstallExtension Install { get; init; }

    [Inject] public required RequestInstallation Request { get; init; }

    [Inject] public required RequestQueries Requests { get; init; }

    [Inject] public required SetupQueries Setup { get; init; }

    [Inject] public required TrialQueries Trials { get; init; }

    [Inject] public required ListingQueries Listings { get; init; }

    [Inject] public required CountViews Views { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private string Name => _name ?? ExtensionId;

    private OfferTerms Terms => _plan!.Target.Offer.Terms;

    private string Lead => $"Version {_plan!.Target.Release.Version} by {_publisher}. Look at what it asks for before you agree.";

    private IReadOnlyDictionary<string, string> Reused =>
        _reuses && _former is { } former ? former.Values : new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What nothing answers yet.</summary>
    private IReadOnlyList<FormField> Needed => [.. ConfigurationValues.None.MissingAnswers(_form).Where(asked => !Reused.ContainsKey(asked.Key))];

    private string DataGoes => (Terms.Hosting.Managed, Terms.Hosting.FirstParty, Terms.Callback) switch
    {
        (true, _, _) => "It runs on Kiket's servers. It reaches the hosts above and no others.",
        (_, true, _) => "Kiket runs it as part of the product.",
        (_, _, { } callback) => $"It runs on the publisher's own servers, outside Kiket. Kiket sends what it may see to {Host(callback.Target)}.",
        _ => "It runs on the publisher's own servers, outside Kiket.",
    };

    private IReadOnlyList<RailStep> Rail =>
    [
        new("Permissions and cost", null, RailStepState.Current, IsCurrent: true),
        .. _form.Steps.Select(step => new RailStep(step.Title, null, RailStepState.Open)),
    ];

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var actor = await Person.RequireAsync();
        (_problem, _isStale) = (null, false);
        if (!(await Access.RequireAsync(Org, actor.UserId, OrganizationRole.Member, CancellationToken.None)).TryGet(out _member, out _refusal))
        {
            return;
        }

        var listing = await FindListingAsync(_member);
        _registry = listing?.Listing.Registry ?? Registry ?? Extension.Marketplace;
        (_name, _publisher) = (listing?.Listing.Name, listing?.Listing.PublisherName ?? _publisher);
        _extension = listing?.Listing.ExtensionKey;
        if (RendererInfo.IsInteractive && _viewed != ExtensionId)
        {
            _viewed = ExtensionId;
            Views.Count(ExtensionId, actor.UserId, ViewedPage.Install);
        }

        await ReadRequestAsync(actor);
        if (!(await Install.PlanAsync(NewRequest(actor, consent: null), CancellationToken.None)).TryGet(out _plan, out _refusal))
        {
            _installed = _refusal.Code == InstallExtension.AlreadyInstalled ? _refusal.Details[0].Message : null;
            return;
        }

        _form = await Setup.FormAsync(_plan.Target.Release.Id, CancellationToken.None);
        _paidFrom = await Trials.PaidFromAsync(_member.OrganizationId, _plan.Facts.Extension.Id, Terms, CancellationToken.None);
        _former = await Setup.FormerAsync(_member.OrganizationId, _plan.Facts.Extension.Id, _form, CancellationToken.None);
    }

    /// <summary>Without a registry in the address, the public listing: the address is that of its button.</summary>
    private async Task<ListedRelease?> FindListingAsync(OrganizationMember member)
    {
        if (Registry is { Length: > 0 } name)
        {
            return VisibleRegistry.Named(name, member) is { } named ? await Listings.FindAsync(named, ExtensionId, CancellationToken.None) : null;
        }

        return await Listings.FindAsync(VisibleRegistry.Marketplace, ExtensionId, CancellationToken.None)
            ?? await Listings.FindAsync(VisibleRegistry.Of(member), ExtensionId, CancellationToken.None);
    }

    private InstallExtensionRequest NewRequest(Actor actor, string? consent) => new(Org, ExtensionId, _registry, Version, consent, actor)
    {
        Policy = _policy,
        Configuration = Configuration(),
    };

    /// <summary>The settings from before, below what is typed now.</summary>
    private Dictionary<string, string?> Configuration()
    {
        var given = Reused.ToDictionary(value => value.Key, value => (string?)value.Value, StringComparer.Ordinal);
        foreach (var field in Needed)
        {
            given[field.Key] = _answers.GetValueOrDefault(field.Key);
        }

        return given;
    }

    private static string Short(string text) => text.Length > MaxShown ? text[..MaxShown] + "…" : text;

    private static string Host(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : address;

    private Task InstallAsync() => DoAsync(async actor =>
    {
        var result = await Install.RunAsync(NewRequest(actor, _plan!.Consent.Hash), CancellationToken.None);
        if (result.TryGet(out var started, out var error))
        {
            Navigation.NavigateTo(string.Create(CultureInfo.InvariantCulture, $"/orgs/{Org}/extensions/installed/{started.Number}/setup"));
        }

        _wrong = error?.Details ?? [];
        _isStale = error?.Code == InstallExtension.ConsentStale;
        return error;
    });

    private Task AskAsync() => DoAsync(async actor =>
    {
        var result = await Request.RunAsync(Org, _registry, ExtensionId, actor, CancellationToken.None);
        await ReadRequestAsync(actor);
        return result.Error;
    });

    private async Task ReadRequestAsync(Actor actor) => _request = _extension is { } extension && _member is { Role: < OrganizationRole.Admin } member
        ? await Requests.LastAsync(member.OrganizationId, extension, actor.UserId, CancellationToken.None)
        : null;

    private async Task DoAsync(Func<Actor, Task<Error?>> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem) = (true, null);
        var error = await act(await Person.RequireAsync());
        (_busy, _problem) = (false, error?.Message);
    }
}
