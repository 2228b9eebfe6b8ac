using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Organizations;
using Microsoft.AspNetCore.Http.Features;

namespace Kiket.Portal.Api;

/// <summary>
/// The files behind "Export" of the audit logs: what the filter in the address shows, in one stream. People only, like the pages: absent and
/// forbidden look alike.
/// </summary>
public static class AuditExportRoutes
{
    public static IEndpointRouteBuilder MapAuditExports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/orgs/{org}/settings/audit/export", OrganizationAsync).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/operations/audit/export", OperationsAsync).RequireAuthorization().ExcludeFromDescription();
        return routes;
    }

    private static async Task<IResult> OrganizationAsync(
        string org, HttpContext context, OrganizationAccess access, ExportAudit export, CancellationToken cancellationToken)
    {
        if (context.User.Actor() is not { } actor)
        {
            return Results.NotFound();
        }

        var member = await access.RequireAsync(org, actor.UserId, OrganizationRole.Admin, cancellationToken);
        return member.TryGet(out var found, out var refused)
            ? Stream(context, export, AuditScope.Of(found.OrganizationId), $"audit-{org.ToLowerInvariant()}")
            : ErrorResults.Of(refused);
    }

    private static async Task<IResult> OperationsAsync(
        HttpContext context, PlatformAccess platform, ExportAudit export, CancellationToken cancellationToken)
    {
        if (context.User.Actor() is not { } actor || !(await platform.RequireOperatorAsync(actor.UserId, cancellationToken)).Succeeded)
        {
            return Results.NotFound();
        }

        var isEverything = context.Request.Query["where"] == AuditScope.EverywhereName;
        return Stream(context, export, isEverything ? AuditScope.Everything : AuditScope.Platform, "audit");
    }

    private static IResult Stream(HttpContext context, ExportAudit export, AuditScope scope, string name)
    {
        var query = context.Request.Query;
        var filter = AuditFilter.Parse(query["person"], query["kind"], query["subject"], query["from"], query["until"]);
        var format = query["format"] == "jsonl" ? AuditFormat.JsonLines : AuditFormat.Csv;
        var (type, ending) = format == AuditFormat.Csv ? ("text/csv; charset=utf-8", "csv") : ("application/x-ndjson", "jsonl");
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return Results.Stream(stream => export.RunAsync(scope, filter, format, stream, context.RequestAborted), type, $"{name}.{ending}");
    }
}
