using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Operations;

/// <summary>One invoice: its payments, credit notes and dispute.</summary>
public sealed partial class OperatedInvoicePage
{
    private readonly Dictionary<Guid, string> _credits = [];
    private OperatedInvoiceDetail? _detail;
    private Guid _request = Guid.NewGuid();
    private string _form = "";
    private string _amount = "";
    private string _reference = "";
    private string _reason = "";
    private string _bank = "";
    private string? _wrongAmount;
    private Guid? _wrongLine;

    [Parameter] public required string Number { get; set; }

    [Inject] public required PaymentQueries Queries { get; init; }

    [Inject] public required RecordPayment Record { get; init; }

    [Inject] public required IssueCreditNote Credit { get; init; }

    [Inject] public required WriteOffInvoice WriteOff { get; init; }

    [Inject] public required SettleDispute Disputes { get; init; }

    private DateOnly Today => BillingMonth.DayOf(Clock.GetUtcNow());

    protected override async Task LoadAsync(Actor actor)
    {
        if (!(await Queries.FindAsync(Number, actor, CancellationToken.None)).TryGet(out _detail, out _))
        {
            Navigation.NotFound();
        }
    }

    private string? At(string form, string field) => _form == form ? Problem.At(field) : null;

    private async Task PayAsync()
    {
        (_form, Problem, Saved, _wrongAmount) = ("pay", null, null, null);
        if (Hundredths.Parse(_amount) is not { } cents)
        {
            _wrongAmount = "Write an amount such as 15.37.";
            return;
        }

        var recorded = await Record.RunAsync(new RecordPaymentRequest(Number, cents, _reference, Operator!), CancellationToken.None);
        if (await DoneAsync(Plain(recorded), "Recorded. It counts when a second operator confirms it under Payments."))
        {
            (_amount, _reference) = ("", "");
        }
    }

    /// <summary>For an invoice that nobody pays, or that was wrong as a whole.</summary>
    private void FillIn()
    {
        foreach (var line in _detail!.Lines.Where(line => line.LeftCents > 0))
        {
            _credits[line.Line.Id] = Hundredths.Text(line.LeftCents);
        }
    }

    private async Task CreditAsync()
    {
        (_form, Problem, Saved, _wrongLine) = ("credit", null, null, null);
        var lines = new List<CreditedLine>();
        foreach (var (line, text) in _credits.Where(one => !string.IsNullOrWhiteSpace(one.Value)))
        {
            if (Hundredths.Parse(text) is not { } cents)
            {
                _wrongLine = line;
                return;
            }

            if (cents > 0)
            {
                lines.Add(new CreditedLine(line, cents));
            }
        }

        var issued = await Credit.RunAsync(new IssueCreditNoteRequest(_request, Number, lines, _reason, Operator!), CancellationToken.None);
        if (await DoneAsync(Plain(issued), $"{(issued.Succeeded ? issued.Value.Number : "")} is issued. The customer is notified."))
        {
            _credits.Clear();
            (_reason, _request) = ("", Guid.NewGuid());
        }
    }

    private async Task WriteOffAsync() => await DoneAsync(
        Plain(await WriteOff.RunAsync(Number, Operator!, CancellationToken.None)), "Written off. The credit note is below the invoice.");

    private async Task ResumeAsync() => await DoneAsync(
        await WriteOff.ResumeAsync(Number, Operator!, CancellationToken.None), "They run again.");

    private async Task DisputeAsync()
    {
        _form = "dispute";
        if (await DoneAsync(
            Plain(await Disputes.OpenAsync(Number, _bank, Operator!, CancellationToken.None)), "Recorded. The publishers' shares are held."))
        {
            _bank = "";
        }
    }

    private async Task EndAsync(Dispute dispute, bool isWon) => await DoneAsync(
        Plain(await Disputes.EndAsync(dispute.Id, isWon, Operator!, CancellationToken.None)),
        isWon ? "The publishers' shares are theirs again." : "A credit note took the invoice back.");

    private static string Day(DateOnly day) => Kiket.Portal.Billing.Invoices.LineText.Day(day);
}
