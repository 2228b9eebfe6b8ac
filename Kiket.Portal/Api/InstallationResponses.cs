using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;

namespace Kiket.Portal.Api;

public sealed record HealthCheckResponse(bool Ok, string Message);

public sealed record InstalledSecret(string Key, string Description);

/// <param name="MissingSecrets">Keys that the extension needs and nobody has entered.</param>
/// <param name="ScaffoldedSecrets">Keys that the portal made values for.</param>
public sealed record InstalledExtension(
    string ExtensionId,
    string Name,
    bool Present,
    bool Required,
    IReadOnlyList<InstalledSecret> Secrets,
    IReadOnlyList<string> MissingSecrets,
    IReadOnlyList<string> ScaffoldedSecrets);

public sealed record PolicyWindowResponse(string TimeZone, IReadOnlyList<string> Days, string From, string To);

public sealed record PolicyResponse(
    string Mode, int CoolDownDays, PolicyWindowResponse? Window, bool SecurityBypass, bool Pinned, IReadOnlyList<string> Skipped)
{
    public static PolicyResponse From(InstallationPolicy policy) => new(
        ApiJson.Word(policy.Mode),
        policy.CoolDownDays,
        policy.Window is { } window
            ? new PolicyWindowResponse(
                window.TimeZone,
                [.. window.Days.Select(ApiJson.Word)],
                window.From.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
                window.To.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture))
            : null,
        policy.SecurityBypass,
        policy.Pinned,
        policy.Skipped);
}

/// <summary>Which version comes next, and how.</summary>
/// <param name="Verdict">none, offer, consent, wait, upgrade or blocked.</param>
/// <param name="Reason">Why it waits or is blocked: cool_down, rollout, window, publisher_suspended, ownership_changed, repository_replaced.</param>
/// <param name="Until">When it is decided again.</param>
public sealed record NextVersionResponse(string Verdict, string? Version, string? Reason, DateTimeOffset? Until)
{
    public static NextVersionResponse From(UpgradeAdvice advice) => new(
        ApiJson.Word(advice.Verdict),
        advice.Candidate?.Version.ToString(),
        advice.Reason == UpgradeReason.None ? null : ApiJson.Word(advice.Reason),
        advice.Until);
}

/// <param name="State">queued, running, succeeded, failed or cancelled.</param>
/// <param name="Step">recheck, snapshot, call, switch, notify or farewell.</param>
/// <param name="Error">What went wrong, as a sentence; null when nothing did.</param>
public sealed record OperationResponse(
    Guid JobId,
    string Kind,
    string State,
    string Step,
    string From,
    string To,
    string? Error,
    string? Code,
    string? Warning,
    string RequestedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt)
{
    public static OperationResponse Of(InstallationOperation operation, InstallationDetails details) => new(
        operation.Id,
        ApiJson.Word(operation.Kind),
        ApiJson.Word(operation.State),
        ApiJson.Word(operation.Step),
        details.Version(operation.From.ReleaseId),
        details.Version(operation.To.ReleaseId),
        operation.ErrorMessage,
        operation.ErrorCode,
        operation.Warning,
        operation.RequestedByName,
        operation.CreatedAt,
        operation.FinishedAt);
}

/// <summary>A row of the list.</summary>
/// <param name="Status">
/// installing, active, upgrading, failed, suspended, uninstalling or uninstalled; suspended while an operator blocks its version, deprecated
/// while that is.
/// </param>
public sealed record InstallationSummary(
    long Id,
    string ProductId,
    string ProductName,
    string Product,
    string ProductVersion,
    string LatestVersion,
    string Status,
    string Organization,
    DateTimeOffset InstalledAt,
    IReadOnlyList<string> MissingExtensions,
    IReadOnlyDictionary<string, IReadOnlyList<string>> MissingExtensionSecrets,
    string Url);

public sealed record InstallationListResponse(IReadOnlyList<InstallationSummary> Installations, int Page, int PerPage, int Total);

/// <param name="Version">Raised by every change; send it as expected_version.</param>
/// <param name="RollbackVersion">The version that a rollback restores; null when it can't.</param>
public sealed record InstallationModel(
    long Id,
    string Status,
    string ProductId,
    string ProductName,
    string Product,
    string ProductVersion,
    string Organization,
    string Registry,
    DateTimeOffset InstalledAt,
    string InstalledBy,
    int Version,
    PolicyResponse Policy,
    NextVersionResponse Next,
    string? RollbackVersion,
    DateTimeOffset? RollbackUntil,
    OperationResponse? Operation,
    IReadOnlyDictionary<string, HealthCheckResponse> Health,
    IReadOnlyList<object> Repositories,
    IReadOnlyList<object> Projects,
    IReadOnlyList<InstalledExtension> Extensions,
    IReadOnlyList<string> MissingExtensions,
    IReadOnlyDictionary<string, IReadOnlyList<string>> MissingExtensionSecrets,
    IReadOnlyDictionary<string, IReadOnlyList<string>> ScaffoldedExtensionSecrets,
    IReadOnlyDictionary<string, string> OutputFields,
    string Url)
{
    /// <summary>Null while the installed version isn't deprecated.</summary>
    public InstalledDeprecation? Deprecation { get; init; }
}

/// <param name="SunsetAt">From when on nobody can install the version; null for never.</param>
/// <param name="RecommendedVersion">What to upgrade to; null when there is nothing yet.</param>
public sealed record InstalledDeprecation(string Reason, DateTimeOffset? SunsetAt, string? RecommendedVersion);

public sealed record InstallationResponse(InstallationModel Installation);

/// <param name="Actions">What would be done, as sentences.</param>
/// <param name="Consent">Send it with the call to agree to exactly this.</param>
public sealed record InstallPlanResponse(
    IReadOnlyList<string> Actions, IReadOnlyList<string> Permissions, IReadOnlyList<string> Hosts, long MonthlyCostCents, string Currency, string Consent);

public sealed record PlannedInstallation(
    string Status,
    string ProductId,
    string ProductVersion,
    InstallPlanResponse Plan,
    IReadOnlyList<InstalledExtension> Extensions,
    IReadOnlyDictionary<string, IReadOnlyList<string>> MissingExtensionSecrets,
    IReadOnlyDictionary<string, IReadOnlyList<string>> ScaffoldedExtensionSecrets);

public sealed record PlannedResponse(PlannedInstallation Installation);

/// <param name="Type">add, remove or modify.</param>
public sealed record UpgradeChange(string Type, string Description);

/// <param name="NeedsConsent">Whether the upgrade must be sent with this consent.</param>
public sealed record UpgradePreviewResponse(
    string From,
    string To,
    IReadOnlyList<UpgradeChange> Changes,
    bool NeedsConsent,
    string Consent,
    long MonthlyCostCentsBefore,
    long MonthlyCostCentsAfter,
    string Currency,
    string Url);

public sealed record JobResponse(Guid JobId);

public sealed record InstallationJob(long InstallationId, Guid JobId);

public sealed record NeededConsent(
    long InstallationId, string ExtensionId, string Version, IReadOnlyList<UpgradeChange> Difference, string Consent, string Url);

public sealed record FailedUpgrade(long InstallationId, string Error, string Code);

public sealed record BulkUpgradeResponse(
    IReadOnlyList<InstallationJob> Jobs, IReadOnlyList<NeededConsent> ConsentRequired, IReadOnlyList<FailedUpgrade> Failed);

/// <summary>A refusal that names the installation that is there already.</summary>
public sealed record AlreadyInstalledResponse(string Error, string Message, string Code, IReadOnlyList<ErrorDetail> Details, long Id);

/// <summary>A refusal that names the job that runs.</summary>
public sealed record OperationRunningResponse(string Error, string Message, string Code, IReadOnlyList<ErrorDetail> Details, Guid JobId);

/// <summary>A refusal with what somebody must agree to first.</summary>
/// <param name="Consent">Send it to agree to exactly this difference.</param>
/// <param name="Url">The page where a person reads it and agrees.</param>
public sealed record ConsentRequiredResponse(
    string Error, string Message, string Code, IReadOnlyList<ErrorDetail> Details, IReadOnlyList<UpgradeChange> Difference, string Consent, string Url);
