namespace Kiket.Portal.Api;

/// <summary>All routes of the HTTP API.</summary>
public static class ApiRoutes
{
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        var version1 = endpoints.MapGroup("/api/v1").DisableAntiforgery();
        version1.MapHealthApi();
        version1.MapWebhookApi();
        version1.MapStripeWebhook();
        version1.MapTelemetryApi();

        var counted = version1.MapGroup("").AddEndpointFilter<RouteGroupBuilder, CountCalls>();
        counted.MapAccountApi();
        counted.MapPublishApi();
        counted.MapSubmissionsApi();
        counted.MapReviewsApi();
        counted.MapRegistryApi();
        counted.MapWebhookSettingsApi();
        counted.MapBuildsApi();
        counted.MapProductsApi();
        counted.MapInstallationsApi();
        counted.MapInstallationChangesApi();
        counted.MapBulkUpgradesApi();
        counted.MapUsageApi();
        counted.MapHostingApi();
        counted.MapBillingApi();
        counted.MapPayoutsApi();
        counted.MapOperationsBillingApi();
        counted.MapBillingRunsApi();
        counted.MapYankApi();
        counted.MapRolloutApi();
        counted.MapDeprecationsApi();
        counted.MapRatingsApi();
        counted.MapSupportApi();
        counted.MapExtensionSecretsApi();
        counted.MapDoctorApi();
        counted.MapMarketplaceTelemetryApi();
        counted.MapAnalyticsApi();

        endpoints.MapRuntimeKeys();
        endpoints.MapOpenApi("/openapi/{documentName}.json");
        endpoints.MapApiReference();
        return endpoints;
    }
}
