using System.Globalization;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Organizations;

/// <summary>What a publisher gets, why nothing is paid out yet, and its statements. For Owners and Admins.</summary>
public sealed partial class PayoutsPage
{
    private PublisherBalance? _balance;
    private IReadOnlyList<Payout> _payouts = [];
    private IReadOnlyList<Statement> _statements = [];
    private IReadOnlyList<(string ExtensionId, int Count)> _suspended = [];

    [Inject] public required Kiket.Portal.Billing.Gateways.SetUpPayments SetUp { get; init; }

    [Inject] public required PayoutQueries Payouts { get; init; }

    protected override OrganizationRole Minimum => OrganizationRole.Admin;

    private string NextText
    {
        get
        {
            var (next, day) = (_balance!.Next, _balance.Next.Day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture));
            return next.Reason switch
            {
                CarryReason.None =>
                    $"If nothing changes, {LineText.Dollars(next.AmountCents)} is paid out after {day}, to the account that ends in {_balance.LastFour}.",
                CarryReason.BelowMinimum =>
                    $"Nothing is paid out yet: less than {LineText.Dollars(_balance.MinimumCents)} is payable. "
                    + "It is carried to the next month until it is enough.",
                CarryReason.AccountMissing when SetUp.IsOffered =>
                    "Nothing is paid out yet: there is no account. Set up payouts below; what is payable waits for you.",
                CarryReason.AccountMissing =>
                    "Nothing is paid out yet: we don't know your account. Send it to the operators of the marketplace; what is payable waits for you.",
                _ when _balance.PayableCents < 0 =>
                    "Nothing is paid out yet: refunds took back more than you earned since the last payout. The next shares make up for it.",
                _ when _balance.PendingCents > 0 =>
                    $"Nothing is paid out yet: your customers haven't paid their invoices. The next statement is written on {day}.",
                _ => $"Nothing is due. The next statement is written on {day}.",
            };
        }
    }

    protected override async Task LoadAsync(OrganizationMember member)
    {
        _balance = await Payouts.BalanceAsync(member.OrganizationId, CancellationToken.None);
        _suspended = await Payouts.SuspendedAsync(member.OrganizationId, CancellationToken.None);
        _payouts = await Payouts.PayoutsAsync(member.OrganizationId, CancellationToken.None);
        _statements = (await Payouts.StatementsAsync(member.OrganizationId, new PageRequest(1, PageRequest.MaxSize), CancellationToken.None)).Items;
    }
}
