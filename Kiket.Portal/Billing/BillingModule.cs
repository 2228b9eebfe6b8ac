using Kiket.Portal.Billing.Gateways;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Ledger;
using Kiket.Portal.Billing.Metering;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Installations;
using Kiket.Portal.Jobs;
using Kiket.Portal.Organizations;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing;

public static class BillingModule
{
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddOptions<BillingOptions>().BindConfiguration(BillingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IHostingPeriods, ReadHostingPeriods>();
        services.AddOptions<StripeOptions>().BindConfiguration(StripeOptions.Section);
        services.AddSingleton<IValidateOptions<BillingOptions>, CheckGateway>();
        AddGateways(services);

        services.AddSingleton<IDeletionEffects, BillingDeletionEffects>();
        services.AddSingleton<FollowInstallations>();
        services.AddEventHandler<InstallationInstalled, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationUpgraded, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationRolledBack, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationOfferChanged, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationSuspended, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationResumed, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<InstallationUninstalled, FollowInstallations>(FollowInstallations.HandlerName);
        services.AddEventHandler<ExtensionMoved, FollowInstallations>(FollowInstallations.HandlerName);

        services.AddSingleton<TrialQueries>();
        services.AddSingleton<ReadMeters>();
        services.AddSingleton<NotifyOfCap>();
        services.AddSingleton<RecordUsage>();
        services.AddSingleton<VoidUsage>();
        services.AddSingleton<SetUsageCap>();
        services.AddSingleton<UsageQueries>();

        services.AddOptions<IssuerOptions>().BindConfiguration(IssuerOptions.Section);
        services.AddSingleton<AgreeOnShare>();
        services.AddSingleton<IAgreedShares, ReadAgreedShare>();
        services.AddSingleton<ChangeBillingProfile>();
        services.AddSingleton<DraftInvoices>();
        services.AddSingleton<CheckDrafts>();
        services.AddSingleton<IssueInvoices>();
        services.AddSingleton<InvoiceQueries>();
        services.AddSingleton<SubscriptionQueries>();
        services.AddSingleton<ControlRun>();
        services.AddSingleton<RunQueries>();
        services.AddSingleton<RunInvoices>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RunInvoices>());

        services.AddSingleton<RecordPayment>();
        services.AddSingleton<ConfirmPayment>();
        services.AddSingleton<IssueCreditNote>();
        services.AddSingleton<CorrectLedger>();
        services.AddSingleton<CorrectionQueries>();
        services.AddSingleton<SettleDispute>();
        services.AddSingleton<PaymentQueries>();
        services.AddSingleton<RemindOfInvoices>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RemindOfInvoices>());
        services.AddSingleton<SuspendUnpaid>();
        services.AddSingleton<IPaymentStanding>(provider => provider.GetRequiredService<SuspendUnpaid>());
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<SuspendUnpaid>());
        services.AddEventHandler<InvoiceSettled, SuspendUnpaid>(SuspendUnpaid.HandlerName);
        services.AddSingleton<WriteOffInvoice>();
        services.AddSingleton<UseCustomerCredit>();
        services.AddEventHandler<InvoiceIssued, UseCustomerCredit>(UseCustomerCredit.HandlerName);

        services.AddSingleton<WriteStatements>();
        services.AddSingleton<StartRun>();
        services.AddSingleton<MovePayout>();
        services.AddSingleton<PayoutQueries>();
        services.AddSingleton<OperatedTermsQueries>();
        services.AddSingleton<NotifyOfDocuments>();
        services.AddEventHandler<InvoiceIssued, NotifyOfDocuments>(NotifyOfDocuments.HandlerName);
        services.AddEventHandler<CreditNoteIssued, NotifyOfDocuments>(NotifyOfDocuments.HandlerName);
        services.AddEventHandler<StatementIssued, NotifyOfDocuments>(NotifyOfDocuments.HandlerName);
        services.AddEventHandler<CorrectionConfirmed, NotifyOfDocuments>(NotifyOfDocuments.HandlerName);
        services.AddSingleton<WriteFiles>();
        services.AddEventHandler<InvoiceIssued, WriteFiles>(WriteFiles.HandlerName);
        services.AddEventHandler<CreditNoteIssued, WriteFiles>(WriteFiles.HandlerName);
        services.AddEventHandler<StatementIssued, WriteFiles>(WriteFiles.HandlerName);
        services.AddEventHandler<CorrectionConfirmed, WriteFiles>(WriteFiles.HandlerName);
        services.AddSingleton<RunStatements>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RunStatements>());
        return services;
    }

    private static void AddGateways(IServiceCollection services)
    {
        services.AddHttpClient(StripeGateway.Client, client => client.Timeout = TimeSpan.FromSeconds(20));
        services.AddSingleton<BankTransferGateway>();
        services.AddSingleton<DemoGateway>();
        services.AddSingleton<StripeGateway>();
        services.AddSingleton<IPaymentGateway>(provider => provider.GetRequiredService<IOptions<BillingOptions>>().Value.Gateway switch
        {
            BillingGateway.Stripe => provider.GetRequiredService<StripeGateway>(),
            BillingGateway.Demo => provider.GetRequiredService<DemoGateway>(),
            _ => provider.GetRequiredService<BankTransferGateway>(),
        });
        services.AddSingleton<RecordOutcome>();
        services.AddSingleton<SetUpPayments>();
        services.AddSingleton<ReceiveStripeEvent>();
        services.AddSingleton<RunGateway>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<RunGateway>());
        services.AddEventHandler<GatewayNotified, RunGateway>(RunGateway.HandlerName);
        services.AddEventHandler<RefundConfirmed, RunGateway>(RunGateway.HandlerName);
    }
}
