using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <param name="Date">When the next statement is written.</param>
/// <param name="Reason">Why nothing would be paid out: nothing_due, below_minimum or account_missing; null when something would.</param>
public sealed record NextPayoutResponse(DateOnly Date, long AmountCents, CarryReason? Reason);

/// <param name="PendingCents">Of invoices that aren't paid.</param>
/// <param name="PayableCents">Not in any payout yet; below zero after refunds.</param>
/// <param name="HeldCents">Of payments that a customer's bank disputes.</param>
public sealed record BalanceResponse(
    string Organization, long PendingCents, long PayableCents, long HeldCents, string Currency, NextPayoutResponse NextPayout);

/// <summary>A line of a statement. Amounts are below zero for what is taken back.</summary>
/// <param name="Invoice">Its number; of a payout that came back, the payout's.</param>
/// <param name="Period">The month in which it was used.</param>
/// <param name="PaidAt">Null while the customer hasn't paid.</param>
/// <param name="FeeCents">Kiket's part.</param>
public sealed record TransactionResponse(
    Guid Id,
    EarningKind Kind,
    TransactionState State,
    string Invoice,
    string Period,
    DateTimeOffset? PaidAt,
    string Customer,
    string ExtensionId,
    string Description,
    long GrossCents,
    long FeeCents,
    long ShareCents,
    long WithheldCents,
    long NetCents);

/// <param name="After">Ask with it for the following ones; null when there are none.</param>
public sealed record TransactionListResponse(IReadOnlyList<TransactionResponse> Transactions, string? After);

/// <summary>
/// A statement as it was issued: carried_in_cents and lines_cents are due_cents, of which payout_cents is paid out and the rest carried over.
/// </summary>
/// <param name="CsvSha256">Of the file that this address with .csv behind it returns.</param>
public sealed record StatementResponse(
    string Number,
    string Organization,
    string Period,
    long CarriedInCents,
    long LinesCents,
    long DueCents,
    long PayoutCents,
    long CarriedOutCents,
    string Currency,
    DateTimeOffset IssuedAt,
    string CsvSha256)
{
    /// <summary>Only for a single statement.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TransactionResponse>? Lines { get; init; }
}

public sealed record StatementListResponse(IReadOnlyList<StatementResponse> Statements, int Page, int PerPage, int Total);

/// <summary>What a publisher gets.</summary>
internal static class PayoutsApi
{
    public static void MapPayoutsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/payouts").RequireAuthorization(ApiPolicies.Billing).WithTags("Payouts");
        group.MapGet("/balance", BalanceAsync)
            .WithName("payout_balance")
            .WithSummary("What is pending, payable and held")
            .Takes("organization", "Slug or id of the token's organization.")
            .Produces<BalanceResponse>();
        group.MapGet("/statements", ListAsync)
            .WithName("statements")
            .WithSummary("Statements, newest first")
            .Takes("organization", "Slug or id of the token's organization.")
            .TakesPages()
            .Produces<StatementListResponse>();
        group.MapGet("/statements/{number}", FindAsync)
            .WithName("statement")
            .WithSummary("A statement with its lines")
            .WithDescription("With `.csv` behind the number it is a file for spreadsheets, with `.pdf` one to print.")
            .Produces<StatementResponse>();
        group.MapGet("/transactions", TransactionsAsync)
            .WithName("payout_transactions")
            .WithSummary("All lines, also of the open month")
            .WithDescription("What customers haven't paid comes first, then the newest.")
            .Takes("organization", "Slug or id of the token's organization.")
            .Takes("after", "The `after` of the list before.")
            .Takes("per_page", "From 1 to 100; 100 without it.")
            .Produces<TransactionListResponse>();
    }

    private static Task<Result<OrganizationMember>> MemberAsync(
        HttpContext context, OrganizationAccess organizations, CancellationToken cancellationToken) =>
        InstallationsApi.OrganizationAsync(context, organizations, ApiQuery.Text(context.Request, "organization"), cancellationToken);

    private static async Task<IResult> BalanceAsync(
        HttpContext context, OrganizationAccess organizations, PayoutQueries payouts, CancellationToken cancellationToken)
    {
        if (!(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out var error))
        {
            return ErrorResults.Of(error);
        }

        var balance = await payouts.BalanceAsync(member.OrganizationId, cancellationToken);
        CarryReason? reason = balance.Next.Reason == CarryReason.None ? null : balance.Next.Reason;
        return Results.Json(
            new BalanceResponse(
                member.Slug, balance.PendingCents, balance.PayableCents, balance.HeldCents, "USD",
                new NextPayoutResponse(balance.Next.Day, balance.Next.AmountCents, reason)),
            ApiJson.Writing);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, OrganizationAccess organizations, PayoutQueries payouts, PublicAddress address, CancellationToken cancellationToken)
    {
        if (!ApiQuery.Page(context.Request, PageRequest.MaxSize).TryGet(out var request, out var error)
            || !(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out error))
        {
            return ErrorResults.Of(error);
        }

        var page = await payouts.StatementsAsync(member.OrganizationId, request, cancellationToken);
        ApiPages.AddLinks(context, page, address);
        return Results.Json(
            new StatementListResponse([.. page.Items.Select(statement => Model(statement, member))], request.Number, request.Size, page.Total),
            ApiJson.Writing);
    }

    private static async Task<IResult> FindAsync(
        string number,
        HttpContext context,
        OrganizationAccess organizations,
        PayoutQueries payouts,
        WriteFiles files,
        CancellationToken cancellationToken)
    {
        if (!(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out var error))
        {
            return ErrorResults.Of(error);
        }

        var (wanted, format) = BillingFileRoutes.Split(number);
        if (await payouts.FindAsync(member.OrganizationId, wanted, cancellationToken) is not { } document)
        {
            return ErrorResults.Of(Error.NotFound(
                "statement_not_found", $"Your organization has no statement “{ApiQuery.Short(wanted)}”. GET /api/v1/payouts/statements lists them."));
        }

        return format is { } asked
            ? BillingFileRoutes.File(await files.FindAsync(document, asked, cancellationToken))
            : Results.Json(
                Model(document.Statement, member) with
                {
                    Lines = [.. (await payouts.LinesAsync(document, cancellationToken)).Select(Model)],
                },
                ApiJson.Writing);
    }

    private static async Task<IResult> TransactionsAsync(
        HttpContext context, OrganizationAccess organizations, PayoutQueries payouts, CancellationToken cancellationToken)
    {
        if (!ApiQuery.Page(context.Request, PageRequest.MaxSize).TryGet(out var request, out var error)
            || !(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out error))
        {
            return ErrorResults.Of(error);
        }

        var page = await payouts.TransactionsAsync(member.OrganizationId, ApiQuery.Text(context.Request, "after"), request.Size, cancellationToken);
        return Results.Json(new TransactionListResponse([.. page.Items.Select(Model)], page.After), ApiJson.Writing);
    }

    private static StatementResponse Model(Statement statement, OrganizationMember member) => new(
        statement.Number,
        member.Slug,
        new BillingMonth(statement.Period).ToString(),
        statement.CarriedInCents,
        statement.LinesCents,
        statement.DueCents,
        statement.PayoutCents,
        statement.CarriedOutCents,
        statement.Currency,
        statement.IssuedAt,
        statement.CsvSha256);

    private static TransactionResponse Model(PublisherTransaction line) => new(
        line.Id, line.Kind, line.State, line.Reference, line.Period.ToString(), line.PaidAt, line.Customer, line.ExtensionId, line.Description,
        line.GrossCents, line.FeeCents, line.ShareCents, line.WithheldCents, line.NetCents);
}
