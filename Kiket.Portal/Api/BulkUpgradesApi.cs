using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <summary>Upgrades many installations of an organization at once.</summary>
internal static class BulkUpgradesApi
{
    public static void MapBulkUpgradesApi(this IEndpointRouteBuilder api) => api.MapPost("/organizations/{organization}/upgrades", RunAsync)
        .AddEndpointFilter<HonourIdempotencyKey>()
        .RequireAuthorization(ApiPolicies.Install)
        .WithTags("Installations")
        .WithName("upgrade_all")
        .WithSummary("Upgrade what needs nobody's consent")
        .WithDescription("Each to the highest version that is offered. What asks for more is listed with its difference, to be agreed to one by one.")
        .Accepts<BulkUpgradeBody>("application/json")
        .Produces<BulkUpgradeResponse>(StatusCodes.Status202Accepted);

    private static async Task<IResult> RunAsync(
        string organization,
        HttpContext context,
        UpgradeInstallation upgrade,
        InstallationQueries installations,
        OrganizationAccess organizations,
        WriteInstallation write,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<BulkUpgradeBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var caller = ApiCaller.Of(context);
        if (!(await InstallationsApi.OrganizationAsync(context, organizations, organization, cancellationToken)).TryGet(out var member, out var error)
            || !(await organizations.RequireAsync(member.OrganizationId, caller.Actor.UserId, OrganizationRole.Admin, cancellationToken))
                .TryGet(out _, out error))
        {
            return ErrorResults.Of(error);
        }

        var (jobs, consents, failed) = (new List<InstallationJob>(), new List<NeededConsent>(), new List<FailedUpgrade>());
        foreach (var number in body.Installations?.Distinct().Take(PageRequest.MaxSize) ?? await AllAsync(member, installations, cancellationToken))
        {
            var request = new UpgradeInstallationRequest(number, member.OrganizationId, Version: null, Consent: null, caller.Actor);
            if (!(await upgrade.RunAsync(request, cancellationToken)).TryGet(out var outcome, out error))
            {
                failed.Add(new FailedUpgrade(number, error.Message, error.Code));
            }
            else if (outcome.Missing is { } missing)
            {
                consents.Add(write.Needed(context.Request, missing, member.Slug));
            }
            else if (outcome is { IsSame: false, OperationId: { } job })
            {
                jobs.Add(new InstallationJob(number, job));
            }
        }

        return Results.Json(new BulkUpgradeResponse(jobs, consents, failed), ApiJson.Writing, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IEnumerable<long>> AllAsync(OrganizationMember member, InstallationQueries installations, CancellationToken cancellationToken)
    {
        var numbers = new List<long>();
        Page<InstallationRow> page;
        var number = 1;
        do
        {
            page = await installations.ForOrganizationAsync(member.OrganizationId, new PageRequest(number++, PageRequest.MaxSize), cancellationToken);
            numbers.AddRange(page.Items.Where(row => row.Installation.State == InstallationState.Active).Select(row => row.Installation.Number));
        }
        while (page.HasNext);

        return numbers;
    }
}
