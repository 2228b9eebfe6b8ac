using Kiket.Portal.Accounts;
using Kiket.Portal.Billing.Invoices;
using Kiket.Portal.Billing.Payments;
using Kiket.Portal.Billing.Payouts;
using Kiket.Portal.Billing.Printing;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;

namespace Kiket.Portal.Api;

/// <summary>The files of invoices, credit notes, corrections and statements. For people only, like the pages: absent and forbidden look alike.</summary>
public static class BillingFileRoutes
{
    public static IEndpointRouteBuilder MapBillingFiles(this IEndpointRouteBuilder routes)
    {
        foreach (var (word, format) in new[] { ("file", FileFormat.Csv), ("pdf", FileFormat.Pdf) })
        {
            routes.MapGet(
                    $"/orgs/{{org}}/settings/billing/{{number}}/{word}",
                    (string org, string number, HttpContext context, OrganizationAccess access, InvoiceQueries invoices, PaymentQueries payments,
                        CorrectionQueries corrections, WriteFiles files, CancellationToken cancellationToken) => FileAsync(
                            org,
                            context,
                            access,
                            async member => await invoices.FindAsync(member, number, cancellationToken) is { } invoice
                                ? await files.FindAsync(invoice, format, cancellationToken)
                                : await payments.FindCreditNoteAsync(member, number, cancellationToken) is { } note
                                    ? await files.FindAsync(note, format, cancellationToken)
                                    : await corrections.FindAsync(member, number, cancellationToken) is { } correction
                                        ? await files.FindAsync(correction, format, cancellationToken)
                                        : null,
                            cancellationToken))
                .RequireAuthorization().ExcludeFromDescription();
            routes.MapGet(
                    $"/orgs/{{org}}/payouts/{{number}}/{word}",
                    (string org, string number, HttpContext context, OrganizationAccess access, PayoutQueries payouts, WriteFiles files,
                        CancellationToken cancellationToken) => FileAsync(
                            org,
                            context,
                            access,
                            async member => await payouts.FindAsync(member, number, cancellationToken) is { } statement
                                ? await files.FindAsync(statement, format, cancellationToken)
                                : null,
                            cancellationToken))
                .RequireAuthorization().ExcludeFromDescription();
        }

        return routes;
    }

    internal static IResult File(BillingFile file) => Results.File(file.Bytes, file.ContentType, file.Name);

    /// <summary>The number of a document, and the file that its ending asks for; null for none.</summary>
    internal static (string Number, FileFormat? Format) Split(string number)
    {
        foreach (var format in Enum.GetValues<FileFormat>())
        {
            var ending = $".{format}";
            if (number.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return (number[..^ending.Length], format);
            }
        }

        return (number, null);
    }

    private static async Task<IResult> FileAsync(
        string org, HttpContext context, OrganizationAccess access, Func<Guid, Task<BillingFile?>> find, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var member = context.User.Actor() is { } actor
            ? await access.RequireAsync(org, actor.UserId, OrganizationRole.Admin, cancellationToken)
            : Error.NotFound("not_found", "There is nothing at this address.");
        if (!member.TryGet(out var known, out var refused))
        {
            return ErrorResults.Of(refused);
        }

        return await find(known.OrganizationId) is { } file ? File(file) : Results.NotFound();
    }
}
