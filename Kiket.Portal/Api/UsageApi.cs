using System.Globalization;
using System.Text.Json;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

public sealed record UsageBody(IReadOnlyList<UsageEventBody?>? Events = null);

/// <summary>One event. Its values aren't parameters, because a value that isn't there can't be written as its default.</summary>
public sealed record UsageEventBody
{
    /// <summary>Yours. The same id is counted once for each installation.</summary>
    public JsonElement EventId { get; init; }

    /// <summary>The installation's number.</summary>
    public JsonElement InstallationId { get; init; }

    /// <summary>The key of one of the price's meters.</summary>
    public JsonElement Meter { get; init; }

    /// <summary>A whole number above 0.</summary>
    public JsonElement Quantity { get; init; }

    /// <summary>With a time zone, such as 2026-03-12T15:20:00Z.</summary>
    public JsonElement OccurredAt { get; init; }

    /// <summary>What can't be read becomes null: one wrong event is refused by itself, and the others count.</summary>
    internal SentUsage Sent => new(Text(EventId), Whole(InstallationId), Text(Meter), Whole(Quantity), Instant(OccurredAt));

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>Without a time zone nobody knows which day it is.</summary>
    private static DateTimeOffset? Instant(JsonElement value) =>
        Text(value) is { } text && value.TryGetDateTimeOffset(out var instant)
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            ? instant
            : null;
}

/// <param name="Code">Why it is refused; null otherwise.</param>
public sealed record UsageResultResponse(string? EventId, UsageStatus Status, string? Code);

/// <param name="Accepted">How many of these events count, late ones included.</param>
/// <param name="Duplicates">How many were received before.</param>
/// <param name="Capped">Installations that have reached their customer's cap. More is counted and not charged.</param>
public sealed record UsageEventsResponse(int Accepted, int Duplicates, IReadOnlyList<UsageResultResponse> Results, IReadOnlyList<long> Capped);

/// <param name="InstallationId">Only needed when several installations have an event with this id.</param>
public sealed record VoidBody(long? InstallationId = null);

public sealed record VoidResponse(string EventId, string Status, DateTimeOffset VoidedAt);

public sealed record UsageCapBody
{
    /// <summary>The most that a month's usage may cost; null for no cap.</summary>
    public JsonElement CapCents { get; init; }
}

/// <param name="ChargedUnits">Units above what is included and below the meter's own cap.</param>
/// <param name="GrossCents">What they cost below the installation's cap.</param>
public sealed record MeterUsage(
    string Key, string Name, string Unit, long Quantity, long Included, long? Cap, long UnitPriceMicros, long ChargedUnits, long GrossCents);

/// <param name="Capped">More usage costs nothing more.</param>
public sealed record InstallationUsageResponse(
    long InstallationId, string Period, IReadOnlyList<MeterUsage> Meters, long GrossCents, long? CapCents, bool Capped, string Currency);

/// <summary>Usage that publishers send, and what it costs their customers.</summary>
internal static class UsageApi
{
    public static void MapUsageApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var group = api.MapGroup($"/extensions/registry/{{registry}}/{id}/usage_events").RequireAuthorization(ApiPolicies.Usage).WithTags("Usage");
            var record = group.MapPost("/", RecordAsync)
                .AddEndpointFilter<HonourIdempotencyKey>()
                .WithSummary("Record usage")
                .WithDescription("At most 1,000 events at once. Each is counted once, however often it is sent, so send again whatever you have no "
                    + "answer for. Events count for their own month until 48 hours after its end, then for the next invoice, for 35 days.")
                .Accepts<UsageBody>("application/json")
                .Produces<UsageEventsResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
            var back = group.MapPost("/{event_id}/void", VoidAsync)
                .AddEndpointFilter<HonourIdempotencyKey>()
                .WithSummary("Take a usage event back")
                .WithDescription("Until the month is invoiced. Doing it twice changes nothing.")
                .Accepts<VoidBody>("application/json")
                .Produces<VoidResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status409Conflict);
            if (id.Contains('/', StringComparison.Ordinal))
            {
                record.ExcludeFromDescription();
                back.ExcludeFromDescription();
            }
            else
            {
                record.WithName("record_usage");
                back.WithName("void_usage");
            }
        }

        api.MapGet("/marketplace/installations/{id}/usage", ShowAsync)
            .RequireAuthorization(ApiPolicies.ReadUsage)
            .WithTags("Usage")
            .WithName("installation_usage")
            .WithSummary("The usage of an installation and what it costs")
            .Takes("period", "A month such as 2026-03; the current one when left out.")
            .Produces<InstallationUsageResponse>();
        api.MapPut("/marketplace/installations/{id}/usage_cap", CapAsync)
            .RequireAuthorization(ApiPolicies.Install)
            .WithTags("Usage")
            .WithName("set_usage_cap")
            .WithSummary("The most that a month's usage of an installation may cost")
            .WithDescription("Counts at once. It can't be below what the month's usage costs already.")
            .Accepts<UsageCapBody>("application/json")
            .Produces<InstallationUsageResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
    }

    private static MeteredExtension Target(HttpContext context, string registry, string extensionId)
    {
        var caller = ApiCaller.Of(context);
        return new MeteredExtension(caller.Access.OrganizationId, registry, RouteIds.Extension(context, extensionId), caller.Actor);
    }

    private static async Task<IResult> RecordAsync(
        string registry, string extension_id, HttpContext context, RecordUsage record, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<UsageBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        List<SentUsage> events = [.. (body.Events ?? []).Select(one => (one ?? new UsageEventBody()).Sent)];
        if (!(await record.RunAsync(Target(context, registry, extension_id), events, cancellationToken)).TryGet(out var recorded, out var error))
        {
            return ErrorResults.Of(error);
        }

        return Results.Json(
            new UsageEventsResponse(
                recorded.Results.Count(result => result.Status is UsageStatus.Accepted or UsageStatus.Late),
                recorded.Results.Count(result => result.Status == UsageStatus.Duplicate),
                [.. recorded.Results.Select(result => new UsageResultResponse(result.EventId, result.Status, result.Code))],
                recorded.Capped),
            ApiJson.Writing);
    }

    private static async Task<IResult> VoidAsync(
        string registry, string extension_id, string event_id, HttpContext context, VoidUsage takeBack, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<VoidBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var voided = await takeBack.RunAsync(Target(context, registry, extension_id), event_id, body.InstallationId, cancellationToken);
        return voided.TryGet(out var counted, out var error)
            ? Results.Json(new VoidResponse(counted.EventId, "voided", counted.VoidedAt!.Value), ApiJson.Writing)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context, UsageQueries usage, CancellationToken cancellationToken)
    {
        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var period = ApiQuery.Text(context.Request, "period");
        if (!string.IsNullOrEmpty(period) && BillingMonth.Parse(period) is null)
        {
            return ErrorResults.Of(Error.Field("period", "period_invalid", "Write the period as a month, such as 2026-03."));
        }

        var caller = ApiCaller.Of(context);
        var found = await usage.FindAsync(number, caller.Access.OrganizationId, BillingMonth.Parse(period), caller.Actor, cancellationToken);
        return Respond(number, found);
    }

    private static async Task<IResult> CapAsync(
        string id, HttpContext context, SetUsageCap set, UsageQueries usage, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<UsageCapBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (InstallationsApi.Number(id) is not { } number)
        {
            return InstallationsApi.NotFound(id);
        }

        var caller = ApiCaller.Of(context);
        if (!(await usage.FindAsync(number, caller.Access.OrganizationId, month: null, caller.Actor, cancellationToken)).TryGet(out _, out var absent))
        {
            return ErrorResults.Of(absent);
        }

        long? cents = null;
        if (body.CapCents.ValueKind != JsonValueKind.Null)
        {
            if (body.CapCents.ValueKind != JsonValueKind.Number || !body.CapCents.TryGetInt64(out var whole))
            {
                return ErrorResults.Of(Error.Field("cap_cents", "cap_invalid", "Send cap_cents as whole cents, or null for no cap."));
            }

            cents = whole;
        }

        return Respond(number, await set.RunAsync(new SetUsageCapRequest(number, caller.Access.OrganizationId, cents, caller.Actor), cancellationToken));
    }

    private static IResult Respond(long number, Result<UsageBill> found) => found.TryGet(out var bill, out var error)
        ? Results.Json(
            new InstallationUsageResponse(
                number,
                bill.Month.ToString(),
                [.. bill.Lines.Select(line => new MeterUsage(
                    line.Meter,
                    line.Term?.Name ?? line.Meter,
                    line.Term?.Unit ?? "",
                    line.Quantity,
                    line.Term?.Included ?? 0,
                    line.Term?.UnitCap,
                    line.Term?.Micros ?? 0,
                    line.Units,
                    line.Cents))],
                bill.Cents,
                bill.CapCents,
                bill.IsCapped,
                "USD"),
            ApiJson.Writing)
        : ErrorResults.Of(error);
}
