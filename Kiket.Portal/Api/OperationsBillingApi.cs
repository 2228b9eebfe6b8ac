using System.Globalization;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Api;

/// <param name="AmountCents">Above zero.</param>
/// <param name="Reference">As the bank shows it: the same one counts once for an invoice.</param>
public sealed record PaymentBody(long? AmountCents = null, string? Reference = null);

/// <param name="State">recorded, confirmed or discarded.</param>
public sealed record PaymentResponse(Guid Id, PaymentState State, long AmountCents, string Currency, string Reference);

/// <param name="AmountCents">Without tax, above zero. The tax goes back with it.</param>
public sealed record CreditedLineBody(Guid? LineId = null, long? AmountCents = null);

/// <param name="Reason">The customer reads it.</param>
public sealed record CreditNoteBody(IReadOnlyList<CreditedLineBody>? Lines = null, string? Reason = null);

public sealed record IssuedCreditNoteResponse(
    string Number, string Reason, string Currency, long NetCents, long TaxCents, long TotalCents, long ReturnedCents, DateTimeOffset IssuedAt);

/// <param name="PublisherBps">In hundredths of a percent, from 0 to 10,000.</param>
/// <param name="From">A day of this month or later, such as 2026-03-15.</param>
public sealed record AgreementBody(int? PublisherBps = null, string? From = null);

public sealed record AgreementResponse(string Organization, int PublisherBps, DateOnly From);

/// <param name="Reference">Of the transfer.</param>
/// <param name="Reason">Why it came back. The publisher reads it.</param>
public sealed record PayoutBody(string? Reference = null, string? Reason = null);

/// <param name="State">proposed, approved, sent, paid or returned.</param>
/// <param name="Recorded">What one operator recorded and a second hasn't confirmed; null for nothing.</param>
public sealed record PayoutResponse(string Number, PayoutState State, PayoutState? Recorded, long AmountCents, string Currency);

/// <summary>What operators do with money. What moves it is recorded by one operator and confirmed by another.</summary>
internal static class OperationsBillingApi
{
    public static void MapOperationsBillingApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/operations").RequireAuthorization(ApiPolicies.Operate).WithTags("Operating");
        group.MapPost("/billing/invoices/{number}/payments", PayAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("record_payment")
            .WithSummary("Record what a customer paid")
            .WithDescription("It counts when another operator confirms it. The same reference counts once for an invoice.")
            .Accepts<PaymentBody>("application/json")
            .Produces<PaymentResponse>(StatusCodes.Status201Created)
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/billing/payments/{id}/confirm", ConfirmAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("confirm_payment")
            .WithSummary("Confirm a payment")
            .WithDescription("The operator who recorded it is refused with 403. Confirming twice changes nothing.")
            .Produces<PaymentResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status403Forbidden)
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict);
        group.MapPost("/billing/invoices/{number}/credit_notes", CreditAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("issue_credit_note")
            .WithSummary("Take back lines of an invoice")
            .WithDescription("Never more than was invoiced. Send an Idempotency-Key, so that trying again doesn't credit twice.")
            .Accepts<CreditNoteBody>("application/json")
            .Produces<IssuedCreditNoteResponse>(StatusCodes.Status201Created)
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        group.MapPut("/organizations/{slug}/agreement", AgreeAsync)
            .WithName("agree_on_share")
            .WithSummary("Agree on a publisher's share")
            .WithDescription("It replaces what would hold from that day on.")
            .Accepts<AgreementBody>("application/json")
            .Produces<AgreementResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        foreach (var state in new[] { PayoutState.Approved, PayoutState.Sent, PayoutState.Paid, PayoutState.Returned })
        {
            var word = ApiJson.Word(state);
            group.MapPost($"/billing/payouts/{{number}}/{word}", (string number, HttpContext context, MovePayout move, CancellationToken cancellationToken) =>
                    MoveAsync(number, state, context, move, cancellationToken))
                .AddEndpointFilter<HonourIdempotencyKey>()
                .WithName($"payout_{word}")
                .WithSummary($"Record or confirm that a payout is {word}")
                .WithDescription("The first operator records it, and the same call by a second one confirms it.")
                .Accepts<PayoutBody>("application/json")
                .Produces<PayoutResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
                .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> PayAsync(string number, HttpContext context, RecordPayment record, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<PaymentBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var request = new RecordPaymentRequest(number, body.AmountCents ?? 0, body.Reference ?? "", ApiCaller.Of(context).Actor);
        return (await record.RunAsync(request, cancellationToken)).TryGet(out var payment, out var error)
            ? Results.Json(Model(payment), ApiJson.Writing, statusCode: StatusCodes.Status201Created)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> ConfirmAsync(string id, HttpContext context, ConfirmPayment confirm, CancellationToken cancellationToken)
    {
        var payment = Guid.TryParse(id, out var known) ? known : Guid.Empty;
        return (await confirm.RunAsync(payment, ApiCaller.Of(context).Actor, cancellationToken)).TryGet(out var confirmed, out var error)
            ? Results.Json(Model(confirmed), ApiJson.Writing)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> CreditAsync(string number, HttpContext context, IssueCreditNote issue, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<CreditNoteBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var lines = (body.Lines ?? []).Select(line => new CreditedLine(line?.LineId ?? Guid.Empty, line?.AmountCents ?? 0)).ToList();
        var request = new IssueCreditNoteRequest(Guid.NewGuid(), number, lines, body.Reason ?? "", ApiCaller.Of(context).Actor);
        return (await issue.RunAsync(request, cancellationToken)).TryGet(out var note, out var error)
            ? Results.Json(
                new IssuedCreditNoteResponse(
                    note.Number, note.Reason, note.Currency, note.NetCents, note.TaxCents, note.TotalCents, note.ReturnedCents, note.IssuedAt),
                ApiJson.Writing,
                statusCode: StatusCodes.Status201Created)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> AgreeAsync(string slug, HttpContext context, AgreeOnShare agree, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<AgreementBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (!DateOnly.TryParseExact(body.From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
        {
            return ErrorResults.Of(Error.Field("from", "from_invalid", "Send from as a day such as 2026-03-15."));
        }

        // Without one, the rule refuses it at its field.
        var request = new AgreeOnShareRequest(slug, body.PublisherBps ?? -1, from, ApiCaller.Of(context).Actor);
        return (await agree.RunAsync(request, cancellationToken)).TryGet(out var agreed, out var error)
            ? Results.Json(new AgreementResponse(slug, agreed.BasisPoints, agreed.FromDay), ApiJson.Writing)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> MoveAsync(
        string number, PayoutState state, HttpContext context, MovePayout move, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<PayoutBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var actor = ApiCaller.Of(context).Actor;
        var note = (state == PayoutState.Returned ? body.Reason : body.Reference) ?? "";
        if (!(await move.RecordAsync(new RecordPayoutRequest(number, state, note, actor), cancellationToken)).TryGet(out var payout, out var error))
        {
            return ErrorResults.Of(error);
        }

        // Recorded by somebody else before, so this one confirms it.
        return payout.Next == state && payout.NextBy != actor.UserId
            && !(await move.ConfirmAsync(number, state, actor, cancellationToken)).TryGet(out payout, out error)
                ? ErrorResults.Of(error)
                : Results.Json(new PayoutResponse(payout.Number, payout.State, payout.Next, payout.AmountCents, payout.Currency), ApiJson.Writing);
    }

    private static PaymentResponse Model(Payment payment) =>
        new(payment.Id, payment.State, payment.AmountCents, payment.Currency, payment.Reference);
}
