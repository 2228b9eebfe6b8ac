using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Payouts;

/// <param name="Note">The bank's reference for what was sent, or why it came back.</param>
public sealed record RecordPayoutRequest(string Number, PayoutState State, string Note, Actor Actor);

/// <summary>One operator records that a payout was sent, paid or returned, and a second one confirms it, which posts it.</summary>
public sealed class MovePayout(UnitOfWork unit)
{
    /// <summary>Twice the same is once.</summary>
    public Task<Result<Payout>> RecordAsync(RecordPayoutRequest request, CancellationToken cancellationToken) => unit.RunAsync<Payout>(
        async work =>
        {
            if (!(await OpenAsync(work, request.Number, request.Actor, cancellationToken)).TryGet(out var payout, out var error))
            {
                return error;
            }

            var note = request.Note.Trim();
            if (payout.State == request.State || payout.Next == request.State)
            {
                work.Discard();
                return payout;
            }

            if (!payout.Following.Contains(request.State))
            {
                return Error.Conflict("payout_state", $"{payout.Number} is {Word(payout.State)}, so it can't be {Word(request.State)} next.");
            }

            if (payout.Next is not null)
            {
                return Error.Conflict("payout_waits", $"{payout.NextByName} recorded something else. Confirm or discard that first.");
            }

            if (note.Length > 0 || request.State is PayoutState.Sent or PayoutState.Returned)
            {
                var (what, missing) = request.State == PayoutState.Returned
                    ? ("The reason", "Enter why it came back. The publisher reads it.")
                    : ("The reference", "Enter the reference of the transfer.");
                if (PlainText.Problem(note, request.State == PayoutState.Returned ? "reason" : "reference", what, Payout.MaxNote, missing) is { } wrong)
                {
                    return wrong;
                }
            }

            payout.Record(request.State, note, request.Actor);
            Audit(work, payout, $"billing.payout_{Word(request.State)}_recorded", request.Actor, note);
            return payout;
        },
        cancellationToken);

    /// <summary>Twice is once.</summary>
    /// <param name="state">What the second operator saw.</param>
    public Task<Result<Payout>> ConfirmAsync(string number, PayoutState state, Actor actor, CancellationToken cancellationToken) => unit.RunAsync<Payout>(
        async work =>
        {
            if (!(await OpenAsync(work, number, actor, cancellationToken)).TryGet(out var payout, out var error))
            {
                return error;
            }

            if (payout.State == state)
            {
                work.Discard();
                return payout;
            }

            if (payout.Next != state)
            {
                return Error.Conflict("payout_not_recorded", $"Nobody recorded that {payout.Number} is {Word(state)}. Reload the page.");
            }

            if (await SecondPerson.SecondProblemAsync(work.Db, payout.PublisherId, payout.NextBy!.Value, actor, cancellationToken) is { } problem)
            {
                return problem;
            }

            await PostAsync(work, payout, state, payout.NextNote ?? "", actor, cancellationToken);
            return payout;
        },
        cancellationToken);

    /// <summary>Takes away what was recorded by mistake. What is confirmed stays.</summary>
    public Task<Result> DiscardAsync(string number, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await OpenAsync(work, number, actor, cancellationToken)).TryGet(out var payout, out var error))
            {
                return error;
            }

            if (payout.Next is { } next)
            {
                payout.Discard();
                Audit(work, payout, $"billing.payout_{Word(next)}_discarded", actor, "");
            }

            return Result.Success();
        },
        cancellationToken);

    /// <summary>An operator says that a publisher's account is checked, so that it can be paid. Only the end of its number is stored.</summary>
    public Task<Result> UseAccountAsync(Guid organizationId, string lastFour, Actor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (await SecondPerson.FirstProblemAsync(work.Db, organizationId, actor, cancellationToken) is { } problem)
            {
                return problem;
            }

            var text = lastFour.Trim();
            if (text.Length != 4 || !text.All(char.IsAsciiLetterOrDigit))
            {
                return Error.Field("last_four", "last_four_invalid", "Enter the last four digits of the account's number, and nothing else of it.");
            }

            await UseAccountAsync(work, organizationId, text, actor, cancellationToken);
            return Result.Success();
        },
        cancellationToken);

    /// <summary>Inside the caller's unit of work: an operator or the gateway says that the account is ready.</summary>
    internal static async Task UseAccountAsync(
        Work work, Guid organizationId, string lastFour, Actor actor, CancellationToken cancellationToken)
    {
        var account = await work.Db.Set<PayoutAccount>().SingleOrDefaultAsync(known => known.OrganizationId == organizationId, cancellationToken);
        var before = account is null ? null : new { account.LastFour };
        if (before?.LastFour == lastFour)
        {
            return;
        }

        if (account is null)
        {
            account = PayoutAccount.Of(organizationId);
            work.Db.Add(account);
        }

        account.Use(lastFour, actor, work.Now);
        work.Audit(actor, "billing.payout_account_set", new AuditSubject("organization", organizationId), organizationId, before, new { account.LastFour });
    }

    /// <summary>Moves it and posts that, inside the caller's unit of work.</summary>
    /// <param name="note">Empty to keep the one that is there.</param>
    internal static async Task PostAsync(
        Work work, Payout payout, PayoutState state, string note, Actor actor, CancellationToken cancellationToken)
    {
        var before = payout.State;
        payout.Become(state, note.Length > Payout.MaxNote ? note[..Payout.MaxNote] : note, work.Now);
        Audit(work, payout, $"billing.payout_{Word(state)}", actor, payout.Note);
        if (state == PayoutState.Approved)
        {
            // Nothing has moved yet.
            return;
        }

        var (kind, debit, credit) = Accounts(before, state);
        IReadOnlyList<Earning> earnings = state == PayoutState.Returned
            ? [Earning.OfReturn(payout.PublisherId, payout.Number, payout.AmountCents, payout.Note, work.Now)]
            : [];
        await SettleInvoice.PostAsync(
            work,
            new EntryDraft(kind, payout.Number, $"payout:{state}:{payout.Id}",
            [
                (debit, Owner(debit, payout), payout.AmountCents), (credit, Owner(credit, payout), -payout.AmountCents),
            ]),
            earnings,
            cancellationToken);
    }

    private static (EntryKind Kind, LedgerAccount Debit, LedgerAccount Credit) Accounts(PayoutState before, PayoutState state) => state switch
    {
        PayoutState.Sent => (EntryKind.PayoutSent, LedgerAccount.PublisherPayable, LedgerAccount.PayoutInTransit),
        PayoutState.Paid => (EntryKind.PayoutPaid, LedgerAccount.PayoutInTransit, LedgerAccount.Cash),
        _ when before == PayoutState.Paid => (EntryKind.PayoutReturned, LedgerAccount.Cash, LedgerAccount.PublisherPayable),
        _ => (EntryKind.PayoutReturned, LedgerAccount.PayoutInTransit, LedgerAccount.PublisherPayable),
    };

    private static Guid? Owner(LedgerAccount account, Payout payout) => account == LedgerAccount.Cash ? null : payout.PublisherId;

    private static string Word(PayoutState state) => state.ToString().ToLowerInvariant();

    private static async Task<Result<Payout>> OpenAsync(Work work, string number, Actor actor, CancellationToken cancellationToken)
    {
        var access = await PlatformAccess.RequireOperatorAsync(work.Db, actor.UserId, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Error;
        }

        if (await work.Db.Set<Payout>().SingleOrDefaultAsync(one => one.Number == number, cancellationToken) is not { } payout)
        {
            return Error.NotFound("payout_not_found", "There is no such payout. Reload the page.");
        }

        if ((payout.State == PayoutState.Approved || payout.GatewayReference is not null)
            && await work.Db.Set<GatewayAccount>().AnyAsync(one => one.OrganizationId == payout.PublisherId, cancellationToken))
        {
            return Error.Conflict("payout_automatic", $"{payout.Number} is sent by the gateway, which also says what becomes of it.");
        }

        return await SecondPerson.FirstProblemAsync(work.Db, payout.PublisherId, actor, cancellationToken) is { } problem ? problem : payout;
    }

    private static void Audit(Work work, Payout payout, string action, Actor actor, string note) => work.Audit(
        actor, action, new AuditSubject("payout", payout.Number), payout.PublisherId, after: new { payout.AmountCents, note });
}
