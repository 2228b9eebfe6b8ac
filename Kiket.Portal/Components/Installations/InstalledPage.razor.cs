using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Listings;
using Kiket.Portal.Listings.Browsing;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Installations;

/// <summary>One installation: what runs, what is newer, what it is configured with, what was done and agreed to.</summary>
public sealed partial class InstalledPage
{
    private const int ShownCalls = 20;

    private InstallationDetails? _details;
    private InstallationSetup? _setup;
    private Page<CallAttempt>? _calls;
    private InstallationPolicy _policy = InstallationPolicy.Default;
    private InstallationPolicy? _saved;
    private string _publisher = "the publisher";
    private DateTimeOffset? _since;
    private string? _before;
    private Error? _refusal;
    private string? _problem;
    private string? _done;
    private bool _busy;
    private NewOffer? _offer;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required long Number { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required InstallationQueries Queries { get; init; }

    [Inject] public required SetupQueries Setup { get; init; }

    [Inject] public required CallQueries Calls { get; init; }

    [Inject] public required OrganizationQueries Organizations { get; init; }

    [Inject] public required ListingQueries Listings { get; init; }

    [Inject] public required ChangeInstallation Change { get; init; }

    [Inject] public required AgreeToOffer Offers { get; init; }

    [Inject] public required RollBackInstallation RollBack { get; init; }

    [Inject] public required UninstallExtension Uninstall { get; init; }

    [Inject] public required InstallationTopic Topic { get; init; }

    [Inject] public required ListingTopic Changes { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private Installation It => _details!.Installation;

    private bool CanChange =>
        _details!.Organization.Role >= OrganizationRole.Admin && It.State is not (InstallationState.Uninstalled or InstallationState.Uninstalling);

    /// <summary>Its own publisher has nobody to ask.</summary>
    private bool CanAsk => _details!.Organization.Role >= OrganizationRole.Admin && !It.IsGone
        && _details.Facts.Extension.Registry == Kiket.Portal.Extensions.Extension.Marketplace
        && _details.Facts.Extension.OrganizationId != It.OrganizationId;

    private bool IsBlocked => !It.IsGone && _details!.Installed.Release.IsBlocked;

    private string Address => string.Create(CultureInfo.InvariantCulture, $"/orgs/{Org}/extensions/installed/{Number}");

    private string Lead => $"Version {_details!.Installed.Release.Version} of {_details.Facts.Extension.ExtensionId} by {_publisher}."
        + (_since is { } since ? $" {_publisher} publishes it since {PublisherChange.Day(since)}." : "");

    private IReadOnlyList<FormField> MissingSecrets => _setup!.Values.MissingSecrets(_setup.Form);

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        if (_details is not null)
        {
            Follow(Topic, It.Id, LoadAsync);
            Follow(Changes, It.ExtensionKey, LoadAsync);
        }
    }

    private string ListingPath => ListingAddress.Of(_details!.Facts.Extension.Registry, _details.Facts.Extension.ExtensionId);

    private async Task LoadAsync()
    {
        var actor = await Person.RequireAsync();
        if (!(await Access.RequireAsync(Org, actor.UserId, OrganizationRole.Member, CancellationToken.None)).TryGet(out var member, out _refusal)
            || !(await Queries.FindAsync(Number, member.OrganizationId, actor, CancellationToken.None)).TryGet(out var details, out _refusal)
            || !(await Setup.FindAsync(Number, member.OrganizationId, actor, CancellationToken.None)).TryGet(out _setup, out _refusal))
        {
            return;
        }

        _details = details;
        _offer = await Offers.FindAsync(Number, CancellationToken.None);
        var extension = details.Facts.Extension;
        if (VisibleRegistry.Named(extension.Registry, member) is { } registry
            && await Listings.FindAsync(registry, extension.ExtensionId, CancellationToken.None) is { Listing: var listing })
        {
            (_publisher, _since) = (listing.PublisherName, listing.NewPublisherSince(Clock.GetUtcNow()));
        }

        var known = It.Publisher.OrganizationId;
        _before = known == extension.OrganizationId
            ? null
            : (await Organizations.NamesAsync([known], CancellationToken.None)).GetValueOrDefault(known).Name;
        _calls = await Calls.ListAsync(Number, new PageRequest(1, ShownCalls), CancellationToken.None);
        if (_saved is null || !It.Policy.Equals(_saved))
        {
            // What is being edited stays, unless somebody saved another one.
            (_policy, _saved) = (It.Policy, It.Policy);
        }
    }

    /// <summary>To exactly what the page shows.</summary>
    private Task AgreeAsync() => DoAsync(
        "You agreed to the new price.", which => Offers.RunAsync(Number, _offer!.Difference.Hash, which.Actor, CancellationToken.None));

    private Task SavePolicyAsync() => DoAsync("The policy is saved.", which => Change.ChangePolicyAsync(which, _policy, CancellationToken.None));

    private Task PinAsync() => DoAsync(null, which => Change.PinAsync(which, !It.Policy.Pinned, CancellationToken.None));

    private Task SkipAsync(string version) =>
        DoAsync($"{version} is skipped.", which => Change.SkipAsync(which, version, CancellationToken.None));

    private Task UnskipAsync(string version) =>
        DoAsync($"{version} is offered again.", which => Change.UnskipAsync(which, version, CancellationToken.None));

    private Task AcknowledgeAsync() => DoAsync("Upgrades go on.", which => Change.AcknowledgeAsync(which, CancellationToken.None));

    private async Task RollBackAsync()
    {
        var (from, to) = (_details!.Installed.Release.Version, _details.Version(It.Previous!.ReleaseId));
        var sure = await ConfirmDialog.AskAsync(
            Dialogs,
            $"Roll back to {to}?",
            $"{to} runs again with the settings it had. {from} is skipped, so that it doesn't come back by itself.",
            $"Roll back to {to}",
            $"everyone in {_details.Organization.Name} who uses {_details.Name}.",
            danger: false);
        if (sure)
        {
            await DoAsync(null, async which =>
                await RollBack.RunAsync(which.Number, which.OrganizationId, which.Actor, CancellationToken.None) is { Succeeded: false } refused
                    ? refused.Error
                    : Result.Success());
        }
    }

    private async Task<Result> UninstallAsync(UninstallAnswers answers)
    {
        var request = new UninstallExtensionRequest(
            Number, _details!.Organization.Id, answers.Reason, answers.Text, answers.ShareName, answers.Data, await Person.RequireAsync());
        var result = await Uninstall.RunAsync(request, CancellationToken.None);
        await LoadAsync();
        return result;
    }

    private async Task DoAsync(string? done, Func<ChangedInstallation, Task<Result>> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _done) = (true, null, null);
        var result = await act(new ChangedInstallation(Number, _details!.Organization.Id, await Person.RequireAsync()));
        (_busy, _problem, _done) = (false, result.Error?.Message, result.Succeeded ? done : null);
        await LoadAsync();
    }
}
