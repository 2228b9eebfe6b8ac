using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <summary>The files behind "Download as CSV" of invoices and statements. People only, like the pages: absent and forbidden look alike.</summary>
public static class BillingFileRoutes
{
    public static IEndpointRouteBuilder MapBillingFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orgs/{org}/settings/billing/{number}/file", InvoiceAsync).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/orgs/{org}/payouts/{number}/file", StatementAsync).RequireAuthorization().ExcludeFromDescription();
        return routes;
    }

    internal static IResult Csv(byte[] file, string name) => Results.File(file, "text/csv; charset=utf-8", $"{name}.csv");

    private static async Task<IResult> InvoiceAsync(
        string org, string number, HttpContext context, OrganizationAccess access, InvoiceQueries invoices, CancellationToken cancellationToken)
    {
        if (!(await MemberAsync(org, context, access, cancellationToken)).TryGet(out var member, out var refused))
        {
            return ErrorResults.Of(refused);
        }

        return await invoices.FindAsync(member.OrganizationId, number, cancellationToken) is { } document
            ? Csv(InvoiceFile.Write(document), document.Invoice.Number!)
            : Results.NotFound();
    }

    private static async Task<IResult> StatementAsync(
        string org, string number, HttpContext context, OrganizationAccess access, PayoutQueries payouts, CancellationToken cancellationToken)
    {
        if (!(await MemberAsync(org, context, access, cancellationToken)).TryGet(out var member, out var refused))
        {
            return ErrorResults.Of(refused);
        }

        return await payouts.FindAsync(member.OrganizationId, number, cancellationToken) is { } document
            ? Csv(document.Statement.Csv, document.Statement.Number)
            : Results.NotFound();
    }

    private static async Task<Result<OrganizationMember>> MemberAsync(
        string org, HttpContext context, OrganizationAccess access, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.User.Actor() is { } actor
            ? await access.RequireAsync(org, actor.UserId, OrganizationRole.Admin, cancellationToken)
            : Error.NotFound("not_found", "There is nothing at this address.");
    }
}
