using System.Text.Json.Nodes;
using Kiket.Portal.Accounts;
using Kiket.Portal.Billing;
using Kiket.Portal.Billing.Gateways;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Tests.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using EventUtility = Stripe.EventUtility;

namespace Kiket.Portal.Tests.Billing;

/// <summary>Cards and payouts by Stripe: each happens once, whatever answers and messages are lost, doubled, late or forged.</summary>
public sealed partial class StripeTests : BillingTestBase, IAsyncLifetime
{
    private const string Number = "INV-2026-000001";
    private const string Secret = "whsec_portal";

    private StripeStandIn _stripe = null!;
    private Actor _ola = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        _stripe = await StripeStandIn.StartAsync();
        await InitializeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await _stripe.DisposeAsync();
    }

    protected override void More(IServiceCollection services)
    {
        services.Configure<IssuerOptions>(issuer => issuer.Name = "Kiket");
        services.Configure<BillingOptions>(options => (options.Gateway, options.MinimumPayoutCents) = (BillingGateway.Stripe, 100));
        services.Configure<StripeOptions>(options => (options.ApiKey, options.WebhookSecret, options.ApiBase) = (StripeStandIn.Key, Secret, _stripe.Address));
    }

    [Fact]
    public async Task A_card_is_charged_once_and_doubled_messages_change_nothing()
    {
        await InvoicedAsync("pm_pays");
        await RunAsync();
        await RunAsync();

        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
        var intent = _stripe.Single("payment_intent");
        Assert.Equal((581, Number), (intent["amount"]!.GetValue<long>(), intent["transfer_group"]!.GetValue<string>()));
        Assert.Equal("evt_1", await TellAsync("evt_1", "payment_intent", Id(intent)));
        Assert.Null(await TellAsync("evt_1", "payment_intent", Id(intent)));
        Assert.Equal("evt_2", await TellAsync("evt_2", "payment_intent", Id(intent)));
        Assert.Equal((581, -465), (await BalanceAsync(LedgerAccount.Cash), await BalanceAsync(LedgerAccount.PublisherPayable)));
        Assert.Single(_stripe.Orders);
    }

    [Fact]
    public async Task A_declined_card_is_tried_on_four_days_and_another_one_at_once()
    {
        await InvoicedAsync("pm_declines");
        foreach (var instant in new[]
                 {
                     "2026-04-03T12:10:00Z", "2026-04-04T12:00:00Z", "2026-04-06T00:10:00Z", "2026-04-10T08:00:00Z", "2026-04-17T08:00:00Z",
                     "2026-04-20T08:00:00Z",
                 })
        {
            GoTo(instant);
            await RunAsync();
        }

        Assert.Equal([0, 3, 7, 14], (await AttemptsAsync()).Select(one => one.Day));
        Assert.All(await AttemptsAsync(), one => Assert.Equal((AttemptState.Declined, "Your card was declined."), (one.State, one.Problem)));
        Assert.Equal(4, await Scenario.QueryAsync(db => db.Set<Notification>()
            .CountAsync(one => one.UserId == Scenario.Gus.UserId && one.Title.StartsWith("Your card was declined"))));

        await CardAsync("pm_pays");
        await RunAsync();
        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_answer_is_asked_for_again_and_charged_once(bool isDaysLater)
    {
        await InvoicedAsync("pm_pays");
        _stripe.LosesAnswers = true;
        await RunAsync();
        Assert.Equal(AttemptState.Sent, Assert.Single(await AttemptsAsync()).State);
        Assert.Equal((InvoiceState.Issued, 581), await StateAsync());

        _stripe.LosesAnswers = false;
        if (isDaysLater)
        {
            _stripe.ForgetKeys();
            GoTo("2026-04-05T12:00:00Z");
        }

        await RunAsync();
        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
        Assert.Equal(1, _stripe.Count("payment_intent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payment_that_takes_days_ends_with_its_message_or_without(bool isTold)
    {
        await InvoicedAsync("pm_takes_days");
        await RunAsync();
        await RunAsync();
        Assert.Equal(AttemptState.Waiting, Assert.Single(await AttemptsAsync()).State);

        var intent = _stripe.Single("payment_intent");
        // A message that claims what isn't so changes nothing: the object is read.
        await TellAsync("evt_early", "payment_intent", Id(intent));
        Assert.Equal((InvoiceState.Issued, 581), await StateAsync());
        intent["status"] = "succeeded";
        if (isTold)
        {
            await TellAsync("evt_1", "payment_intent", Id(intent));
        }
        else
        {
            await RunAsync();
        }

        Assert.Equal((InvoiceState.Paid, 0), await StateAsync());
    }

    [Fact]
    public async Task A_dispute_that_is_told_before_its_payment_holds_the_share_until_it_is_lost()
    {
        await InvoicedAsync("pm_pays");
        _stripe.LosesAnswers = true;
        await RunAsync();
        var dispute = _stripe.Dispute(Id(_stripe.Single("payment_intent")));
        await TellAsync("evt_2", "dispute", dispute);
        await TellAsync("evt_1", "payment_intent", Id(_stripe.Single("payment_intent")));
        Assert.Equal((-465, 581, 0), (
            await BalanceAsync(LedgerAccount.PublisherHeld), await BalanceAsync(LedgerAccount.Disputes), await BalanceAsync(LedgerAccount.Cash)));

        _stripe.Objects[dispute]["status"] = "lost";
        await TellAsync("evt_3", "dispute", dispute);
        await TellAsync("evt_4", "dispute", dispute);
        Assert.Equal((0, 0, 0), (
            await BalanceAsync(LedgerAccount.PublisherHeld), await BalanceAsync(LedgerAccount.Disputes), await BalanceAsync(LedgerAccount.PublisherPayable)));
    }

    [Fact]
    public async Task A_forged_message_is_refused()
    {
        var receive = Scenario.Get<ReceiveStripeEvent>();
        var body = Body("evt_1", "payment_intent", "pi_1");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var (sent, header) in new[]
                 {
                     (body, null), (body, ""), (body, "nonsense"), (body, EventUtility.GenerateSignatureHeader(body, "whsec_other", now)),
                     (body + " ", EventUtility.GenerateSignatureHeader(body, Secret, now)),
                     (body, EventUtility.GenerateSignatureHeader(body, Secret, now - 301)), ("", EventUtility.GenerateSignatureHeader("", Secret, now)),
                 })
        {
            Assert.False((await receive.RunAsync(sent, header, default)).Succeeded, header);
        }

        Assert.Equal(0, await Scenario.QueryAsync(db => db.Set<GatewayEvent>().CountAsync()));
        Assert.True((await receive.RunAsync(body, EventUtility.GenerateSignatureHeader(body, Secret, now), default)).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payout_is_sent_when_two_operators_approved_it(bool isReturned)
    {
        var account = await ApprovedPayoutAsync();
        await RunAsync();
        await RunAsync();

        var transfer = _stripe.Single("transfer");
        Assert.Equal((465, Id(account)), (transfer["amount"]!.GetValue<long>(), transfer["destination"]!.GetValue<string>()));
        Assert.Equal((PayoutState.Paid, 116), (await PayoutAsync(), await BalanceAsync(LedgerAccount.Cash)));
        Assert.Equal(0, await BalanceAsync(LedgerAccount.PublisherPayable));
        if (isReturned)
        {
            // Also after it was paid: the amount is in the balance again.
            transfer["reversed"] = true;
            await TellAsync("evt_transfer", "transfer", Id(transfer));
            await TellAsync("evt_transfer_again", "transfer", Id(transfer));
            Assert.Equal((PayoutState.Returned, 581, -465), (
                await PayoutAsync(), await BalanceAsync(LedgerAccount.Cash), await BalanceAsync(LedgerAccount.PublisherPayable)));
        }
    }

    [Fact]
    public async Task A_payout_whose_answer_is_lost_is_sent_once_also_days_later()
    {
        await ApprovedPayoutAsync();
        _stripe.LosesAnswers = true;
        await RunAsync();
        Assert.Equal(PayoutState.Approved, await PayoutAsync());

        _stripe.LosesAnswers = false;
        _stripe.ForgetKeys();
        GoTo("2026-05-04T00:10:00Z");
        await RunAsync();

        Assert.Equal((1, PayoutState.Paid), (_stripe.Count("transfer"), await PayoutAsync()));
    }

    /// <returns>The publisher's account at Stripe.</returns>
    private async Task<JsonObject> ApprovedPayoutAsync()
    {
        await InvoicedAsync("pm_pays");
        var setup = Done(await Scenario.Get<SetUpPayments>().AccountAsync("acme", new Uri("https://kiket.test/orgs/acme/payouts"), Scenario.Ada, default));
        Assert.StartsWith("https://stripe.test/link_", setup.Address!.AbsoluteUri, StringComparison.Ordinal);
        var account = _stripe.Single("account");
        account["payouts_enabled"] = true;
        account["external_accounts"] = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray(new JsonObject { ["id"] = "ba_1", ["object"] = "bank_account", ["last4"] = "4711" }),
        };
        await TellAsync("evt_account", "account", Id(account));
        await RunAsync();
        GoTo("2026-05-01T00:10:00Z");
        await Scenario.Get<RunStatements>().RunAsync(default);
        await RunAsync();
        Assert.Equal(0, _stripe.Count("transfer"));

        var move = Scenario.Get<MovePayout>();
        Done(await move.RecordAsync(new("PO-2026-000001", PayoutState.Approved, "", Scenario.Olu), default));
        Assert.Equal("second_person_needed", (await move.ConfirmAsync("PO-2026-000001", PayoutState.Approved, Scenario.Olu, default)).Error?.Code);
        Done(await move.ConfirmAsync("PO-2026-000001", PayoutState.Approved, _ola, default));
        Assert.Equal("payout_automatic", (await move.RecordAsync(new("PO-2026-000001", PayoutState.Sent, "x", Scenario.Olu), default)).Error?.Code);
        return account;
    }

    [Fact]
    public async Task What_was_paid_otherwise_is_not_charged_again()
    {
        await InvoicedAsync(card: null);
        var recorded = Done(await Scenario.Get<RecordPayment>().RunAsync(new(Number, 581, "TR-1", Scenario.Olu), default));
        Done(await Scenario.Get<ConfirmPayment>().RunAsync(recorded.Id, _ola, default));
        await CardAsync("pm_pays");
        await RunAsync();

        Assert.Empty(_stripe.Orders);
        var setup = Scenario.Get<SetUpPayments>();
        Assert.Equal("choice_unknown", (await setup.UseCardAsync("globex", "cs_1", Scenario.Gus, default)).Error?.Code);
        Assert.False((await setup.CardAsync("globex", new Uri("https://kiket.test/"), Scenario.Ada, default)).Succeeded);
        Assert.True((await setup.RemoveCardAsync("globex", Scenario.Gus, default)).Succeeded);
        Assert.False((await setup.CardOfAsync(await IdAsync("globex"), default))!.IsReady);
    }

    private async Task InvoicedAsync(string? card)
    {
        _ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await ReleaseAsync("1.0.0", Flat(900));
        GoTo("2026-03-12T15:20:00Z");
        await Bench.InstalledAsync();
        if (card is not null)
        {
            await CardAsync(card);
        }

        GoTo("2026-04-03T12:00:00Z");
        await Scenario.Get<RunInvoices>().RunAsync(default);
        await Bench.WorkAsync();
    }

    /// <summary>Gus enters a card at Stripe's page.</summary>
    private async Task CardAsync(string method)
    {
        var setup = Done(await Scenario.Get<SetUpPayments>().CardAsync("globex", new Uri("https://kiket.test/orgs/globex"), Scenario.Gus, default));
        var session = _stripe.Objects[setup.Address!.AbsolutePath[1..]];
        session["setup_intent"] = new JsonObject
        {
            ["id"] = "seti_1",
            ["object"] = "setup_intent",
            ["payment_method"] = new JsonObject
            {
                ["id"] = method,
                ["object"] = "payment_method",
                ["type"] = "card",
                ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = "4242" },
            },
        };
        await TellAsync($"evt_{Guid.NewGuid():N}", "checkout.session", Id(session));
        Assert.Equal("visa ending in 4242", (await Scenario.Get<SetUpPayments>().CardOfAsync(await IdAsync("globex"), default))!.Label);
    }

    /// <summary>A signed message, and what follows from it. Returns its id when it is new.</summary>
    private async Task<string?> TellAsync(string id, string type, string subject)
    {
        var body = Body(id, type, subject);
        var received = await Scenario.Get<ReceiveStripeEvent>().RunAsync(
            body, EventUtility.GenerateSignatureHeader(body, Secret, DateTimeOffset.UtcNow.ToUnixTimeSeconds()), default);
        await Bench.WorkAsync();
        return Done(received) ? id : null;
    }

    private static string Body(string id, string type, string subject) => new JsonObject
    {
        ["id"] = id,
        ["object"] = "event",
        ["api_version"] = "2020-08-27",
        ["type"] = $"{type}.changed",
        ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = subject, ["object"] = type, ["status"] = "succeeded" } },
    }.ToJsonString();

    private async Task RunAsync()
    {
        await Scenario.Get<RunGateway>().RunAsync(default);
        await Bench.WorkAsync();
    }

    private static string Id(JsonObject found) => found["id"]!.GetValue<string>();

    private Task<List<PaymentAttempt>> AttemptsAsync() =>
        Scenario.QueryAsync(db => db.Set<PaymentAttempt>().AsNoTracking().OrderBy(one => one.CreatedAt).ToListAsync());

    private Task<PayoutState> PayoutAsync() => Scenario.QueryAsync(db => db.Set<Payout>().Select(one => one.State).SingleAsync());

    private async Task<(InvoiceState State, long Open)> StateAsync()
    {
        var invoice = await Scenario.QueryAsync(db => db.Set<Invoice>().AsNoTracking().SingleAsync(one => one.Number == Number));
        return (invoice.State, invoice.OpenCents);
    }

    private Task<long> BalanceAsync(LedgerAccount account) =>
        Scenario.QueryAsync(db => db.Set<Posting>().Where(one => one.Account == account).SumAsync(one => one.Amount));

    private Task<Guid> IdAsync(string slug) =>
        Scenario.QueryAsync(db => db.Set<Organization>().Where(one => one.Slug == slug).Select(one => one.Id).SingleAsync());
}
