using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Documentation;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Microsoft.AspNetCore.Components;
using Semver;

namespace Kiket.Portal.Components.Installations;

/// <summary>Before an upgrade: permissions, hosts, settings, cost and changelog together, and consent to exactly that.</summary>
public sealed partial class UpgradePage
{
    private InstallationDetails? _details;
    private UpgradePlan? _plan;
    private IReadOnlyList<DocumentPage> _changes = [];
    private readonly Dictionary<string, string?> _answers = new(StringComparer.Ordinal);
    private IReadOnlyList<FormField> _needed = [];
    private IReadOnlyList<ErrorDetail> _wrong = [];
    private Error? _refusal;
    private string? _problem;
    private bool _isStale;
    private bool _busy;

    [Parameter] public required string Org { get; set; }

    [Parameter] public required long Number { get; set; }

    [Parameter] public required string Version { get; set; }

    [Inject] public required CurrentPerson Person { get; init; }

    [Inject] public required OrganizationAccess Access { get; init; }

    [Inject] public required InstallationQueries Queries { get; init; }

    [Inject] public required UpgradeInstallation Upgrade { get; init; }

    [Inject] public required ChangeInstallation Change { get; init; }

    [Inject] public required SetupQueries Setup { get; init; }

    [Inject] public required DocumentQueries Documents { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private string Heading => _details is null ? "Upgrade" : $"Upgrade {_details.Name} to {Version}";

    private bool CanChange => _details!.Organization.Role >= OrganizationRole.Admin;

    private string Installed => string.Create(CultureInfo.InvariantCulture, $"/orgs/{Org}/extensions/installed/{Number}");

    private DateTimeOffset? CoolDownEnds
    {
        get
        {
            var ends = _plan!.Target.Release.ReleasedAt.AddDays(_details!.Installation.Policy.CoolDownDays);
            return _details.Installation.Policy.IsAutomatic && ends > Clock.GetUtcNow() ? ends : null;
        }
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var actor = await Person.RequireAsync();
        (_problem, _isStale) = (null, false);
        if (!(await Access.RequireAsync(Org, actor.UserId, OrganizationRole.Member, CancellationToken.None)).TryGet(out var member, out _refusal)
            || !(await Queries.FindAsync(Number, member.OrganizationId, actor, CancellationToken.None)).TryGet(out _details, out _refusal)
            || !(await Upgrade.PreviewAsync(NewRequest(actor, null), CancellationToken.None)).TryGet(out _plan, out _refusal))
        {
            return;
        }

        var anew = ConsentRule.NewAnswers(_details.Terms, _plan.Target.Offer.Terms).Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal);
        var form = await Setup.FormAsync(_plan.Target.Release.Id, CancellationToken.None);
        _needed = [.. form.Fields.Where(field => anew.Contains(field.Key))];
        _changes = await ChangelogAsync();
    }

    private UpgradeInstallationRequest NewRequest(Actor actor, string? consent) => new(Number, _details!.Organization.Id, Version, consent, actor)
    {
        Configuration = _answers,
    };

    /// <summary>The entries above the installed version, up to the target.</summary>
    private async Task<IReadOnlyList<DocumentPage>> ChangelogAsync()
    {
        var release = _plan!.Target.Release;
        if (await Documents.FindAsync(_plan.Facts.Repository.Id, release.Commit, CancellationToken.None) is not { } set)
        {
            return [];
        }

        var (from, to) = (_plan.Installed.Release.Semantic, release.Semantic);
        return [.. (await Documents.GetChangelogAsync(set, CancellationToken.None)).Where(entry => IsBetween(entry.Version, from, to))];
    }

    private static bool IsBetween(string? version, SemVersion from, SemVersion to) =>
        version is not null
        && VersionPolicy.Parse(version).TryGet(out var parsed, out _)
        && parsed.ComparePrecedenceTo(from) > 0
        && parsed.ComparePrecedenceTo(to) <= 0;

    private Task UpgradeAsync() => DoAsync(async actor =>
    {
        var result = await Upgrade.RunAsync(NewRequest(actor, _plan!.Difference.Hash), CancellationToken.None);
        if (!result.TryGet(out var outcome, out var error))
        {
            _wrong = error.Details;
            return error;
        }

        _isStale = outcome.Missing is not null;
        if (_isStale)
        {
            return Error.Conflict("consent_stale", "What this version asks for has changed since it was shown. Read it again, then upgrade.");
        }

        Navigation.NavigateTo(Installed);
        return null;
    });

    private Task SkipAsync() => DoAsync(async actor =>
    {
        var result = await Change.SkipAsync(new ChangedInstallation(Number, _details!.Organization.Id, actor), Version, CancellationToken.None);
        if (result.Succeeded)
        {
            Navigation.NavigateTo(Installed);
        }

        return result.Error;
    });

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
