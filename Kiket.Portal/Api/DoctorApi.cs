using System.Globalization;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Deciding;
using Kiket.Portal.Installations.Deprecations;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

public sealed record ExtensionHealth(string Status, string Message);

public sealed record HealthyExtension(string Name, string ExtensionId, ExtensionHealth Health);

public sealed record HealthyExtensionsResponse(IReadOnlyList<HealthyExtension> Extensions);

public sealed record Diagnosis(
    string ExtensionId,
    string ExtensionName,
    string Status,
    bool Required,
    string Error,
    string ProjectName,
    string ProjectId,
    string Recommendation,
    string AdminPath);

public sealed record DiagnosticsResponse(IReadOnlyList<Diagnosis> Extensions, IReadOnlyList<object> Definitions);

public sealed record SecretsHealthResponse(int SecretCount, IReadOnlyList<object> ExpiringSoon, IReadOnlyList<object> Invalid);

public sealed record WorkflowsResponse(IReadOnlyList<object> Workflows);

/// <param name="Reason">Why the version ends or was yanked, in the publisher's words.</param>
/// <param name="SunsetAt">From when on nobody can install it; null for never.</param>
/// <param name="RecommendedVersion">What to upgrade to; null when there is nothing yet.</param>
/// <param name="RequiresConsent">Whether a person must agree to what that version asks for.</param>
/// <param name="Change">patch, minor or major; null without a version to upgrade to.</param>
/// <param name="Changes">How many permissions, hosts, settings and prices differ.</param>
public sealed record UpgradeRecommendationResponse(
    long InstallationId,
    string ExtensionId,
    string Name,
    string CurrentVersion,
    bool Deprecated,
    bool Yanked,
    string? Reason,
    DateTimeOffset? SunsetAt,
    string? RecommendedVersion,
    bool RequiresConsent,
    string? Change,
    int Changes,
    string Url);

public sealed record RecommendationsResponse(IReadOnlyList<UpgradeRecommendationResponse> UpgradeRecommendations);

public sealed record UsageResponse(
    string StartAt, string EndAt, string Unit, IReadOnlyDictionary<string, object> Totals, IReadOnlyDictionary<string, object> Series);

public sealed record BillingTotals(long InvoicedCents, long PaidCents, long OutstandingCents);

public sealed record BillingResponse(string StartAt, string EndAt, BillingTotals Totals, IReadOnlyList<ReportedInvoice> Invoices);

/// <param name="Id">The invoice's number.</param>
public sealed record ReportedInvoice(string Id, string Status, long AmountCents, DateTimeOffset IssuedAt, DateTimeOffset? PaidAt);

/// <summary>
/// What the command line's doctor and reports ask for. What nothing measures yet is answered in its final shape, with zeros and empty lists.
/// </summary>
internal static class DoctorApi
{
    public static void MapDoctorApi(this IEndpointRouteBuilder api)
    {
        var any = api.MapGroup("").RequireAuthorization(ApiPolicies.Token).WithTags("Diagnostics");
        any.MapGet("/extensions", ExtensionsAsync)
            .WithName("installed_extensions")
            .WithSummary("How the installed extensions are")
            .Takes("organization", "Slug or id of the token's organization.")
            .Takes("product_installation", "The id of one installation.")
            .Produces<HealthyExtensionsResponse>();
        any.MapGet("/extensions/upgrade_recommendations", RecommendAsync)
            .WithName("upgrade_recommendations")
            .WithSummary("Installations on deprecated or yanked versions, with what to upgrade to")
            .Takes("organization_id", "Slug or id of the token's organization.")
            .Produces<RecommendationsResponse>();
        any.MapGet("/diagnostics", DiagnoseAsync)
            .WithName("diagnostics")
            .WithSummary("What is wrong with installed extensions")
            .Takes("organization_id", "Slug or id of the token's organization.")
            .Produces<DiagnosticsResponse>();
        any.MapGet("/secrets/health", SecretsAsync)
            .WithName("secrets_health")
            .WithSummary("The state of stored secrets")
            .Takes("organization", "Slug or id of the token's organization.")
            .Produces<SecretsHealthResponse>();
        any.MapGet("/workflows", WorkflowsAsync)
            .WithName("workflows")
            .WithSummary("Workflows of installed products")
            .Takes("organization", "Slug or id of the token's organization.")
            .Produces<WorkflowsResponse>();
        any.MapGet("/analytics/usage", UsageAsync)
            .WithName("usage_report")
            .WithSummary("Metered usage")
            .Takes("organization", "Slug or id of the token's organization.")
            .Takes("start_at", "A date; the first of this month when left out.")
            .Takes("end_at", "A date; today when left out.")
            .Takes("group_by", "The unit of the series.")
            .Produces<UsageResponse>();
        api.MapGet("/analytics/billing", BillingAsync)
            .RequireAuthorization(ApiPolicies.Billing)
            .WithTags("Billing")
            .WithName("billing_report")
            .WithSummary("Invoices")
            .Takes("organization", "Slug or id of the token's organization.")
            .Takes("start_at", "A date; the first of this month when left out.")
            .Takes("end_at", "A date; today when left out.")
            .Produces<BillingResponse>();
    }

    private static Task<IResult> ExtensionsAsync(
        HttpContext context,
        InstallationQueries installations,
        OrganizationAccess organizations,
        WriteInstallation write,
        CancellationToken cancellationToken) => ForAsync(
        context,
        organizations,
        "organization",
        async member => new HealthyExtensionsResponse([.. (await AllAsync(context, member, installations, write, cancellationToken))
            .Select(row => new HealthyExtension(row.ProductName, row.ProductId, Health(row)))]),
        cancellationToken);

    private static Task<IResult> DiagnoseAsync(
        HttpContext context,
        InstallationQueries installations,
        OrganizationAccess organizations,
        WriteInstallation write,
        CancellationToken cancellationToken) => ForAsync(
        context,
        organizations,
        "organization_id",
        async member => new DiagnosticsResponse(
            [.. (await AllAsync(context, member, installations, write, cancellationToken)).Where(row => Health(row).Status != "healthy").Select(Diagnose)], []),
        cancellationToken);

    private static Task<IResult> RecommendAsync(
        HttpContext context, RecommendUpgrades recommend, OrganizationAccess organizations, WriteInstallation write, CancellationToken cancellationToken) =>
        ForAsync(
            context,
            organizations,
            "organization_id",
            async member => new RecommendationsResponse([.. (await recommend.RunAsync(member.OrganizationId, cancellationToken))
                .Select(one => Recommendation(one, write.Url(context.Request, member.Slug, one.Number)))]),
            cancellationToken);

    private static UpgradeRecommendationResponse Recommendation(UpgradeRecommendation one, string url) => new(
        one.Number,
        one.ExtensionId,
        one.Name,
        one.Version,
        one.IsDeprecated,
        one.IsYanked,
        one.Reason,
        one.SunsetAt,
        one.Target,
        one.NeedsConsent,
        one.Class switch
        {
            UpgradeMode.Patch => "patch",
            UpgradeMode.Minor => "minor",
            UpgradeMode.All => "major",
            _ => null,
        },
        one.Changes,
        one.Target is null ? url : $"{url}/upgrade/{Uri.EscapeDataString(one.Target)}");

    private static Task<IResult> SecretsAsync(
        HttpContext context, PublisherSecrets secrets, OrganizationAccess organizations, CancellationToken cancellationToken) => ForAsync(
        context,
        organizations,
        "organization",
        async member => new SecretsHealthResponse(await secrets.CountAsync(member.OrganizationId, cancellationToken), [], []),
        cancellationToken);

    private static Task<IResult> WorkflowsAsync(HttpContext context, OrganizationAccess organizations, CancellationToken cancellationToken) =>
        ForAsync(context, organizations, "organization", _ => Task.FromResult(new WorkflowsResponse([])), cancellationToken);

    private static Task<IResult> UsageAsync(
        HttpContext context, OrganizationAccess organizations, TimeProvider clock, CancellationToken cancellationToken) => ReportAsync(
        context,
        organizations,
        clock,
        (from, to) => new UsageResponse(
            from,
            to,
            ApiQuery.Text(context.Request, "group_by") ?? "day",
            new Dictionary<string, object>(StringComparer.Ordinal),
            new Dictionary<string, object>(StringComparer.Ordinal)),
        cancellationToken);

    private static async Task<IResult> BillingAsync(
        HttpContext context, OrganizationAccess organizations, InvoiceQueries queries, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = BillingMonth.DayOf(clock.GetUtcNow());
        if (!Date(context.Request, "start_at", BillingMonth.Of(today).First).TryGet(out var from, out var error)
            || !Date(context.Request, "end_at", today).TryGet(out var to, out error))
        {
            return ErrorResults.Of(error);
        }

        return await ForAsync(
            context,
            organizations,
            "organization",
            async member =>
            {
                var issued = await queries.IssuedAsync(member.OrganizationId, from, to, cancellationToken);
                var now = BillingMonth.DayOf(clock.GetUtcNow());
                return new BillingResponse(
                    from.ToString("O", CultureInfo.InvariantCulture),
                    to.ToString("O", CultureInfo.InvariantCulture),
                    new BillingTotals(
                        issued.Sum(invoice => invoice.TotalCents), issued.Sum(invoice => invoice.PaidCents), issued.Sum(invoice => invoice.OpenCents)),
                    [.. issued.Select(one => new ReportedInvoice(
                        one.Number!, ApiJson.Word(one.StateOn(now)), one.TotalCents, one.IssuedAt!.Value, one.PaidAt))]);
            },
            cancellationToken);
    }

    private static Task<IResult> ReportAsync<T>(
        HttpContext context, OrganizationAccess organizations, TimeProvider clock, Func<string, string, T> write, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return !Date(context.Request, "start_at", new DateOnly(today.Year, today.Month, 1)).TryGet(out var from, out var error)
            || !Date(context.Request, "end_at", today).TryGet(out var to, out error)
                ? Task.FromResult(ErrorResults.Of(error))
                : ForAsync(
                    context,
                    organizations,
                    "organization",
                    _ => Task.FromResult(write(from.ToString("O", CultureInfo.InvariantCulture), to.ToString("O", CultureInfo.InvariantCulture))),
                    cancellationToken);
    }

    /// <summary>A date, or an instant of which the date counts.</summary>
    private static Result<DateOnly> Date(HttpRequest request, string key, DateOnly fallback)
    {
        if (ApiQuery.Text(request, key) is not { } text)
        {
            return fallback;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? DateOnly.FromDateTime(instant.UtcDateTime)
            : ApiQuery.Refusal(key, $"{key} must be a date, such as 2026-03-01.");
    }

    private static async Task<IResult> ForAsync<T>(
        HttpContext context,
        OrganizationAccess organizations,
        string parameter,
        Func<OrganizationMember, Task<T>> write,
        CancellationToken cancellationToken) =>
        (await InstallationsApi.OrganizationAsync(context, organizations, ApiQuery.Text(context.Request, parameter), cancellationToken))
            .TryGet(out var member, out var error)
            ? Results.Json(await write(member), ApiJson.Writing)
            : ErrorResults.Of(error);

    private static async Task<IReadOnlyList<InstallationSummary>> AllAsync(
        HttpContext context, OrganizationMember member, InstallationQueries installations, WriteInstallation write, CancellationToken cancellationToken)
    {
        var only = ApiQuery.Text(context.Request, "product_installation");
        var page = await installations.ForOrganizationAsync(member.OrganizationId, new PageRequest(1, PageRequest.MaxSize), cancellationToken);
        var rows = new List<InstallationSummary>();
        foreach (var row in page.Items.Where(row => only is null || only == row.Installation.Number.ToString(CultureInfo.InvariantCulture)))
        {
            rows.Add(await write.SummaryAsync(context.Request, row, cancellationToken));
        }

        return rows;
    }

    private static ExtensionHealth Health(InstallationSummary row) => (row.Status, row.MissingExtensionSecrets.Count) switch
    {
        ("failed", _) => new("failed", "It could not be installed."),
        ("suspended", _) => new("failed", "It is suspended."),
        ("deprecated", _) => new("degraded", "Its version is deprecated."),
        (_, > 0) => new("degraded", $"Secrets are missing: {string.Join(", ", row.MissingExtensionSecrets.Values.SelectMany(keys => keys))}."),
        _ => new("healthy", "It runs."),
    };

    private static Diagnosis Diagnose(InstallationSummary row)
    {
        var health = Health(row);
        var advice = row.Status == "failed" ? "Install it again, or uninstall it." : "Open its page and fix what is named.";
        return new Diagnosis(
            row.ProductId,
            row.ProductName,
            health.Status,
            Required: true,
            health.Message,
            ProjectName: "",
            ProjectId: "",
            advice,
            new Uri(row.Url).AbsolutePath);
    }
}
