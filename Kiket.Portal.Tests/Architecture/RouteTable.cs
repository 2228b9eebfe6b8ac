using static Kiket.Portal.Tests.Architecture.Scopes;
using static Kiket.Portal.Tests.Architecture.Who;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>
/// Every route of the portal and who may use it, in the one organization the test looks at (acme). A new route gets one
/// line here, in the words of its pattern; <see cref="RouteSamples"/> knows what to put in its braces.
/// </summary>
internal static class RouteTable
{
    private const string NotALink = "Links carry their secret behind the #: it says 404 to everybody, and where to paste one.";
    private const string OperatorsChoice = "It says 404 to everybody until an operator sets it: LegalPagesTests.";
    private const string NeedsLink = "It opens for the browser that followed a link: SharedPreviewTests.";

    private const string TicketSide = "Which scope it needs depends on the side of the ticket: SupportApiTests.";

    private const string NoInvoice = "No sample has an invoice or a statement: BillingApiTests.";

    private const string Private = $"/orgs/acme/extensions/marketplace/{RouteSamples.PrivateId}";
    private const string PrivateVersion = $"{Private}/versions/{RouteSamples.PrivateVersion}";

    public static IReadOnlyList<RouteEntry> Entries { get; } =
    [
        // The marketplace
        Page("/", Everybody),
        Page("/marketplace", Everybody),
        Page("/marketplace/{ExtensionId}", Everybody),
        Page("/marketplace/{ExtensionId}/{TabSegment}", Everybody),
        Page("/marketplace/{ExtensionId}/versions/{Version}", Everybody),
        Page("/marketplace/{ExtensionId}/versions/{Version}/{TabSegment}", Everybody),
        Page("/marketplace/{ExtensionId}/versions/{Version}/changes/{Other}", Everybody),
        Page("/report/{ExtensionId}", Everybody),
        Page("/publishers/{Slug}", Everybody),
        Page("/docs/findings", Everybody),
        Page("/docs/badges", Everybody),
        Page("/docs/operating", Everybody),
        Page("/docs/operating/{Topic}", Everybody),
        Page("/docs/publishing", Everybody),
        Page("/docs/publishing/manifest", Everybody),
        Page("/docs/publishing/{Chapter}", Everybody),
        Page("/docs/using", Everybody),
        Page("/docs/using/{Section}", Everybody),
        Get("/marketplace/feed.atom", Everybody),
        Get("/marketplace/{extensionId}/feed.atom", Everybody),
        Get("/marketplace/{extensionId}/badge.svg", Everybody),
        Get("/marketplace/{extensionId}/card.png", Everybody),
        Get("/marketplace/{extensionId}/changelog.md", Everybody),
        Get("/marketplace/{extensionId}/examples/{file}", Everybody),
        Get("/marketplace/{extensionId}/versions/{version}/examples/{file}", Everybody),
        Get("/sitemap.xml", Everybody),
        Get("/robots.txt", Everybody),
        Page("/legal/{Document}", Everybody) with { NotCalled = OperatorsChoice },
        Get("/.well-known/security.txt", Everybody) with { NotCalled = OperatorsChoice },
        Get("/.well-known/jwks.json", Everybody),
        Get("/files/{name}", Everybody),

        // Accounts
        Page("/account/login", Everybody),
        Page("/account/login/code", Everybody),
        Page("/account/login/recovery", Everybody),
        Page("/account/register", Everybody),
        Page("/account/forgot-password", Everybody),
        Page("/account/reset-password", Everybody),
        Page("/account/external", Everybody),
        Page("/account/login/link", Everybody),
        Page("/account/register/finish", Everybody),
        Page("/account/locked", Everybody),
        Page("/account/email/change", Everybody),
        Page("/account/access-denied", Everybody),
        Page("/account", SignedIn),
        Page("/account/password", SignedIn),
        Page("/account/passkeys", SignedIn),
        Page("/account/two-factor", SignedIn),
        Page("/account/external-logins", SignedIn),
        Page("/account/notifications", SignedIn),
        Page("/account/unsubscribe", Everybody),
        Post("/account/unsubscribe", Everybody),
        Page("/account/confirm", SignedIn),
        Page("/account/confirm-address", SignedIn),
        Page("/account/security", SignedIn),
        Page("/account/sessions", SignedIn),
        Page("/account/email", SignedIn),
        Page("/account/delete", SignedIn),
        Page("/account/invitations", Everybody),
        Page("/account/invitations/{Old}", Everybody) with { NotCalled = NotALink },
        Post("/account/logout", Everybody),
        Post("/account/external/start", Everybody),
        Post("/account/external/link", SignedIn),
        Post("/account/passkey/creation-options", SignedIn),
        Post("/account/passkey/request-options", Everybody),
        Post("/account/demo-sign-in/{key}", Everybody),

        // Organizations
        Page("/orgs/new", SignedIn),
        Page("/orgs/{Org}/ratings", Members),
        Page("/orgs/{Org}/support", Members),
        Page("/orgs/{Org}/support/{Id:guid}", Members),
        Page("/orgs/{Org}/support/new/{ExtensionId}", Admins),
        Page("/orgs/{Org}/support/replies", Admins),
        Page("/orgs/{Org}/extensions", Members),
        Page("/orgs/{Org}/extensions/marketplace", Members),
        Page("/orgs/{Org}/extensions/private", Members),
        Page("/orgs/{Org}/extensions/marketplace/{ExtensionId}", Members) with { Address = Private },
        Page("/orgs/{Org}/extensions/marketplace/{ExtensionId}/{TabSegment}", Members) with { Address = $"{Private}/security" },
        Page("/orgs/{Org}/extensions/marketplace/{ExtensionId}/versions/{Version}", Members) with { Address = PrivateVersion },
        Page("/orgs/{Org}/extensions/marketplace/{ExtensionId}/versions/{Version}/{TabSegment}", Members) with { Address = $"{PrivateVersion}/permissions" },
        Page("/orgs/{Org}/extensions/marketplace/{ExtensionId}/versions/{Version}/changes/{Other}", Members) with
        {
            Address = $"{PrivateVersion}/changes/{RouteSamples.PrivateVersion}",
        },
        Page("/orgs/{Org}/extensions/install/{ExtensionId}", Members),
        Page("/orgs/{Org}/extensions/installed/{Number:long}", Members),
        Page("/orgs/{Org}/extensions/installed/{Number:long}/setup", Members),
        Page("/orgs/{Org}/extensions/installed/{Number:long}/setup/{Step:int}", Members),
        Page("/orgs/{Org}/extensions/installed/{Number:long}/upgrade/{Version}", Members),
        Page("/orgs/{Org}/extensions/published/{ExtensionId}", Admins),
        Page("/orgs/{Org}/extensions/published/{ExtensionId}/listing", Admins),
        Page("/orgs/{Org}/extensions/published/{ExtensionId}/hosting", Admins),
        Page("/orgs/{Org}/extensions/published/{ExtensionId}/analytics", Admins),
        Get("/orgs/{org}/extensions/published/{extensionId}/analytics.csv", Admins),
        Page("/orgs/{Org}/extensions/submissions", Admins),
        Page("/orgs/{Org}/extensions/submissions/{Id:guid}", Admins),
        Page("/orgs/{Org}/extensions/submit", Admins),
        Page("/orgs/{Org}/extensions/submit/{DraftId:guid}", Admins),
        Page("/orgs/{Org}/settings/members", Members),
        Page("/orgs/{Org}/settings/tokens", Members),
        Page("/orgs/{Org}/settings/publisher", Admins),
        Page("/orgs/{Org}/settings/deletion", Who.Owner),
        Page("/orgs/{Org}/settings/billing", Admins),
        Page("/orgs/{Org}/settings/billing/{InvoiceNumber}", Admins) with { NotCalled = NoInvoice },
        Get("/orgs/{org}/settings/billing/{number}/file", Admins) with { NotCalled = NoInvoice },
        Get("/orgs/{org}/settings/billing/{number}/pdf", Admins) with { NotCalled = NoInvoice },
        Page("/orgs/{Org}/payouts", Admins),
        Page("/orgs/{Org}/payouts/{StatementNumber}", Admins) with { NotCalled = NoInvoice },
        Get("/orgs/{org}/payouts/{number}/file", Admins) with { NotCalled = NoInvoice },
        Get("/orgs/{org}/payouts/{number}/pdf", Admins) with { NotCalled = NoInvoice },
        Page("/orgs/{Org}/settings/repositories", Admins),
        Page("/orgs/{Org}/settings/extension-webhooks", Admins),
        Page("/orgs/{Org}/settings/audit", Admins),
        Get("/orgs/{org}/settings/audit/export", Admins),
        Page("/preview", Everybody),
        Page("/preview/{Old}", Everybody) with { NotCalled = NotALink },
        Page("/preview/{Old}/{Rest}", Everybody) with { NotCalled = NotALink },
        Page("/preview/{Link:guid}", Everybody) with { NotCalled = NeedsLink },
        Page("/preview/{Link:guid}/{TabSegment}", Everybody) with { NotCalled = NeedsLink },
        Post("/uploads/", SignedIn),
        Get("/uploads/{id:guid}", Members),
        Get("/uploads/{id:guid}/card", Members),
        Post("/support/files/", SignedIn),
        Get("/support/files/{id:guid}", Members),

        // Reviewing and operating
        Page("/review", Reviewer),
        Page("/review/edits", Reviewer),
        Page("/review/prices", Reviewer),
        Page("/orgs/{Org}/review", Admins),
        Page("/review/{SubmissionId:guid}", Reviewer),
        Page("/operations", Operator),
        Page("/operations/audit", Operator),
        Get("/operations/audit/export", Operator),
        Page("/operations/billing", Operator),
        Page("/operations/billing/invoices/{Number}", Operator) with { NotCalled = "No sample has an invoice: BillingPagesTests." },
        Page("/operations/billing/payments", Operator),
        Page("/operations/billing/payouts", Operator),
        Page("/operations/billing/corrections", Operator),
        Page("/operations/billing/terms/{Slug}", Operator),
        Page("/operations/categories", Operator),
        Page("/operations/checklist", Operator),
        Page("/operations/listings", Operator),
        Page("/operations/listings/{ExtensionKey:guid}/versions", Operator),
        Page("/operations/reports", Operator),
        Page("/operations/ratings", Operator),
        Page("/operations/support", Operator),
        Page("/operations/support/{Id:guid}", Operator) with { NotCalled = "No sample is escalated: TicketTests." },
        Page("/operations/events", Operator),
        Page("/operations/hosting", Operator),
        Page("/operations/extension-ids", Operator),
        Page("/operations/organizations", Operator),
        Page("/operations/people", Operator),
        Page("/operations/replies", Operator),
        Page("/operations/review", Operator),

        // The API: which tokens, and whether those of another organization count as well
        Api("GET", "/api/v1/health", Anybody),
        Api("GET", "/api/v1/me", AnyToken),
        Api("GET", "/api/v1/organizations/{organization}", AnyToken, ofOrganization: true),
        Api("POST", "/api/v1/billing/webhooks/stripe", Anybody) with { NotCalled = "Its signature decides, not who sends it: StripeTests." },
        Api("POST", "/api/v1/extensions/registry/webhook", Anybody) with { NotCalled = "Its signature decides, not who sends it: WebhookTests." },
        Api("POST", "/api/v1/extensions/registry/{registry}/publish", Publish | Scopes.Admin),
        Api("GET", "/api/v1/extensions/registry/{registry}/", Anybody),
        Api("GET", "/api/v1/extensions/registry/{registry}/", Read | Publish | Install | Scopes.Billing | Scopes.Admin, ofOrganization: true) with
        {
            Address = "/api/v1/extensions/registry/acme/",
        },
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}", Anybody),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/versions", Anybody),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}", Anybody),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/versions", Anybody),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/webhook", Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/webhook/rotate", Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/deliveries", Publish | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/builds", Publish | Scopes.Admin, ofOrganization: true),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/builds", Publish | Scopes.Admin),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/webhook", Scopes.Admin),
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/webhook/rotate", Scopes.Admin),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/deliveries", Publish | Scopes.Admin),
        Api("GET", "/api/v1/marketplace/products/", Anybody),
        Api("GET", "/api/v1/marketplace/products/{id}", Anybody),
        WithSlash("GET", "/api/v1/marketplace/products/{id}/{name}", Anybody),
        Api("POST", "/api/v1/marketplace/installations/", Install | Scopes.Admin),
        Api("GET", "/api/v1/marketplace/installations/", Install | Scopes.Admin),
        Api("GET", "/api/v1/marketplace/installations/{id}", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/refresh", Install | Scopes.Admin, ofOrganization: true),
        Api("PATCH", "/api/v1/marketplace/installations/{id}/", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/secrets", Install | Scopes.Admin, ofOrganization: true),
        Api("PATCH", "/api/v1/marketplace/installations/{id}/secrets/{key}", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/upgrade/preview", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/upgrade", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/rollback", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/skip", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/pin", Install | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/marketplace/installations/{id}/operations/{job_id}", Install | Scopes.Admin, ofOrganization: true),
        Api("DELETE", "/api/v1/marketplace/installations/{id}", Install | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/marketplace/installations/{id}/hosting", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/marketplace/installations/{id}/hosting/restart", Install | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/marketplace/installations/{id}/hosting/logs", Install | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/marketplace/installations/{id}/hosting/blocked_calls", Install | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/marketplace/installations/{id}/usage", Install | Scopes.Billing | Scopes.Admin, ofOrganization: true),
        Api("PUT", "/api/v1/marketplace/installations/{id}/usage_cap", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/usage_events/", Usage | Scopes.Admin),
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/usage_events/{event_id}/void", Usage | Scopes.Admin) with
        {
            NotCalled = "No sample has a usage event: UsageApiTests.",
        },
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/usage_events/", Usage | Scopes.Admin),
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/usage_events/{event_id}/void", Usage | Scopes.Admin),
        Api("GET", "/api/v1/marketplace/telemetry", AnyToken),
        Api("POST", "/api/v1/ext/telemetry", Anybody) with { NotCalled = "It takes what anybody sends and answers no secrets: TelemetryApiTests." },
        Api("POST", "/api/v1/ext/t/{token}/telemetry", Anybody) with { NotCalled = "It takes what anybody sends and answers no secrets: TelemetryApiTests." },
        Api("GET", "/api/v1/ext/rate_limit", Anybody),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/analytics", Publish | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/error_groups", Publish | Scopes.Admin, ofOrganization: true),
        Api("PATCH", "/api/v1/extensions/registry/{registry}/{extension_id}/error_groups/{fingerprint}", Publish | Scopes.Admin, ofOrganization: true) with
        {
            NotCalled = "No sample has an error: TelemetryApiTests.",
        },
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/telemetry_tokens", Publish | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/telemetry_tokens", Publish | Scopes.Admin, ofOrganization: true),
        Api(
            "DELETE",
            "/api/v1/extensions/registry/{registry}/{extension_id}/telemetry_tokens/{telemetry_token_id}",
            Publish | Scopes.Admin,
            ofOrganization: true) with
        {
            NotCalled = "No sample has a token: TelemetryApiTests.",
        },
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/analytics", Publish | Scopes.Admin),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/error_groups", Publish | Scopes.Admin),
        WithSlash("PATCH", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/error_groups/{fingerprint}", Publish | Scopes.Admin),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/telemetry_tokens", Publish | Scopes.Admin),
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/telemetry_tokens", Publish | Scopes.Admin),
        WithSlash("DELETE", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/telemetry_tokens/{telemetry_token_id}", Publish | Scopes.Admin),
        Api("POST", "/api/v1/organizations/{organization}/upgrades", Install | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/releases/{version}/yank", Publish | Scopes.Admin, ofOrganization: true),
        Api("DELETE", "/api/v1/extensions/registry/{registry}/{extension_id}/releases/{version}/yank", Publish | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/releases/{version}/rollout", Publish | Scopes.Admin, ofOrganization: true),
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/releases/{version}/rollout", Publish | Scopes.Admin),
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/releases/{version}/yank", Publish | Scopes.Admin),
        WithSlash("DELETE", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/releases/{version}/yank", Publish | Scopes.Admin),
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/deprecations/", Publish | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/deprecations/", Publish | Scopes.Admin, ofOrganization: true),
        Api("PATCH", "/api/v1/extensions/registry/{registry}/{extension_id}/deprecations/{id}", Publish | Scopes.Admin, ofOrganization: true),
        Api("DELETE", "/api/v1/extensions/registry/{registry}/{extension_id}/deprecations/{id}", Publish | Scopes.Admin, ofOrganization: true),
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/deprecations/", Publish | Scopes.Admin),
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/deprecations/", Publish | Scopes.Admin),
        WithSlash("PATCH", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/deprecations/{id}", Publish | Scopes.Admin),
        WithSlash("DELETE", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/deprecations/{id}", Publish | Scopes.Admin),
        Api("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/ratings", Anybody),
        Api("PUT", "/api/v1/extensions/registry/{registry}/{extension_id}/rating", Install | Scopes.Admin) with
        {
            NotCalled = "Acme publishes the sample, so it can't rate it: RatingsApiTests.",
        },
        Api("DELETE", "/api/v1/extensions/registry/{registry}/{extension_id}/rating", Install | Scopes.Admin) with
        {
            NotCalled = "Acme publishes the sample, so it can't rate it: RatingsApiTests.",
        },
        Api("PUT", "/api/v1/extensions/registry/{registry}/{extension_id}/ratings/{rating_id}/reply", Publish | Scopes.Admin, ofOrganization: true) with
        {
            NotCalled = "No sample has a rating: RatingsApiTests.",
        },
        Api("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/ratings/{rating_id}/report", AnyToken) with
        {
            NotCalled = "No sample has a rating: RatingsApiTests.",
        },
        WithSlash("GET", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/ratings", Anybody),
        WithSlash("PUT", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/rating", Install | Scopes.Admin),
        WithSlash("DELETE", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/rating", Install | Scopes.Admin),
        WithSlash("PUT", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/ratings/{rating_id}/reply", Publish | Scopes.Admin),
        WithSlash("POST", "/api/v1/extensions/registry/{registry}/{extension_id}/{name}/ratings/{rating_id}/report", AnyToken),
        Api("GET", "/api/v1/support/tickets", Read | Install | Publish | Scopes.Admin),
        Api("POST", "/api/v1/support/tickets", Install | Scopes.Admin),
        Api("GET", "/api/v1/support/tickets/{id}", Read | Install | Publish | Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/support/tickets/{id}/messages", Install | Scopes.Admin, ofOrganization: true) with { NotCalled = TicketSide },
        Api("POST", "/api/v1/support/tickets/{id}/state", Install | Scopes.Admin, ofOrganization: true) with { NotCalled = TicketSide },
        Api("POST", "/api/v1/support/tickets/{id}/escalate", Install | Scopes.Admin, ofOrganization: true) with { NotCalled = TicketSide },
        Api("POST", "/api/v1/support/tickets/{id}/satisfaction", Install | Scopes.Admin, ofOrganization: true) with { NotCalled = TicketSide },
        Api("POST", "/api/v1/support/attachments", Install | Publish | Scopes.Admin),
        Api("GET", "/api/v1/support/attachments/{id}", Read | Install | Publish | Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/extensions/{extension_id}/secrets/", Scopes.Admin, ofOrganization: true),
        Api("POST", "/api/v1/extensions/{extension_id}/secrets/", Scopes.Admin, ofOrganization: true),
        Api("GET", "/api/v1/extensions/{extension_id}/secrets/{key}", Scopes.Admin, ofOrganization: true),
        Api("PATCH", "/api/v1/extensions/{extension_id}/secrets/{key}", Scopes.Admin, ofOrganization: true),
        WithSlash("GET", "/api/v1/extensions/{extension_id}/{name}/secrets/", Scopes.Admin),
        WithSlash("POST", "/api/v1/extensions/{extension_id}/{name}/secrets/", Scopes.Admin),
        WithSlash("GET", "/api/v1/extensions/{extension_id}/{name}/secrets/{key}", Scopes.Admin),
        WithSlash("PATCH", "/api/v1/extensions/{extension_id}/{name}/secrets/{key}", Scopes.Admin),
        Api("GET", "/api/v1/extensions", AnyToken),
        Api("GET", "/api/v1/extensions/upgrade_recommendations", AnyToken),
        Api("GET", "/api/v1/diagnostics", AnyToken),
        Api("GET", "/api/v1/secrets/health", AnyToken),
        Api("GET", "/api/v1/workflows", AnyToken),
        Api("GET", "/api/v1/analytics/usage", AnyToken),
        Api("GET", "/api/v1/analytics/billing", Scopes.Billing | Scopes.Admin),
        Api("GET", "/api/v1/billing/current", Scopes.Billing | Scopes.Admin),
        Api("GET", "/api/v1/billing/invoices", Scopes.Billing | Scopes.Admin),
        Api("GET", "/api/v1/billing/credit_notes", Scopes.Billing | Scopes.Admin),
        Api("GET", "/api/v1/billing/consents", Scopes.Billing | Scopes.Admin),
        Api("GET", "/api/v1/billing/credit_notes/{number}", Scopes.Billing | Scopes.Admin) with { NotCalled = NoInvoice },
        Api("GET", "/api/v1/payouts/balance", Scopes.Billing | Scopes.Admin),
        Api("GET", "/api/v1/payouts/statements", Scopes.Billing | Scopes.Admin),
        Api("GET", "/api/v1/payouts/statements/{number}", Scopes.Billing | Scopes.Admin) with { NotCalled = NoInvoice },
        Api("GET", "/api/v1/payouts/transactions", Scopes.Billing | Scopes.Admin),
        Api("POST", "/api/v1/operations/billing/runs", Scopes.Operate) with { NotCalled = "It runs everybody's month: BillingApiTests." },
        Api("GET", "/api/v1/operations/billing/runs/{id}", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("POST", "/api/v1/operations/billing/invoices/{number}/payments", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("POST", "/api/v1/operations/billing/payments/{id}/confirm", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("POST", "/api/v1/operations/billing/invoices/{number}/credit_notes", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("PUT", "/api/v1/operations/organizations/{slug}/agreement", Scopes.Operate),
        Api("POST", "/api/v1/operations/billing/payouts/{number}/approved", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("POST", "/api/v1/operations/billing/payouts/{number}/sent", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("POST", "/api/v1/operations/billing/payouts/{number}/paid", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("POST", "/api/v1/operations/billing/payouts/{number}/returned", Scopes.Operate) with { NotCalled = NoInvoice },
        Api("GET", "/api/v1/billing/invoices/{number}", Scopes.Billing | Scopes.Admin) with { NotCalled = NoInvoice },
        Api("GET", "/api/v1/submissions/{id}", Read | Publish | Review | Scopes.Admin, ofOrganization: true) with { NotForMembers = true },
        Api("GET", "/api/v1/reviews/submissions/", Review | Scopes.Admin),
        Api("POST", "/api/v1/reviews/submissions/{id}/decision", Review),
        Get("/openapi/{documentName}.json", Everybody),
        Get("/api/docs/{documentName?}", Everybody),

        // Whatever else answers
        Any("/health/live", Everybody),
        Any("/health/ready", Everybody),
        Get("/{**path:file}", Everybody) with { NotCalled = "What looks like a file and is none is 404 to everybody." },
        Page("/not-found", Everybody) with { NotCalled = "It says 404 to everybody." },
        Page("/error", Everybody),
        Page("/demo", Everybody) with { InDevelopment = true },
        Page("/demo/parts", Everybody) with { InDevelopment = true },
        Post("/demo/push/{repository:long}", Everybody) with { InDevelopment = true },
        Post("/demo/clock", Everybody) with { InDevelopment = true, NotCalled = "It moves everybody's time: DemoClockTests." },
    ];

    /// <summary>Routes that the framework maps by the dozen, by how they begin. Nobody needs a right for them.</summary>
    public static IReadOnlyList<(string Prefix, string Why)> Families { get; } =
    [
        ("/_blazor", "The connection of live pages: LiveConnectionsTests. What goes over it is asked for by person."),
        ("/_framework", "The scripts of live pages."),
        ("/api/docs/", "The scripts of the API's reference."),
    ];

    private static RouteEntry Page(string pattern, Who who) => new("PAGE", pattern) { Who = who };

    private static RouteEntry Get(string pattern, Who who) => new("GET", pattern) { Who = who };

    private static RouteEntry Post(string pattern, Who who) => new("POST", pattern) { Who = who };

    private static RouteEntry Any(string pattern, Who who) => new("ANY", pattern) { Who = who };

    private static RouteEntry WithSlash(string method, string pattern, Scopes scopes) =>
        Api(method, pattern, scopes) with { NotCalled = "No sample has an id with a slash." };

    private static RouteEntry Api(string method, string pattern, Scopes scopes, bool ofOrganization = false) =>
        new(method, pattern) { Scopes = scopes, OfOrganization = ofOrganization };
}

/// <summary>One route.</summary>
/// <param name="Method">PAGE for a page, ANY for a route that takes every method.</param>
internal sealed record RouteEntry(string Method, string Pattern)
{
    /// <summary>Who may use it by signing in; None for the API.</summary>
    public Who Who { get; init; }

    /// <summary>Which tokens may use it; None for everything but the API.</summary>
    public Scopes Scopes { get; init; }

    /// <summary>Whether it is about one organization, so that another's token finds nothing.</summary>
    public bool OfOrganization { get; init; }

    /// <summary>Whether it takes a publisher's role, so that a plain member's token is refused.</summary>
    public bool NotForMembers { get; init; }

    /// <summary>A whole address, where the samples do not say enough.</summary>
    public string? Address { get; init; }

    /// <summary>Why the test does not call it.</summary>
    public string? NotCalled { get; init; }

    /// <summary>Out of Development it is not there or answers 404.</summary>
    public bool InDevelopment { get; init; }

    public string Key => $"{Method} {Pattern}";
}
