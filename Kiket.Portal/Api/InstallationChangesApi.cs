using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <summary>Changes one installation: policy, configuration, secrets, versions.</summary>
internal static class InstallationChangesApi
{
    public static void MapInstallationChangesApi(this IEndpointRouteBuilder api)
    {
        var one = api.MapGroup("/marketplace/installations/{id}").RequireAuthorization(ApiPolicies.Install).WithTags("Installations");
        one.MapPatch("/", ChangeAsync)
            .WithName("change_installation")
            .WithSummary("Change the policy or the configuration")
            .Accepts<ChangeInstallationBody>("application/json")
            .Produces<InstallationResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        one.MapPost("/secrets", AddSecretAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("set_installation_secret")
            .WithSummary("Set a secret of an installation")
            .Accepts<SecretBody>("application/json")
            .Produces<InstallationResponse>();
        one.MapPatch("/secrets/{key}", ChangeSecretAsync)
            .WithName("change_installation_secret")
            .WithSummary("Change a secret of an installation")
            .Accepts<SecretBody>("application/json")
            .Produces<InstallationResponse>();
        one.MapPost("/upgrade/preview", PreviewAsync)
            .WithName("preview_upgrade")
            .WithSummary("What an upgrade would change")
            .Accepts<UpgradeBody>("application/json")
            .Produces<UpgradePreviewResponse>();
        one.MapPost("/upgrade", UpgradeAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("upgrade")
            .WithSummary("Upgrade now")
            .WithDescription("Whatever the policy says. What asks for more needs the `consent` of the difference; a 409 shows both. "
                + "A version that is installed already answers 200 with the last job.")
            .Accepts<UpgradeBody>("application/json")
            .Produces<JobResponse>(StatusCodes.Status202Accepted)
            .Produces<JobResponse>()
            .Produces<ConsentRequiredResponse>(StatusCodes.Status409Conflict);
        one.MapPost("/rollback", RollBackAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("rollback")
            .WithSummary("Restore the version before the last upgrade")
            .WithDescription("For 30 days, with the configuration of that time. The version it leaves is skipped from then on.")
            .Produces<JobResponse>(StatusCodes.Status202Accepted)
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict);
        one.MapPost("/skip", SkipAsync)
            .WithName("skip_version")
            .WithSummary("Neither offer nor install a version")
            .Accepts<SkipBody>("application/json")
            .Produces<InstallationResponse>();
        one.MapPost("/pin", PinAsync)
            .WithName("pin")
            .WithSummary("Stay on the installed version")
            .Accepts<PinBody>("application/json")
            .Produces<InstallationResponse>();
        one.MapGet("/operations/{job_id}", OperationAsync)
            .WithName("operation")
            .WithSummary("How a job goes")
            .Produces<OperationResponse>();
    }

    private static ChangedInstallation Which(HttpContext context, long number, int? expected = null)
    {
        var caller = ApiCaller.Of(context);
        return new ChangedInstallation(number, caller.Access.OrganizationId, caller.Actor, expected);
    }

    private static async Task<IResult> ChangeAsync(
        string id,
        HttpContext context,
        ChangeInstallation change,
        ConfigureInstallation configure,
        InstallationQueries installations,
        WriteInstallation write,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<ChangeInstallationBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var which = Which(context, number, body.ExpectedVersion);
        if (!(await installations.FindAsync(number, which.OrganizationId, which.Actor, cancellationToken)).TryGet(out var details, out var error)
            || !(body.Policy ?? new PolicyBody()).ApplyTo(details.Installation.Policy).TryGet(out var policy, out error))
        {
            return ErrorResults.Of(error);
        }

        if (body.Configuration is { Count: > 0 })
        {
            if (!(await configure.RunAsync(which, ConfigurationInput.Of(body.Configuration), cancellationToken)).TryGet(out _, out error))
            {
                return ErrorResults.Of(error);
            }

            // The version that the caller saw was checked with the first change.
            which = which with { ExpectedVersion = null };
        }

        if (body.Policy is not null && await change.ChangePolicyAsync(which, policy, cancellationToken) is { Succeeded: false } refused)
        {
            return ErrorResults.Of(refused.Error);
        }

        return await InstallationsApi.ShowAsync(context, number, installations, write, StatusCodes.Status200OK, cancellationToken);
    }

    private static Task<IResult> AddSecretAsync(
        string id,
        HttpContext context,
        ConfigureInstallation configure,
        InstallationQueries installations,
        WriteInstallation write,
        CancellationToken cancellationToken) => SetSecretAsync(id, key: null, context, configure, installations, write, cancellationToken);

    private static Task<IResult> ChangeSecretAsync(
        string id,
        string key,
        HttpContext context,
        ConfigureInstallation configure,
        InstallationQueries installations,
        WriteInstallation write,
        CancellationToken cancellationToken) => SetSecretAsync(id, key, context, configure, installations, write, cancellationToken);

    private static async Task<IResult> SetSecretAsync(
        string id,
        string? key,
        HttpContext context,
        ConfigureInstallation configure,
        InstallationQueries installations,
        WriteInstallation write,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<SecretBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var which = Which(context, number);
        if (!(await installations.FindAsync(number, which.OrganizationId, which.Actor, cancellationToken)).TryGet(out _, out var error))
        {
            return ErrorResults.Of(error);
        }

        if ((key ?? body.Secret?.Key) is not { Length: > 0 } named || body.Secret?.Value is not { Length: > 0 } value)
        {
            return ErrorResults.Of(Error.Field("secret", "secret_missing", "Send {\"secret\": {\"key\": …, \"value\": …}}."));
        }

        return (await configure.SetSecretAsync(which, named, value, cancellationToken)).TryGet(out _, out error)
            ? await InstallationsApi.ShowAsync(context, number, installations, write, StatusCodes.Status200OK, cancellationToken)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> PreviewAsync(
        string id,
        HttpContext context,
        UpgradeInstallation upgrade,
        OrganizationAccess organizations,
        WriteInstallation write,
        CancellationToken cancellationToken)
    {
        var (request, refusal) = await RequestAsync(id, context);
        if (request is null)
        {
            return refusal!;
        }

        return (await InstallationsApi.OrganizationAsync(context, organizations, named: null, cancellationToken)).TryGet(out var organization, out var error)
            && (await upgrade.PreviewAsync(request, cancellationToken)).TryGet(out var plan, out error)
                ? Results.Json(write.Preview(context.Request, plan, organization.Slug), ApiJson.Writing)
                : ErrorResults.Of(error);
    }

    private static async Task<IResult> UpgradeAsync(
        string id,
        HttpContext context,
        UpgradeInstallation upgrade,
        OrganizationAccess organizations,
        WriteInstallation write,
        CancellationToken cancellationToken)
    {
        var (request, refusal) = await RequestAsync(id, context);
        if (request is null)
        {
            return refusal!;
        }

        if (!(await InstallationsApi.OrganizationAsync(context, organizations, named: null, cancellationToken)).TryGet(out var organization, out var error)
            || !(await upgrade.RunAsync(request, cancellationToken)).TryGet(out var outcome, out error))
        {
            return WriteInstallation.Refuse(error);
        }

        if (outcome.Missing is { } missing)
        {
            var body = write.Refusal(context.Request, missing, outcome.IsStale, organization.Slug);
            return ErrorResults.Of(Error.Conflict(body.Code, body.Error), body);
        }

        return Results.Json(
            new JobResponse(outcome.OperationId ?? Guid.Empty),
            ApiJson.Writing,
            statusCode: outcome.IsSame ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<(UpgradeInstallationRequest? Request, IResult? Refusal)> RequestAsync(string id, HttpContext context)
    {
        var (body, refusal) = await ApiBody.ReadAsync<UpgradeBody>(context);
        if (body is null)
        {
            return (null, refusal);
        }

        if (InstallationsApi.Number(id) is not { } number)
        {
            return (null, InstallationsApi.NotFound(id));
        }

        var caller = ApiCaller.Of(context);
        return (new UpgradeInstallationRequest(number, caller.Access.OrganizationId, body.Version, body.Consent, caller.Actor)
        {
            Configuration = ConfigurationInput.Of(body.Configuration),
        }, null);
    }

    private static async Task<IResult> RollBackAsync(string id, HttpContext context, RollBackInstallation rollBack, CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        return (await rollBack.RunAsync(number, caller.Access.OrganizationId, caller.Actor, cancellationToken)).TryGet(out var job, out var error)
            ? Results.Json(new JobResponse(job), ApiJson.Writing, statusCode: StatusCodes.Status202Accepted)
            : WriteInstallation.Refuse(error);
    }

    private static async Task<IResult> SkipAsync(
        string id,
        HttpContext context,
        ChangeInstallation change,
        InstallationQueries installations,
        WriteInstallation write,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<SkipBody>(context);
        return body is null ? refusal! : await ChangedAsync(
            id, context, installations, write, number => change.SkipAsync(Which(context, number), body.Version, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> PinAsync(
        string id,
        HttpContext context,
        ChangeInstallation change,
        InstallationQueries installations,
        WriteInstallation write,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<PinBody>(context);
        return body is null ? refusal! : await ChangedAsync(
            id, context, installations, write, number => change.PinAsync(Which(context, number), body.Pinned ?? true, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> ChangedAsync(
        string id,
        HttpContext context,
        InstallationQueries installations,
        WriteInstallation write,
        Func<long, Task<Result>> change,
        CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var changed = await change(number);
        return changed.Succeeded
            ? await InstallationsApi.ShowAsync(context, number, installations, write, StatusCodes.Status200OK, cancellationToken)
            : ErrorResults.Of(changed.Error);
    }

    private static async Task<IResult> OperationAsync(
        string id, string job_id, HttpContext context, InstallationQueries installations, CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        if (!(await installations.FindAsync(number, caller.Access.OrganizationId, caller.Actor, cancellationToken)).TryGet(out var details, out var error))
        {
            return ErrorResults.Of(error);
        }

        return Guid.TryParse(job_id, out var job) && await installations.OperationAsync(details.Installation.Id, job, cancellationToken) is { } operation
            ? Results.Json(OperationResponse.Of(operation, details), ApiJson.Writing)
            : ErrorResults.Of(Error.NotFound("operation_not_found", "This installation has no such job. Check the id."));
    }
}
