using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Billing.Printing;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <param name="Section">extensions, or hosting for "Extension Hosting".</param>
/// <param name="Description">The sum in words.</param>
/// <param name="Period">The month in which it was used.</param>
/// <param name="Quantity">Days or units.</param>
public sealed record InvoiceLineResponse(
    Guid? Id, LineSection Section, string Description, string ExtensionId, string Period, long Quantity, string Unit, long GrossCents, long? TaxCents);

/// <summary>An invoice as it was issued.</summary>
public sealed record InvoiceResponse(
    string Number,
    string Organization,
    string Period,
    InvoiceState State,
    DateTimeOffset IssuedAt,
    DateOnly DueAt,
    string Currency,
    long NetCents,
    long TaxCents,
    long TotalCents,
    long PaidCents)
{
    /// <summary>Of the file that this address with .csv behind it returns. Only for a single invoice.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? CsvSha256 { get; init; }

    /// <summary>Only for a single invoice.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<InvoiceLineResponse>? Lines { get; init; }
}

/// <summary>What a credit note takes back of a line of an invoice. All amounts are above zero.</summary>
/// <param name="LineId">Of the invoice.</param>
public sealed record CreditNoteLineResponse(Guid LineId, string Description, string ExtensionId, long GrossCents, long TaxCents);

/// <summary>Takes back lines of an invoice. All amounts are above zero.</summary>
/// <param name="ReturnedCents">The part that was paid before: it pays the next invoice, or is refunded.</param>
public sealed record CreditNoteResponse(
    string Number,
    string Organization,
    string Invoice,
    DateTimeOffset IssuedAt,
    string Reason,
    string Currency,
    long NetCents,
    long TaxCents,
    long TotalCents,
    long ReturnedCents,
    IReadOnlyList<CreditNoteLineResponse> Lines);

public sealed record CreditNoteListResponse(IReadOnlyList<CreditNoteResponse> CreditNotes, int Page, int PerPage, int Total);

public sealed record InvoiceListResponse(IReadOnlyList<InvoiceResponse> Invoices, int Page, int PerPage, int Total);

/// <param name="InstallationId">The integer of the installation.</param>
/// <param name="Difference">What was shown, word for word.</param>
/// <param name="Hash">SHA-256 of it, in hex.</param>
public sealed record ConsentResponse(
    Guid Id, string ExtensionId, long InstallationId, string Person, DateTimeOffset AgreedAt, string Hash, System.Text.Json.JsonElement Difference);

public sealed record ConsentListResponse(IReadOnlyList<ConsentResponse> Consents, int Page, int PerPage, int Total);

/// <param name="NetCents">So far, including today and without tax.</param>
/// <param name="AtMonthEndCents">If everything runs on, with the usage so far.</param>
public sealed record CurrentMonthResponse(
    string Organization, string Period, string Currency, long NetCents, long AtMonthEndCents, IReadOnlyList<InvoiceLineResponse> Lines);

/// <summary>What an organization pays.</summary>
internal static class BillingApi
{
    public static void MapBillingApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/billing").RequireAuthorization(ApiPolicies.Billing).WithTags("Billing");
        group.MapGet("/current", CurrentAsync)
            .WithName("current_month")
            .WithSummary("What this month costs so far")
            .Takes("organization", "Slug or id of the token's organization.")
            .Produces<CurrentMonthResponse>();
        group.MapGet("/invoices", ListAsync)
            .WithName("invoices")
            .WithSummary("Invoices, newest first")
            .Takes("organization", "Slug or id of the token's organization.")
            .TakesPages()
            .Produces<InvoiceListResponse>();
        group.MapGet("/credit_notes", CreditNotesAsync)
            .WithName("credit_notes")
            .WithSummary("Credit notes, newest first")
            .Takes("organization", "Slug or id of the token's organization.")
            .TakesPages()
            .Produces<CreditNoteListResponse>();
        group.MapGet("/consents", ConsentsAsync)
            .WithName("consents")
            .WithSummary("What people of the organization agreed to, newest first")
            .Takes("organization", "Slug or id of the token's organization.")
            .TakesPages()
            .Produces<ConsentListResponse>();
        group.MapGet("/invoices/{number}", FindAsync)
            .WithName("invoice")
            .WithSummary("An invoice with its lines")
            .WithDescription("With `.csv` behind the number it is a file for spreadsheets, with `.pdf` one to print.")
            .Produces<InvoiceResponse>();
        group.MapGet("/credit_notes/{number}", FindCreditNoteAsync)
            .WithName("credit_note")
            .WithSummary("A credit note with its lines")
            .WithDescription("With `.csv` behind the number it is a file for spreadsheets, with `.pdf` one to print.")
            .Produces<CreditNoteResponse>();
    }

    private static Task<Result<OrganizationMember>> MemberAsync(
        HttpContext context, OrganizationAccess organizations, CancellationToken cancellationToken) =>
        InstallationsApi.OrganizationAsync(context, organizations, ApiQuery.Text(context.Request, "organization"), cancellationToken);

    private static async Task<IResult> CurrentAsync(
        HttpContext context, OrganizationAccess organizations, InvoiceQueries invoices, CancellationToken cancellationToken)
    {
        if (!(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out var error))
        {
            return ErrorResults.Of(error);
        }

        var current = await invoices.CurrentAsync(member.OrganizationId, cancellationToken);
        return Results.Json(
            new CurrentMonthResponse(
                member.Slug,
                current.Month.ToString(),
                "USD",
                current.SoFarCents,
                current.AtMonthEndCents,
                [.. current.SoFar.Select(line => new InvoiceLineResponse(
                    null, line.Section, line.Description, line.ExtensionId, line.Service.ToString(), line.Quantity, line.Unit, line.GrossCents, null))]),
            ApiJson.Writing);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, OrganizationAccess organizations, InvoiceQueries invoices, PublicAddress address, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (!ApiQuery.Page(context.Request, PageRequest.MaxSize).TryGet(out var request, out var error)
            || !(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out error))
        {
            return ErrorResults.Of(error);
        }

        var page = await invoices.ForOrganizationAsync(member.OrganizationId, request, cancellationToken);
        ApiPages.AddLinks(context, page, address);
        return Results.Json(
            new InvoiceListResponse([.. page.Items.Select(invoice => Model(invoice, member, clock))], request.Number, request.Size, page.Total),
            ApiJson.Writing);
    }

    private static async Task<IResult> FindAsync(
        string number,
        HttpContext context,
        OrganizationAccess organizations,
        InvoiceQueries invoices,
        WriteFiles files,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (!(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out var error))
        {
            return ErrorResults.Of(error);
        }

        var (wanted, format) = BillingFileRoutes.Split(number);
        if (await invoices.FindAsync(member.OrganizationId, wanted, cancellationToken) is not { } document)
        {
            return ErrorResults.Of(Error.NotFound(
                "invoice_not_found", $"Your organization has no invoice “{ApiQuery.Short(wanted)}”. GET /api/v1/billing/invoices lists them."));
        }

        return format is { } asked
            ? BillingFileRoutes.File(await files.FindAsync(document, asked, cancellationToken))
            : Results.Json(
                Model(document.Invoice, member, clock) with
                {
                    CsvSha256 = (await files.FindAsync(document, FileFormat.Csv, cancellationToken)).Sha256,
                    Lines = [.. document.Lines.Select(line => new InvoiceLineResponse(
                        line.Id, line.Section, line.Description, line.ExtensionId, new BillingMonth(line.ServicePeriod).ToString(), line.Quantity,
                        line.Unit, line.GrossCents, line.TaxCents))],
                },
                ApiJson.Writing);
    }

    private static async Task<IResult> CreditNotesAsync(
        HttpContext context, OrganizationAccess organizations, PaymentQueries payments, PublicAddress address, CancellationToken cancellationToken)
    {
        if (!ApiQuery.Page(context.Request, PageRequest.MaxSize).TryGet(out var request, out var error)
            || !(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out error))
        {
            return ErrorResults.Of(error);
        }

        var page = await payments.CreditNotesAsync(member.OrganizationId, request, cancellationToken);
        ApiPages.AddLinks(context, page, address);
        return Results.Json(
            new CreditNoteListResponse([.. page.Items.Select(document => Model(document, member))], request.Number, request.Size, page.Total),
            ApiJson.Writing);
    }

    private static async Task<IResult> ConsentsAsync(
        HttpContext context, OrganizationAccess organizations, SubscriptionQueries subscriptions, PublicAddress address,
        CancellationToken cancellationToken)
    {
        if (!ApiQuery.Page(context.Request, PageRequest.MaxSize).TryGet(out var request, out var error)
            || !(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out error))
        {
            return ErrorResults.Of(error);
        }

        var page = await subscriptions.ConsentsAsync(member.OrganizationId, request, cancellationToken);
        ApiPages.AddLinks(context, page, address);
        return Results.Json(
            new ConsentListResponse(
                [.. page.Items.Select(one => new ConsentResponse(
                    one.Consent.Id, one.ExtensionId, one.Installation, one.Consent.PersonName, one.Consent.At, one.Consent.Hash,
                    System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(one.Consent.Difference)))],
                request.Number, request.Size, page.Total),
            ApiJson.Writing);
    }

    private static async Task<IResult> FindCreditNoteAsync(
        string number,
        HttpContext context,
        OrganizationAccess organizations,
        PaymentQueries payments,
        WriteFiles files,
        CancellationToken cancellationToken)
    {
        if (!(await MemberAsync(context, organizations, cancellationToken)).TryGet(out var member, out var error))
        {
            return ErrorResults.Of(error);
        }

        var (wanted, format) = BillingFileRoutes.Split(number);
        if (await payments.FindCreditNoteAsync(member.OrganizationId, wanted, cancellationToken) is not { } document)
        {
            return ErrorResults.Of(Error.NotFound(
                "credit_note_not_found",
                $"Your organization has no credit note “{ApiQuery.Short(wanted)}”. GET /api/v1/billing/credit_notes lists them."));
        }

        return format is { } asked
            ? BillingFileRoutes.File(await files.FindAsync(document, asked, cancellationToken))
            : Results.Json(Model(document, member), ApiJson.Writing);
    }

    private static CreditNoteResponse Model(CreditNoteDocument document, OrganizationMember member) => new(
        document.Note.Number,
        member.Slug,
        document.InvoiceNumber,
        document.Note.IssuedAt,
        document.Note.Reason,
        document.Note.Currency,
        document.Note.NetCents,
        document.Note.TaxCents,
        document.Note.TotalCents,
        document.Note.ReturnedCents,
        [.. document.Lines.Select(one => new CreditNoteLineResponse(
            one.Line.Id, one.Line.Description, one.Line.ExtensionId, one.Credit.GrossCents, one.Credit.TaxCents))]);

    private static InvoiceResponse Model(Invoice invoice, OrganizationMember member, TimeProvider clock) => new(
        invoice.Number!,
        member.Slug,
        new BillingMonth(invoice.Period).ToString(),
        invoice.StateOn(BillingMonth.DayOf(clock.GetUtcNow())),
        invoice.IssuedAt!.Value,
        invoice.DueOn!.Value,
        invoice.Currency,
        invoice.NetCents,
        invoice.TaxCents,
        invoice.TotalCents,
        invoice.PaidCents);
}
