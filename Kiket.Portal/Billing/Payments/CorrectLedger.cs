using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payments;

/// <param name="RequestId">Chosen by the caller: twice the same is one correction.</param>
/// <param name="Slug">Of the organization whose credit or balance moves; empty when both accounts are Kiket's own.</param>
/// <param name="Reason">The organization reads it.</param>
public sealed record CorrectLedgerRequest(
    Guid RequestId, LedgerAccount Debit, LedgerAccount Credit, string Slug, long AmountCents, string Reason, Actor Actor);

/// <summary>An operator writes a correction. Nothing is posted until a second one confirms it.</summary>
public sealed class CorrectLedger(UnitOfWork unit)
{
    public Task<Result<Correction>> RecordAsync(CorrectLedgerRequest request, CancellationToken cancellationToken) => unit.RunAsync<Correction>(
        async work =>
        {
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, request.Actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            if (await work.Db.Set<Correction>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == request.RequestId, cancellationToken) is { } known)
            {
                work.Discard();
                return known;
            }

            if (Problem(request) is { } problem)
            {
                return problem;
            }

            var slug = request.Slug.Trim();
            var organization = slug.Length == 0
                ? null
                : await work.Db.Set<Organization>().SingleOrDefaultAsync(one => one.Slug == slug, cancellationToken);
            if (organization is null && slug.Length > 0)
            {
                return Error.Field("organization", "organization_not_found", "There is no organization with this name in its address.");
            }

            if (organization is not null && await SecondPerson.FirstProblemAsync(work.Db, organization.Id, request.Actor, cancellationToken) is { } own)
            {
                return own;
            }

            var correction = Correction.Of(
                request.RequestId, organization, (request.Debit, request.Credit), request.AmountCents, request.Reason.Trim(), request.Actor, work.Now);
            if (await CreditProblemAsync(work, correction, cancellationToken) is { } tooMuch)
            {
                return tooMuch;
            }

            work.Db.Add(correction);
            Audit(work, correction, "recorded", request.Actor);
            return correction;
        },
        cancellationToken);

    /// <summary>Twice is once.</summary>
    public Task<Result<Correction>> ConfirmAsync(Guid correctionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<Correction>(
        async work =>
        {
            if (!(await OpenAsync(work, correctionId, actor, cancellationToken)).TryGet(out var correction, out var error))
            {
                return error;
            }

            if (correction.RecordedBy == actor.UserId)
            {
                return SecondPerson.Same;
            }

            if (correction.State != PaymentState.Recorded)
            {
                work.Discard();
                return correction.State == PaymentState.Confirmed
                    ? correction
                    : Error.Conflict("correction_discarded", $"{correction.EndedByName} discarded this. Write it again if it is right.");
            }

            if (await CreditProblemAsync(work, correction, cancellationToken) is { } tooMuch)
            {
                return tooMuch;
            }

            await PostAsync(work, correction, actor, cancellationToken);
            Audit(work, correction, "confirmed", actor);
            return correction;
        },
        cancellationToken);

    /// <summary>Takes away what was written by mistake. What is confirmed stays: another correction takes it back.</summary>
    public Task<Result> DiscardAsync(Guid correctionId, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await OpenAsync(work, correctionId, actor, cancellationToken)).TryGet(out var correction, out var error))
            {
                return error;
            }

            if (correction.State == PaymentState.Confirmed)
            {
                return Error.Conflict("correction_confirmed", $"{correction.Number} is confirmed and posted. Take it back with another correction.");
            }

            if (correction.State == PaymentState.Recorded)
            {
                correction.Discard(actor, work.Now);
                Audit(work, correction, "discarded", actor);
            }

            return Result.Success();
        },
        cancellationToken);

    private static Error? Problem(CorrectLedgerRequest request)
    {
        if (!CorrectionRules.Accounts.Contains(request.Debit) || !CorrectionRules.Accounts.Contains(request.Credit))
        {
            return Error.Field("debit", "account_closed", "This account is moved by invoices, disputes and payouts alone. Choose another one.");
        }

        if (request.Debit == request.Credit)
        {
            return Error.Field("credit", "account_twice", "Both accounts are the same, so nothing would move. Choose another one.");
        }

        var owned = new[] { request.Debit, request.Credit }.Count(CorrectionRules.IsOwned);
        if (owned == 2)
        {
            return Error.Field(
                "credit", "accounts_owned", "One account must be Kiket's own. Between two organizations, or a credit and a balance, write two corrections.");
        }

        var hasSlug = !string.IsNullOrWhiteSpace(request.Slug);
        if (hasSlug != (owned == 1))
        {
            return hasSlug
                ? Error.Field("organization", "organization_unneeded", "Both accounts are Kiket's own. Leave the organization empty.")
                : Error.Field("organization", "organization_missing", "Enter whose credit or balance moves, as in the organization's address.");
        }

        if (request.AmountCents is < 1 or > Payment.MaxCents)
        {
            return Error.Field("amount_cents", "amount_invalid", "Enter an amount above $0, such as 15.37. The limit is $100,000,000.");
        }

        return PlainText.Problem(request.Reason.Trim(), "reason", "The reason", Correction.MaxReason, "Enter a reason. The organization reads it.");
    }

    /// <returns>Why so much of a customer's credit can't go. A publisher's balance may fall below zero, as after a refund.</returns>
    private static async Task<Error?> CreditProblemAsync(Work work, Correction correction, CancellationToken cancellationToken)
    {
        if (correction is not { Debit: LedgerAccount.CustomerCredit, OrganizationId: { } customer })
        {
            return null;
        }

        var credit = -await PostEntries.BalanceAsync(work.Db, LedgerAccount.CustomerCredit, customer, cancellationToken);
        return correction.AmountCents > credit
            ? Error.Field("amount_cents", "correction_above_credit", $"This customer has a credit of {LineText.Dollars(credit)}. Take at most that.")
            : null;
    }

    private static async Task PostAsync(Work work, Correction correction, Actor actor, CancellationToken cancellationToken)
    {
        var series = string.Create(CultureInfo.InvariantCulture, $"CO-{work.Now.UtcDateTime.Year}");
        var next = (await PostEntries.CounterAsync(work.Db, series, cancellationToken)).Take(1, work.Now);
        correction.Confirm(string.Create(CultureInfo.InvariantCulture, $"{series}-{next:000000}"), actor, work.Now);
        IReadOnlyList<Earning> earnings = correction is { Owned: LedgerAccount.PublisherPayable, OrganizationId: { } publisher }
            ? [Earning.OfCorrection(publisher, correction, work.Now)]
            : [];
        await SettleInvoice.PostAsync(
            work,
            new EntryDraft(EntryKind.Correction, correction.Number!, $"correction:{correction.Id}",
            [
                (correction.Debit, Owner(correction.Debit), correction.AmountCents), (correction.Credit, Owner(correction.Credit), -correction.AmountCents),
            ]),
            earnings,
            cancellationToken);
        if (correction.OrganizationId is { } organization)
        {
            work.Raise(new CorrectionConfirmed(correction.Id, organization));
        }

        Guid? Owner(LedgerAccount account) => CorrectionRules.IsOwned(account) ? correction.OrganizationId : null;
    }

    private static async Task<Result<Correction>> OpenAsync(Work work, Guid id, Actor actor, CancellationToken cancellationToken)
    {
        var access = await PlatformAccess.RequireOperatorAsync(work.Db, actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        if (await work.Db.Set<Correction>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) is not { } correction)
        {
            return Error.NotFound("correction_not_found", "There is no such correction. Reload the page.");
        }

        return correction.OrganizationId is { } organization
            && await SecondPerson.FirstProblemAsync(work.Db, organization, actor, cancellationToken) is { } problem ? problem : correction;
    }

    private static void Audit(Work work, Correction correction, string done, Actor actor) => work.Audit(
        actor,
        $"billing.correction_{done}",
        correction.OrganizationId is { } organization
            ? new AuditSubject("organization", organization)
            : new AuditSubject("correction", correction.Id),
        correction.OrganizationId,
        after: new { correction.Number, correction.Debit, correction.Credit, correction.AmountCents, correction.Reason });
}
