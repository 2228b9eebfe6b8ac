using System.Globalization;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using InstalledPolicy = Kiket.Portal.Installations.Deciding.InstallationPolicy;

namespace Kiket.Portal.Api;

/// <summary>Installs, lists and uninstalls, as the command line calls it.</summary>
internal static class InstallationsApi
{
    public static void MapInstallationsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/marketplace/installations").RequireAuthorization(ApiPolicies.Install).WithTags("Installations");
        group.MapPost("/", InstallAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("install")
            .WithSummary("Install an extension")
            .WithDescription("With `dry_run` nothing is stored, and the plan names permissions, hosts and the monthly cost. "
                + "The call itself agrees to the current terms, unless `consent` names the ones that were shown.")
            .Accepts<InstallBody>("application/json")
            .Produces<InstallationResponse>(StatusCodes.Status201Created)
            .Produces<PlannedResponse>()
            .Produces<AlreadyInstalledResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/", ListAsync)
            .WithName("installations")
            .WithSummary("The installations of the token's organization")
            .Takes("organization", "Slug or id of the token's organization.")
            .TakesPages()
            .Produces<InstallationListResponse>();
        group.MapGet("/{id}", FindAsync)
            .WithName("installation")
            .WithSummary("An installation")
            .Produces<InstallationResponse>();
        group.MapPost("/{id}/refresh", FindAsync)
            .WithName("refresh_installation")
            .WithSummary("An installation, read anew")
            .Produces<InstallationResponse>();
        group.MapDelete("/{id}", DeleteAsync)
            .WithName("uninstall")
            .WithSummary("Uninstall an extension")
            .WithDescription("Secrets are deleted at once. `preserve_data=true` keeps the configuration for 30 days; otherwise it is deleted too. "
                + "Deleting twice answers 204 twice.")
            .Takes("preserve_data", "`true` keeps the configuration for 30 days. A key without a value is an option that isn't set.")
            .Produces(StatusCodes.Status204NoContent);
    }

    /// <summary>The number in an address; null for anything else.</summary>
    public static long? Number(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IResult NotFound(string id) => ErrorResults.Of(Error.NotFound(
        "installation_not_found",
        $"Your organization has no installation “{ApiQuery.Short(id)}”. GET /api/v1/marketplace/installations lists them."));

    /// <summary>The token's organization; any other looks like none.</summary>
    /// <param name="named">Slug or id; null for the token's.</param>
    public static async Task<Result<OrganizationMember>> OrganizationAsync(
        HttpContext context, OrganizationAccess organizations, string? named, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        var absent = Error.NotFound(
            "organization_not_found",
            $"This token has no access to an organization “{ApiQuery.Short(named ?? "")}”. GET /api/v1/me returns the one it belongs to.");
        var slug = string.IsNullOrWhiteSpace(named) ? caller.Access.OrganizationId.ToString() : named.Trim();
        var found = await organizations.RequireAsync(slug, caller.Actor.UserId, OrganizationRole.Member, cancellationToken);
        return found.TryGet(out var member, out _) && member.OrganizationId == caller.Access.OrganizationId ? member : absent;
    }

    /// <summary>The installation as it is now.</summary>
    public static async Task<IResult> ShowAsync(
        HttpContext context, long number, InstallationQueries installations, WriteInstallation write, int status, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        if (!(await installations.FindAsync(number, caller.Access.OrganizationId, caller.Actor, cancellationToken)).TryGet(out var details, out var error))
        {
            return ErrorResults.Of(error);
        }

        write.Headers.Add(context, details.Facts.Extension.Registry, details.Facts.Extension.ExtensionId, details.Deprecation);
        return Results.Json(
            new InstallationResponse(await write.ModelAsync(context.Request, details, cancellationToken)), ApiJson.Writing, statusCode: status);
    }

    private static async Task<IResult> InstallAsync(
        HttpContext context,
        InstallExtension install,
        InstallationQueries installations,
        OrganizationAccess organizations,
        WriteInstallation write,
        IDbContextFactory<PortalDb> databases,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<InstallBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (string.IsNullOrWhiteSpace(body.ProductId))
        {
            return ErrorResults.Of(Error.Field("product_id", "product_missing", "Send the product_id of what to install, such as dev.acme.alerts."));
        }

        if (!(await OrganizationAsync(context, organizations, body.Organization, cancellationToken)).TryGet(out var organization, out var error)
            || !(body.Policy ?? new PolicyBody()).ApplyTo(InstalledPolicy.Default).TryGet(out var policy, out error))
        {
            return ErrorResults.Of(error);
        }

        var request = new InstallExtensionRequest(
            organization.Slug, body.ProductId, Registry: null, body.Version, body.Consent, ApiCaller.Of(context).Actor)
        {
            Policy = policy,
            Configuration = ConfigurationInput.Of(body.Configuration),
        };
        if (body.DryRun == true)
        {
            return await PlanAsync(install, request, write, databases, cancellationToken);
        }

        return (await install.RunAsync(request, cancellationToken)).TryGet(out var started, out error)
            ? await ShowAsync(context, started.Number, installations, write, StatusCodes.Status201Created, cancellationToken)
            : WriteInstallation.Refuse(error);
    }

    private static async Task<IResult> PlanAsync(
        InstallExtension install,
        InstallExtensionRequest request,
        WriteInstallation write,
        IDbContextFactory<PortalDb> databases,
        CancellationToken cancellationToken)
    {
        if (!(await install.PlanAsync(request, cancellationToken)).TryGet(out var plan, out var error))
        {
            return WriteInstallation.Refuse(error);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var form = await InstallationAnswers.FormAsync(db, plan.Target.Release.Id, cancellationToken);
        return Results.Json(new PlannedResponse(write.Planned(plan, form)), ApiJson.Writing);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        InstallationQueries installations,
        OrganizationAccess organizations,
        WriteInstallation write,
        PublicAddress address,
        CancellationToken cancellationToken)
    {
        if (!ApiQuery.Page(context.Request, PageRequest.MaxSize).TryGet(out var request, out var error)
            || !(await OrganizationAsync(context, organizations, ApiQuery.Text(context.Request, "organization"), cancellationToken))
                .TryGet(out var organization, out error))
        {
            return ErrorResults.Of(error);
        }

        var page = await installations.ForOrganizationAsync(organization.OrganizationId, request, cancellationToken);
        var rows = new List<InstallationSummary>();
        foreach (var row in page.Items)
        {
            rows.Add(await write.SummaryAsync(context.Request, row, cancellationToken));
        }

        ApiPages.AddLinks(context, page, address);
        return Results.Json(new InstallationListResponse(rows, request.Number, request.Size, page.Total), ApiJson.Writing);
    }

    private static async Task<IResult> FindAsync(
        string id, HttpContext context, InstallationQueries installations, WriteInstallation write, CancellationToken cancellationToken) =>
        Number(id) is { } number
            ? await ShowAsync(context, number, installations, write, StatusCodes.Status200OK, cancellationToken)
            : NotFound(id);

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, UninstallExtension uninstall, CancellationToken cancellationToken)
    {
        if (Number(id) is not { } number)
        {
            return NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        // Unlike other switches, a bare key is off: it is an option that the caller didn't set, and then the client says that data are deleted.
        var keeps = ApiQuery.Text(context.Request, "preserve_data")?.ToLowerInvariant() is "true" or "1" or "yes";
        var result = await uninstall.RunAsync(
            new UninstallExtensionRequest(
                number,
                caller.Access.OrganizationId,
                DepartureReason.Other,
                Text: "",
                ShareName: true,
                keeps ? DepartureData.Keep : DepartureData.DeleteNow,
                caller.Actor),
            cancellationToken);
        return result.Succeeded ? Results.NoContent() : WriteInstallation.Refuse(result.Error);
    }
}
