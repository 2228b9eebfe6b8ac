using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>Transfers that wait for a second operator, and what customers paid too much.</summary>
public sealed partial class PaymentsPage
{
    private IReadOnlyList<OperatedPayment>? _waiting;
    private IReadOnlyList<CustomerCredit> _credits = [];
    private IReadOnlyList<FailedRefund> _failed = [];
    private string? _refunding;
    private string _amount = "";
    private string _reference = "";
    private string? _wrongAmount;
    private bool _toCard;

    [Inject] public required PaymentQueries Queries { get; init; }

    [Inject] public required RecordPayment Record { get; init; }

    [Inject] public required ConfirmPayment Confirm { get; init; }

    protected override async Task LoadAsync(Actor actor)
    {
        (await Queries.WaitingAsync(actor, CancellationToken.None)).TryGet(out _waiting, out _);
        _failed = (await Queries.FailedRefundsAsync(actor, CancellationToken.None)).TryGet(out var failed, out _) ? failed : [];
        _credits = (await Queries.CreditsAsync(actor, CancellationToken.None)).TryGet(out var credits, out _) ? credits : [];
    }

    private async Task ConfirmAsync(OperatedPayment row) => await DoneAsync(
        Plain(await Confirm.RunAsync(row.Payment.Id, Operator!, CancellationToken.None)),
        $"{LineText.Dollars(row.Payment.AmountCents)} of {row.Customer} is confirmed.");

    private async Task DiscardAsync(OperatedPayment row) => await DoneAsync(
        await Confirm.DiscardAsync(row.Payment.Id, Operator!, CancellationToken.None), $"“{row.Payment.Reference}” is discarded. Nothing was posted.");

    private void Open(CustomerCredit credit) =>
        (_refunding, _amount, _reference, _toCard, _wrongAmount, Problem, Saved) =
            (credit.Slug, Hundredths.Text(credit.Cents), "", credit.HasCard, null, null, null);

    private async Task RefundAsync(CustomerCredit credit)
    {
        (_wrongAmount, Problem) = (null, null);
        if (Hundredths.Parse(_amount) is not { } cents)
        {
            _wrongAmount = "Write an amount such as 15.37.";
            return;
        }

        var recorded = await Record.RefundAsync(new RecordRefundRequest(credit.Slug, cents, _reference, Operator!, _toCard), CancellationToken.None);
        if (await DoneAsync(Plain(recorded), "Recorded. It counts when a second operator confirms it."))
        {
            _refunding = null;
        }
    }
}
