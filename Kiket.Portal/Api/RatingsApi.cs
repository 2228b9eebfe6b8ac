using Kiket.Portal.Foundation;
using Kiket.Portal.Ratings;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Api;

/// <param name="Stars">1 to 5.</param>
/// <param name="Text">Plain text of 20 to 2,000 characters; may be left out.</param>
public sealed record RatingBody(int? Stars = null, string? Text = null);

/// <param name="AddressedIn">The version that does what the rating asks for. The organization is asked once when it runs it.</param>
public sealed record RatingReplyBody(string? Text = null, string? AddressedIn = null);

/// <param name="Reason">spam, insulting, personal_data, off_topic, not_genuine or other.</param>
/// <param name="Text">What is wrong; required for not_genuine and other.</param>
public sealed record RatingReportBody(string? Reason = null, string? Text = null);

public sealed record RatingReplyResponse(string Text, string? AddressedIn, DateTimeOffset RepliedAt);

/// <param name="Organization">The name of the one that wrote it.</param>
/// <param name="Version">That it was written for.</param>
public sealed record RatingResponse(
    Guid Id, string Organization, int Stars, string Text, string Version, DateTimeOffset CreatedAt, DateTimeOffset WrittenAt, RatingReplyResponse? Reply)
{
    internal static RatingResponse From(ShownRating rating) => new(
        rating.Id,
        rating.Organization,
        rating.Stars,
        rating.Text,
        rating.Version,
        rating.CreatedAt,
        rating.WrittenAt,
        rating.Reply is { } reply ? new RatingReplyResponse(reply.Text, reply.AddressedIn, reply.At) : null);
}

/// <param name="Average">With one decimal; null for fewer than three organizations.</param>
/// <param name="Stars">How many have 1 star, 2 stars, and so on.</param>
public sealed record RatingsResponse(
    decimal? Average, int Count, IReadOnlyList<int> Stars, IReadOnlyList<RatingResponse> Ratings, int Page, int PerPage, int Total);

/// <param name="State">visible; waiting while an operator reads it first; hidden.</param>
public sealed record OwnRatingResponse(
    Guid Id, string ExtensionId, string State, int Stars, string Text, string Version, DateTimeOffset CreatedAt, DateTimeOffset WrittenAt);

public sealed record RatingReportResponse(string Status);

/// <summary>Ratings by organizations that run an extension, and the publisher's replies.</summary>
internal static class RatingsApi
{
    public static void MapRatingsApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var group = api.MapGroup($"/extensions/registry/{{registry}}/{id}").WithTags("Ratings");
            (RouteHandlerBuilder Route, string Name)[] routes =
            [
                (group.MapMethods("/ratings", PublicRead.Methods, ListAsync).DescribesPublicRead()
                    .WithSummary("The ratings of an extension, newest first")
                    .WithDescription("By organizations that run it or ran it until recently, one each.")
                    .TakesPages()
                    .Produces<RatingsResponse>()
                    .Produces<ErrorResponse>(StatusCodes.Status410Gone), "ratings"),
                (group.MapPut("/rating", RateAsync)
                    .RequireAuthorization(ApiPolicies.Install)
                    .WithSummary("Rate an extension for the token's organization, or change the rating")
                    .WithDescription("For organizations that have run it for 72 hours, until 90 days after they uninstall it. Not for its publisher, nor for "
                        + "organizations that share an Owner or Admin with it. A rating by an organization younger than 14 days waits for an operator.")
                    .Accepts<RatingBody>("application/json")
                    .Produces<OwnRatingResponse>()
                    .Produces<ErrorResponse>(StatusCodes.Status403Forbidden)
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "rate"),
                (group.MapDelete("/rating", WithdrawAsync)
                    .RequireAuthorization(ApiPolicies.Install)
                    .WithSummary("Take the rating of the token's organization back")
                    .Produces(StatusCodes.Status204NoContent)
                    .Produces<ErrorResponse>(StatusCodes.Status404NotFound), "withdraw_rating"),
                (group.MapPut("/ratings/{rating_id}/reply", ReplyAsync)
                    .RequireAuthorization(ApiPolicies.Publish)
                    .WithSummary("Reply to a rating, or change the reply")
                    .WithDescription("There is one, by the publisher. With `addressed_in`, the organization is asked once whether that version is better.")
                    .Accepts<RatingReplyBody>("application/json")
                    .Produces<RatingReplyResponse>()
                    .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "reply_to_rating"),
                (group.MapPost("/ratings/{rating_id}/report", ReportAsync)
                    .RequireAuthorization(ApiPolicies.Token)
                    .AddEndpointFilter<HonourIdempotencyKey>()
                    .WithSummary("Report a rating to the operators of the marketplace")
                    .WithDescription("The rating stays until an operator decides. Reporting it again changes nothing.")
                    .Accepts<RatingReportBody>("application/json")
                    .Produces<RatingReportResponse>(StatusCodes.Status202Accepted)
                    .Produces<ErrorResponse>(StatusCodes.Status404NotFound)
                    .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity), "report_rating"),
            ];
            foreach (var (route, name) in routes)
            {
                _ = id.Contains('/', StringComparison.Ordinal) ? route.ExcludeFromDescription() : route.WithName(name);
            }
        }
    }

    private static async Task<IResult> ListAsync(
        string registry,
        string extension_id,
        HttpContext context,
        RegistryAccess access,
        RatingQueries ratings,
        PublicAddress address,
        CancellationToken cancellationToken)
    {
        if (!(await access.RequireAsync(context, registry, cancellationToken)).TryGet(out var visible, out var error)
            || !(await access.FindAsync(context, registry, extension_id, cancellationToken)).TryGet(out var listing, out error)
            || !ApiQuery.Page(context.Request).TryGet(out var page, out error))
        {
            return ErrorResults.Of(error);
        }

        if (await ratings.VisibleAsync(visible, listing.ExtensionId, page, cancellationToken) is not { } found)
        {
            // Suspended at this moment.
            return ErrorResults.Of(Error.NotFound("extension_not_found", $"There is no extension “{listing.ExtensionId}” in the registry {registry}."));
        }

        ApiPages.AddLinks(context, found.Page, address);
        return CacheableRead.Of(
            context,
            new RatingsResponse(
                found.Total.Average,
                found.Total.Count,
                found.Stars,
                [.. found.Page.Items.Select(RatingResponse.From)],
                page.Number,
                page.Size,
                found.Page.Total),
            RegistryAccess.IsPublic(registry));
    }

    private static async Task<IResult> RateAsync(
        string registry, string extension_id, HttpContext context, RateExtension rate, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<RatingBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var request = Request(registry, extension_id, context);
        return (await rate.RunAsync(request, body.Stars, body.Text, cancellationToken)).TryGet(out var rating, out var error)
            ? Results.Json(
                new OwnRatingResponse(
                    rating.Id, request.ExtensionId, ApiJson.Word(rating.State), rating.Stars, rating.Text, rating.Version, rating.CreatedAt, rating.WrittenAt),
                ApiJson.Writing)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> WithdrawAsync(
        string registry, string extension_id, HttpContext context, WithdrawRating withdraw, CancellationToken cancellationToken) =>
        await withdraw.RunAsync(Request(registry, extension_id, context), cancellationToken) is { Succeeded: false } refused
            ? ErrorResults.Of(refused.Error)
            : Results.NoContent();

    private static async Task<IResult> ReplyAsync(
        string registry, string extension_id, string rating_id, HttpContext context, ReplyToRating reply, CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<RatingReplyBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var caller = ApiCaller.Of(context);
        var request = new PublishedRequest(
            caller.Access.OrganizationId.ToString(), registry, RouteIds.Extension(context, extension_id), caller.Actor);
        return (await reply.RunAsync(request, Id(rating_id), body.Text, body.AddressedIn, cancellationToken)).TryGet(out var rating, out var error)
            ? Results.Json(new RatingReplyResponse(rating.Reply!, rating.AddressedIn, rating.RepliedAt!.Value), ApiJson.Writing)
            : ErrorResults.Of(error);
    }

    private static async Task<IResult> ReportAsync(
        string registry,
        string extension_id,
        string rating_id,
        HttpContext context,
        RegistryAccess access,
        ReportRating report,
        CancellationToken cancellationToken)
    {
        var (body, refusal) = await ApiBody.ReadAsync<RatingReportBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (!(await access.RequireAsync(context, registry, cancellationToken)).TryGet(out var visible, out var error))
        {
            return ErrorResults.Of(error);
        }

        var caller = ApiCaller.Of(context);
        var request = new ReportRatingRequest(
            Id(rating_id), ApiJson.Value<RatingReportReason>(body.Reason), body.Text, caller.Access.OrganizationId, caller.Actor);
        var reported = await report.RunAsync(visible, RouteIds.Extension(context, extension_id), request, cancellationToken);
        return reported.Succeeded
            ? Results.Json(new RatingReportResponse("received"), ApiJson.Writing, statusCode: StatusCodes.Status202Accepted)
            : ErrorResults.Of(reported.Error);
    }

    private static RatingRequest Request(string registry, string extensionId, HttpContext context)
    {
        var caller = ApiCaller.Of(context);
        return new RatingRequest(caller.Access.OrganizationId.ToString(), registry, RouteIds.Extension(context, extensionId), caller.Actor);
    }

    /// <summary>What is no id is the id of nothing.</summary>
    private static Guid Id(string id) => Guid.TryParse(id, out var known) ? known : Guid.Empty;
}
