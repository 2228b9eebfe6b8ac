using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <param name="Period">A month that is over, such as 2026-03.</param>
/// <param name="Kind">invoices or statements.</param>
/// <param name="DryRun">Stores nothing.</param>
public sealed record RunBody(string? Period = null, string? Kind = null, bool DryRun = false);

/// <param name="Documents">Invoices or statements.</param>
public sealed record RunCountsResponse(int Documents);

/// <param name="NetCents">Of invoices without tax; of statements what publishers earned.</param>
/// <param name="TotalCents">Of invoices with tax; of statements what is paid out.</param>
public sealed record RunTotalsResponse(long NetCents, long TotalCents, string Currency);

/// <param name="Id">Null for a dry run.</param>
/// <param name="State">drafting, checked, issuing or issued; dry_run for a dry run.</param>
/// <param name="Checks">What is wrong; empty when nothing is.</param>
public sealed record RunResponse(
    Guid? Id, string Period, RunKind Kind, string State, IReadOnlyList<string> Checks, RunCountsResponse Counts, RunTotalsResponse Totals);

/// <summary>Operators start the invoices and statements of a month.</summary>
internal static class BillingRunsApi
{
    public static void MapBillingRunsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/operations/billing").RequireAuthorization(ApiPolicies.Operate).WithTags("Operating");
        group.MapPost("/runs", StartAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("start_billing_run")
            .WithSummary("Start the invoices or statements of a month")
            .WithDescription(
                "Both start by themselves as well, whichever is first. Earlier months that are open are run before. Invoices are drafted and checked, and "
                + "issued at noon (UTC) of the third unless an operator holds them.")
            .Accepts<RunBody>("application/json")
            .Produces<RunResponse>()
            .Produces<RunResponse>(StatusCodes.Status202Accepted)
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/runs/{id}", FindAsync)
            .WithName("billing_run")
            .WithSummary("How a month's invoices or statements are coming along")
            .Produces<RunResponse>();
    }

    private static async Task<IResult> StartAsync(HttpContext context, StartRun start, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<RunBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (BillingMonth.Parse(body.Period) is not { } month)
        {
            return ErrorResults.Of(Error.Field("period", "period_invalid", "Send period as a month such as 2026-03."));
        }

        if (Enum.GetValues<RunKind>().Where(one => ApiJson.Word(one) == body.Kind).ToList() is not [var kind])
        {
            return ErrorResults.Of(Error.Field("kind", "kind_invalid", "Send kind as invoices or statements."));
        }

        return (await start.RunAsync(month, kind, body.DryRun, ApiCaller.Of(context).Actor, cancellationToken)).TryGet(out var run, out var error)
            ? Results.Json(
                Model(run), ApiJson.Writing,
                statusCode: run.IsNew && run.Run is not null ? StatusCodes.Status202Accepted : StatusCodes.Status200OK)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> FindAsync(string id, HttpContext context, StartRun runs, CancellationToken cancellationToken) =>
        (await runs.FindAsync(Guid.TryParse(id, out var known) ? known : Guid.Empty, ApiCaller.Of(context).Actor, cancellationToken))
            .TryGet(out var run, out var error)
            ? Results.Json(Model(run), ApiJson.Writing)
            : ErrorResults.Of(error);

    private static RunResponse Model(MonthRun run) => new(
        run.Run?.Id,
        run.Month.ToString(),
        run.Kind,
        run.Run is { } known ? ApiJson.Word(known.State) : "dry_run",
        run.Checks,
        new RunCountsResponse(run.Count),
        new RunTotalsResponse(run.NetCents, run.TotalCents, "USD"));
}
