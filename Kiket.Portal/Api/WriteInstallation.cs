using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Differences;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Api;

/// <summary>Writes installations and their refusals as the API and the command line read them.</summary>
internal sealed class WriteInstallation(IDbContextFactory<PortalDb> databases, PublicAddress address, DeprecationHeaders headers)
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> None = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    public DeprecationHeaders Headers => headers;

    public string Url(HttpRequest request, string organization, long number) =>
        address.Of(request, string.Create(CultureInfo.InvariantCulture, $"/orgs/{organization}/extensions/installed/{number}"));

    public async Task<InstallationModel> ModelAsync(HttpRequest request, InstallationDetails details, CancellationToken cancellationToken)
    {
        var installation = details.Installation;
        var extension = await ExtensionAsync(installation, details.Facts.Extension.ExtensionId, details.Name, cancellationToken);
        var operation = details.Operations is [{ } newest, ..] ? OperationResponse.Of(newest, details) : null;
        var canRollBack = details.RollbackProblem is null && installation.State == InstallationState.Active;
        return new InstallationModel(
            installation.Number,
            Status(installation, details.Installed.Release.IsBlocked, details.Installed.Release.IsDeprecated),
            extension.ExtensionId,
            details.Name,
            details.Name,
            details.Installed.Release.Version,
            details.Organization.Slug,
            details.Facts.Extension.Registry,
            installation.InstalledAt ?? installation.CreatedAt,
            installation.InstalledByName,
            installation.RowVersion,
            PolicyResponse.From(installation.Policy),
            NextVersionResponse.From(details.Advice),
            canRollBack ? details.Version(installation.Previous!.ReleaseId) : null,
            canRollBack ? installation.RollbackUntil : null,
            operation,
            Health(details, extension),
            [],
            [],
            [extension],
            [],
            ByExtension(extension, extension.MissingSecrets),
            ByExtension(extension, extension.ScaffoldedSecrets),
            installation.OutputFields,
            Url(request, details.Organization.Slug, installation.Number))
        {
            Deprecation = details.Deprecation is { } deprecation
                ? new InstalledDeprecation(deprecation.Reason, deprecation.SunsetAt, details.Recommended?.Release.Version)
                : null,
        };
    }

    public async Task<InstallationSummary> SummaryAsync(HttpRequest request, InstallationRow row, CancellationToken cancellationToken)
    {
        var extension = await ExtensionAsync(row.Installation, row.ExtensionId, row.Name, cancellationToken);
        return new InstallationSummary(
            row.Installation.Number,
            row.ExtensionId,
            row.Name,
            row.Name,
            row.Version,
            row.Newest,
            Status(row.Installation, row.IsBlocked, row.IsDeprecated),
            row.Organization,
            row.Installation.InstalledAt ?? row.Installation.CreatedAt,
            [],
            ByExtension(extension, extension.MissingSecrets),
            Url(request, row.Organization, row.Installation.Number));
    }

    public PlannedInstallation Planned(InstallPlan plan, ConfigurationForm form)
    {
        var (id, terms, cost) = (plan.Facts.Extension.ExtensionId, plan.Target.Offer.Terms, plan.Consent.MonthlyAfter);
        string[] actions =
        [
            $"Install {id} {plan.Target.Release.Version} for {plan.Organization.Name}.",
            .. plan.Facts.DeprecationOf(plan.Target.Release) is { } deprecation ? [Warning(plan, deprecation)] : Array.Empty<string>(),
            .. plan.Consent.Changes.Select(change => change.Text),
            cost.Cents == 0 ? "It costs nothing a month." : $"It costs {cost} a month.",
        ];
        List<string> secrets = [.. ConfigurationValues.None.MissingSecrets(form).Select(field => field.Key)];
        var extension = new InstalledExtension(id, id, Present: false, Required: true, Secrets(form), secrets, []);
        return new PlannedInstallation(
            "planned",
            id,
            plan.Target.Release.Version,
            new InstallPlanResponse(actions, terms.Scopes, [.. terms.Egress.Select(host => host.Host)], cost.Cents, cost.Currency, plan.Consent.Hash),
            [extension],
            ByExtension(extension, secrets),
            None);
    }

    public UpgradePreviewResponse Preview(HttpRequest request, UpgradePlan plan, string organization) => new(
        plan.Installed.Release.Version,
        plan.Target.Release.Version,
        plan.IsSame ? [] : Changes(plan),
        !plan.IsSame && plan.NeedsConsent,
        plan.Difference.Hash,
        plan.Difference.MonthlyBefore?.Cents ?? 0,
        plan.Difference.MonthlyAfter.Cents,
        plan.Difference.MonthlyAfter.Currency,
        Url(request, organization, plan.Installation.Number));

    public NeededConsent Needed(HttpRequest request, UpgradePlan plan, string organization) => new(
        plan.Installation.Number,
        plan.Facts.Extension.ExtensionId,
        plan.Target.Release.Version,
        Changes(plan),
        plan.Difference.Hash,
        Url(request, organization, plan.Installation.Number));

    public ConsentRequiredResponse Refusal(HttpRequest request, UpgradePlan plan, bool isStale, string organization)
    {
        var url = Url(request, organization, plan.Installation.Number);
        var what = $"{plan.Facts.Extension.ExtensionId} {plan.Target.Release.Version}";
        var sentence = isStale
            ? $"What {what} changes isn't what you agreed to any more. Read the current difference and agree to it at {url}"
            : $"{what} asks for more than the version you run. Read what changes and agree to it at {url}";
        return new ConsentRequiredResponse(sentence, sentence, "consent_required", [], Changes(plan), plan.Difference.Hash, url);
    }

    private static string Warning(InstallPlan plan, Deprecation deprecation) =>
        $"Warning: {plan.Target.Release.Version} is deprecated. {deprecation.Reason} {DeprecationTexts.Until(deprecation.SunsetAt)}";

    /// <summary>A refusal, with the id that its kind carries.</summary>
    public static IResult Refuse(Error error)
    {
        var id = error.Details.FirstOrDefault()?.Message;
        return error.Code switch
        {
            InstallExtension.AlreadyInstalled when long.TryParse(id, CultureInfo.InvariantCulture, out var number) =>
                ErrorResults.Of(error, new AlreadyInstalledResponse(error.Message, error.Message, error.Code, [], number)),
            StartOperation.Running when Guid.TryParse(id, out var job) =>
                ErrorResults.Of(error, new OperationRunningResponse(error.Message, error.Message, error.Code, [], job)),
            _ => ErrorResults.Of(error),
        };
    }

    private static IReadOnlyList<UpgradeChange> Changes(UpgradePlan plan) =>
    [
        new UpgradeChange("modify", $"{plan.Facts.Extension.ExtensionId} goes from {plan.Installed.Release.Version} to {plan.Target.Release.Version}."),
        .. plan.Difference.Changes.Select(change => new UpgradeChange(
            change.Kind switch
            {
                ChangeKind.Added => "add",
                ChangeKind.Removed => "remove",
                _ => "modify",
            },
            change.Text)),
        .. ConsentRule.NewAnswers(plan.Facts.Terms(plan.Installation.OfferId), plan.Target.Offer.Terms)
            .Select(setting => new UpgradeChange("add", $"Needs an answer for “{setting.Label ?? setting.Key}” before it can run.")),
    ];

    private async Task<InstalledExtension> ExtensionAsync(Installation installation, string id, string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var form = await InstallationAnswers.FormAsync(db, installation.ReleaseId, cancellationToken);
        var values = await ConfigurationStore.ReadAsync(db, InstallationAnswers.Owner(installation), cancellationToken);
        return new InstalledExtension(
            id,
            name,
            Present: !installation.IsGone,
            Required: true,
            Secrets(form),
            [.. values.MissingSecrets(form).Select(field => field.Key)],
            [.. form.Fields.Where(field => field is { IsSecret: true, GenerateLength: not null } && values.Has(field)).Select(field => field.Key)]);
    }

    private static IReadOnlyList<InstalledSecret> Secrets(ConfigurationForm form) =>
        [.. form.Fields.Where(field => field.IsSecret).Select(field => new InstalledSecret(field.Key, field.Description ?? field.Label))];

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> ByExtension(InstalledExtension extension, IReadOnlyList<string> keys) =>
        keys.Count == 0 ? None : new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [extension.ExtensionId] = keys };

    /// <summary>Of a version that is blocked and deprecated, the block is what counts.</summary>
    private static string Status(Installation installation, bool isBlocked, bool isDeprecated) => installation.State switch
    {
        InstallationState.Active when isBlocked => ApiJson.Word(InstallationState.Suspended),
        InstallationState.Active when isDeprecated => "deprecated",
        var state => ApiJson.Word(state),
    };

    private static Dictionary<string, HealthCheckResponse> Health(InstallationDetails details, InstalledExtension extension)
    {
        var (installation, release) = (details.Installation, details.Installed.Release);
        var runs = installation.State is InstallationState.Active or InstallationState.Upgrading;
        var missing = extension.MissingSecrets.Count;
        return new Dictionary<string, HealthCheckResponse>(StringComparer.Ordinal)
        {
            ["installation"] = runs
                ? new(true, $"Version {release.Version} runs.")
                : new(false, details.Operations is [{ ErrorMessage: { } message }, ..] ? message : $"It is {ApiJson.Word(installation.State)}."),
            ["secrets"] = missing == 0
                ? new(true, "Every secret is there.")
                : new(false, $"{missing} missing: {string.Join(", ", extension.MissingSecrets)}."),
            ["version"] = release switch
            {
                { IsBlocked: true } => new(false, $"{release.Version} is blocked: {release.BlockReason} Upgrade it, roll it back or uninstall it."),
                { IsYanked: true } => new(false, $"{release.Version} was yanked: {release.YankReason}"),
                _ when details.Deprecation is { } deprecation => new(false, $"{release.Version} is deprecated: {deprecation.Reason}"),
                _ => new(true, "The installed version can be used."),
            },
        };
    }
}
