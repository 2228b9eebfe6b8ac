using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Support;

namespace Kiket.Portal.Api;

/// <summary>Support tickets of an organization: those that it opened, and those that it answers.</summary>
internal static class SupportApi
{
    public static void MapSupportApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/support").WithTags("Support");
        group.MapGet("/tickets", ListAsync)
            .RequireAuthorization(ApiPolicies.Support)
            .WithName("tickets")
            .WithSummary("The tickets of the token's organization")
            .WithDescription("`side` is `customer` (opened by it; the default) or `publisher` (answered by it); `state` is open, waiting or resolved, and "
                + "`all=true` has every state. Without either: those that aren't resolved. For a publisher missed promises come first, then what is due next.")
            .TakesPages()
            .Produces<TicketsResponse>();
        group.MapPost("/tickets", OpenAsync)
            .RequireAuthorization(ApiPolicies.Install)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("open_ticket")
            .WithSummary("Ask the publisher of an extension that the token's organization runs")
            .Accepts<TicketBody>("application/json")
            .Produces<TicketResponse>(StatusCodes.Status201Created)
            .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/tickets/{id}", GetAsync)
            .RequireAuthorization(ApiPolicies.Support)
            .WithName("ticket")
            .WithSummary("A ticket with its messages, events and clocks")
            .WithDescription("Internal notes are for the publisher alone. Times are counted in the support hours that were promised when it was opened.")
            .Produces<TicketResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status404NotFound);
        Changes(group.MapPost("/tickets/{id}/messages", WriteAsync), "write_in_ticket")
            .WithSummary("Write a message, or an internal note of the publisher")
            .WithDescription("A customer's message opens the ticket again until 14 days after it was resolved.")
            .Accepts<TicketMessageBody>("application/json")
            .Produces<TicketMessageResponse>(StatusCodes.Status201Created);
        Changes(group.MapPost("/tickets/{id}/state", ChangeAsync), "change_ticket")
            .WithSummary("Move a ticket between open, waiting and resolved")
            .WithDescription("Of two changes at once, the later one is refused with 409 `ticket_changed`.")
            .Accepts<TicketStateBody>("application/json")
            .Produces<TicketResponse>();
        Changes(group.MapPost("/tickets/{id}/escalate", EscalateAsync), "escalate_ticket")
            .WithSummary("Call the operators of the marketplace after a missed promise")
            .WithDescription("For the customer. From then on operators can read the ticket, and both sides see who did.")
            .Produces<TicketResponse>();
        Changes(group.MapPost("/tickets/{id}/satisfaction", RateAsync), "rate_support")
            .WithSummary("Say once whether a resolved ticket was answered well")
            .Accepts<SatisfactionBody>("application/json")
            .Produces<TicketResponse>();
        group.MapPost("/attachments", AttachAsync)
            .RequireAuthorization(ApiPolicies.ChangeTickets)
            .WithName("attach_ticket_file")
            .WithSummary("Send a file for a ticket or a message")
            .WithDescription("The body is the file itself: a picture, a PDF or text, at most 10 MiB; `name` is in the query. A file with a secret in it is "
                + "refused. Name the id in `attachments` within a day.")
            .Produces<TicketFileResponse>(StatusCodes.Status201Created)
            .Produces<ErrorResponse>(StatusCodes.Status413PayloadTooLarge)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/attachments/{id}", DownloadAsync)
            .RequireAuthorization(ApiPolicies.Support)
            .WithName("ticket_file")
            .WithSummary("A file of a ticket")
            .Produces(StatusCodes.Status200OK)
            .Produces<ErrorResponse>(StatusCodes.Status404NotFound);
    }

    private static RouteHandlerBuilder Changes(RouteHandlerBuilder route, string name) =>
        route
            .RequireAuthorization(ApiPolicies.ChangeTickets)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName(name)
            .Produces<ErrorResponse>(StatusCodes.Status403Forbidden)
            .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> ListAsync(
        HttpContext context, TicketQueries tickets, PublicAddress address, TimeProvider clock, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var side = ApiQuery.Text(request, "side")?.ToLowerInvariant() switch
        {
            null or "customer" => TicketSide.Customer,
            "publisher" => TicketSide.Publisher,
            _ => (TicketSide?)null,
        };
        if (side is not { } wanted)
        {
            return ErrorResults.Of(ApiQuery.Refusal("side", "side must be customer or publisher."));
        }

        if (!ApiQuery.Choice<TicketState>(request, "state").TryGet(out var state, out var error)
            || !ApiQuery.Page(request).TryGet(out var page, out error))
        {
            return ErrorResults.Of(error);
        }

        var filter = new TicketFilter(wanted, state, ApiQuery.Flag(request, "all"), ApiQuery.Text(request, "q"));
        var caller = ApiCaller.Of(context);
        if (!(await tickets.ListAsync(caller.Access.OrganizationId.ToString(), filter, caller.Actor, page, cancellationToken)).TryGet(out var found, out error))
        {
            return ErrorResults.Of(error);
        }

        ApiPages.AddLinks(context, found, address);
        var now = clock.GetUtcNow();
        return Results.Json(
            new TicketsResponse([.. found.Items.Select(row => TicketSummaryResponse.From(row, now))], page.Number, page.Size, found.Total), ApiJson.Writing);
    }

    private static async Task<IResult> OpenAsync(HttpContext context, OpenTicket open, TicketQueries tickets, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<TicketBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (!Severity(body.Severity).TryGet(out var severity, out var error) || !Parts(body.Diagnostics).TryGet(out var parts, out error))
        {
            return ErrorResults.Of(error);
        }

        var caller = ApiCaller.Of(context);
        var organization = caller.Access.OrganizationId.ToString();
        var opened = await open.RunAsync(
            new OpenTicketRequest(organization, body.Registry?.Trim() ?? Extension.Marketplace, body.ExtensionId ?? "", caller.Actor)
            {
                Subject = body.Subject,
                Category = ApiJson.Value<TicketCategory>(body.Category),
                Severity = severity,
                Text = body.Body,
                Diagnostics = parts,
                Files = Ids(body.Attachments),
            },
            cancellationToken);
        return opened.TryGet(out var ticket, out error)
            ? await ShowAsync(new TicketRequest(ticket.Id, organization, caller.Actor), tickets, StatusCodes.Status201Created, cancellationToken)
            : ErrorResults.Of(error);
    }

    private static Task<IResult> GetAsync(string id, HttpContext context, TicketQueries tickets, CancellationToken cancellationToken) =>
        ShowAsync(Request(id, context), tickets, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> WriteAsync(
        string id, HttpContext context, WriteInTicket write, TicketQueries tickets, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<TicketMessageBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var isInternal = body.Visibility?.Trim().ToLowerInvariant() switch
        {
            null or "" or "public" => false,
            "internal" => true,
            _ => (bool?)null,
        };
        if (isInternal is not { } hidden)
        {
            return ErrorResults.Of(Error.Field("visibility", "visibility_invalid", "visibility must be public or internal."));
        }

        var request = Request(id, context);
        if (await ScopeProblemAsync(request, context, tickets, cancellationToken) is { } problem)
        {
            return ErrorResults.Of(problem);
        }

        var input = new TicketInput(body.Body, hidden) { Files = Ids(body.Attachments), IsAutomatic = body.IsAutomatic ?? false };
        return (await write.RunAsync(request, input, cancellationToken)).TryGet(out var message, out var error)
            ? Results.Json(TicketMessageResponse.From(message), ApiJson.Writing, statusCode: StatusCodes.Status201Created)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> ChangeAsync(
        string id, HttpContext context, ChangeTicketState change, TicketQueries tickets, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<TicketStateBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var input = new TicketStateInput(ApiJson.Value<TicketState>(body.State), body.ExpectedVersion, body.FixedIn);
        return await ChangedAsync(id, context, tickets, request => change.RunAsync(request, input, cancellationToken), cancellationToken);
    }

    private static Task<IResult> EscalateAsync(
        string id, HttpContext context, EscalateTicket escalate, TicketQueries tickets, CancellationToken cancellationToken) =>
        ChangedAsync(id, context, tickets, request => escalate.RunAsync(request, cancellationToken), cancellationToken);

    private static async Task<IResult> RateAsync(
        string id, HttpContext context, RateSupport rate, TicketQueries tickets, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<SatisfactionBody>(context);
        return body is null
            ? refusal!
            : await ChangedAsync(id, context, tickets, request => rate.RunAsync(request, body.Satisfied, body.Comment, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> AttachAsync(HttpContext context, AttachTicketFile attach, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        return await SupportFileRoutes.ReceiveAsync(
            context, caller.Access.OrganizationId.ToString(), draft: caller.Access.OrganizationId, caller.Actor, attach, cancellationToken);
    }

    private static async Task<IResult> DownloadAsync(
        string id, HttpContext context, TicketFileQueries files, TicketFileStore store, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        return await files.FindAsync(Id(id), caller.Access.OrganizationId, caller.Actor, cancellationToken) is { } file && store.Find(file) is { } path
            ? SupportFileRoutes.Serve(context, file, path)
            : ErrorResults.Of(Error.NotFound("file_not_found", "Your organization has no ticket with such a file."));
    }

    private static async Task<IResult> ChangedAsync(
        string id, HttpContext context, TicketQueries tickets, Func<TicketRequest, Task<Result<Ticket>>> change, CancellationToken cancellationToken)
    {
        var request = Request(id, context);
        if (await ScopeProblemAsync(request, context, tickets, cancellationToken) is { } problem)
        {
            return ErrorResults.Of(problem);
        }

        return (await change(request)).TryGet(out _, out var error)
            ? await ShowAsync(request, tickets, StatusCodes.Status200OK, cancellationToken)
            : ErrorResults.Of(error);
    }

    /// <summary>A customer's ticket needs the scope install, a publisher's publish.</summary>
    private static async Task<Error?> ScopeProblemAsync(
        TicketRequest request, HttpContext context, TicketQueries tickets, CancellationToken cancellationToken)
    {
        if (!(await tickets.FindAsync(request, cancellationToken)).TryGet(out var view, out var error))
        {
            return error;
        }

        var needed = view.Side == TicketSide.Publisher ? ApiTokenScopes.Publish : ApiTokenScopes.Install;
        return ApiCaller.Of(context).Access.Scopes.Covers(needed)
            ? null
            : Error.Forbidden(
                "scope_missing", $"This needs a token with the scope {needed.Names()[0]}. Create one in your organization's settings under Tokens.");
    }

    private static async Task<IResult> ShowAsync(TicketRequest request, TicketQueries tickets, int status, CancellationToken cancellationToken) =>
        (await tickets.FindAsync(request, cancellationToken)).TryGet(out var view, out var error)
            ? Results.Json(TicketResponse.From(view), ApiJson.Writing, statusCode: status)
            : ErrorResults.Of(error);

    private static TicketRequest Request(string id, HttpContext context)
    {
        var caller = ApiCaller.Of(context);
        return new TicketRequest(Id(id), caller.Access.OrganizationId.ToString(), caller.Actor);
    }

    private static Result<TicketSeverity?> Severity(string? word) => string.IsNullOrWhiteSpace(word)
        ? (TicketSeverity?)null
        : ApiJson.Value<TicketSeverity>(word) is { } severity
            ? severity
            : Error.Field("severity", "severity_invalid", $"severity must be one of: {ApiJson.Words<TicketSeverity>()}.");

    private static Result<List<DiagnosticsPart>> Parts(IReadOnlyList<string?>? words)
    {
        var parts = (words ?? []).OfType<string>().Select(ApiJson.Value<DiagnosticsPart>).ToList();
        return parts.Contains(null)
            ? Error.Field("diagnostics", "diagnostics_invalid", $"diagnostics can have: {ApiJson.Words<DiagnosticsPart>()}.")
            : parts.OfType<DiagnosticsPart>().ToList();
    }

    /// <summary>What is no id is the id of nothing, which is refused with its field.</summary>
    private static List<Guid> Ids(IReadOnlyList<string?>? ids) => [.. (ids ?? []).OfType<string>().Select(Id)];

    private static Guid Id(string id) => Guid.TryParse(id, out var known) ? known : Guid.Empty;
}
