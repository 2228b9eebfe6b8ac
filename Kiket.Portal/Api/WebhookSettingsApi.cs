using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Webhooks;
using Kiket.Portal.Webhooks.Settings;

namespace Kiket.Portal.Api;

/// <summary>The webhook of an extension's repository, for its publisher: where GitHub sends pushes to, the secret, and the log.</summary>
internal static class WebhookSettingsApi
{
    public static void MapWebhookSettingsApi(this IEndpointRouteBuilder api)
    {
        foreach (var id in ExtensionPaths.Ids)
        {
            var group = api.MapGroup($"/extensions/registry/{{registry}}/{id}").WithTags("Webhook");
            var isUsual = !id.Contains('/', StringComparison.Ordinal);
            var find = group.MapGet("/webhook", FindAsync)
                .RequireAuthorization(ApiPolicies.Admin)
                .WithSummary("The webhook of an extension's repository")
                .Produces<WebhookResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status404NotFound);
            var rotate = group.MapPost("/webhook/rotate", RotateAsync)
                .RequireAuthorization(ApiPolicies.Admin)
                .WithSummary("Give the webhook a new secret")
                .WithDescription("The new secret is shown once. The one before it is accepted until `previous_valid_until`, 24 hours later.")
                .Produces<RotatedResponse>()
                .Produces<ErrorResponse>(StatusCodes.Status404NotFound);
            var deliveries = group.MapGet("/deliveries", DeliveriesAsync)
                .RequireAuthorization(ApiPolicies.Publish)
                .WithSummary("GitHub's deliveries, newest first")
                .TakesPages()
                .Produces<IReadOnlyList<DeliveryLogResponse>>()
                .Produces<ErrorResponse>(StatusCodes.Status404NotFound);
            if (isUsual)
            {
                find.WithName("webhook_settings");
                rotate.WithName("rotate_webhook");
                deliveries.WithName("deliveries");
            }
            else
            {
                find.ExcludeFromDescription();
                rotate.ExcludeFromDescription();
                deliveries.ExcludeFromDescription();
            }
        }
    }

    private static async Task<IResult> FindAsync(
        string registry,
        string extension_id,
        HttpContext context,
        WebhookQueries webhooks,
        OrganizationAccess organizations,
        PublicAddress address,
        CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        var access = await organizations.RequireAsync(caller.Access.OrganizationId, caller.Actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out _, out var error)
            || !(await WebhookAsync(registry, extension_id, context, webhooks, cancellationToken)).TryGet(out var webhook, out error))
        {
            return ErrorResults.Of(error);
        }

        return Results.Json(
            new WebhookResponse(Callback(address, context), webhook.SecretLastFour, webhook.SecretAt, webhook.PreviousUntil), ApiJson.Writing);
    }

    private static async Task<IResult> RotateAsync(
        string registry,
        string extension_id,
        HttpContext context,
        WebhookQueries webhooks,
        RotateWebhookSecret rotate,
        PublicAddress address,
        CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        if (!(await WebhookAsync(registry, extension_id, context, webhooks, cancellationToken)).TryGet(out var webhook, out var error)
            || !(await rotate.RunAsync(webhook.OrganizationId.ToString(), webhook.RepositoryId, caller.Actor, cancellationToken))
                .TryGet(out var rotated, out error))
        {
            return ErrorResults.Of(error);
        }

        return Results.Json(
            new RotatedResponse(Callback(address, context), rotated.LastFour, rotated.RotatedAt, rotated.PreviousValidUntil, rotated.Secret), ApiJson.Writing);
    }

    private static async Task<IResult> DeliveriesAsync(
        string registry, string extension_id, HttpContext context, WebhookQueries webhooks, PublicAddress address, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        if (!ApiQuery.Page(context.Request).TryGet(out var page, out var error)
            || !(await WebhookAsync(registry, extension_id, context, webhooks, cancellationToken)).TryGet(out var webhook, out error)
            || !(await webhooks.DeliveriesAsync(
                webhook.OrganizationId.ToString(), new DeliveryFilter(webhook.RepositoryId), caller.Actor, page, cancellationToken))
                .TryGet(out var log, out error))
        {
            return ErrorResults.Of(error);
        }

        ApiPages.AddLinks(context, log, address);
        return Results.Json(log.Items.Select(row => DeliveryLogResponse.From(row.Delivery)), ApiJson.Writing);
    }

    /// <summary>Of the token's organization; someone else's looks like none.</summary>
    private static async Task<Result<WebhookOfExtension>> WebhookAsync(
        string registry, string extensionId, HttpContext context, WebhookQueries webhooks, CancellationToken cancellationToken)
    {
        // Routing leaves an escaped slash unchanged.
        var id = (context.GetRouteValue("name") is string name ? $"{extensionId}/{name}" : extensionId).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return await webhooks.OfExtensionAsync(ApiCaller.Of(context).Access.OrganizationId, registry, id, cancellationToken) is { } found
            ? found
            : Error.NotFound(
                "extension_not_found",
                $"Your organization has no extension “{ApiQuery.Short(id)}” in the registry {ApiQuery.Short(registry)}. Check both.");
    }

    private static string Callback(PublicAddress address, HttpContext context) => address.Of(context.Request, "/api/v1" + WebhookApi.Path);
}

/// <param name="CallbackUrl">Where GitHub sends deliveries to.</param>
/// <param name="PreviousValidUntil">Until when the previous secret is accepted as well; null when it isn't.</param>
public sealed record WebhookResponse(string CallbackUrl, string? SecretLastFour, DateTimeOffset? RotatedAt, DateTimeOffset? PreviousValidUntil);

/// <param name="Secret">Shown this once.</param>
public sealed record RotatedResponse(
    string CallbackUrl, string SecretLastFour, DateTimeOffset RotatedAt, DateTimeOffset? PreviousValidUntil, string Secret);

/// <param name="Verdict">current or previous: which secret signed it.</param>
/// <param name="Outcome">One word for what it led to, such as refreshed.</param>
/// <param name="Effect">The same as a sentence.</param>
/// <param name="DurationMs">Null while it is worked on.</param>
public sealed record DeliveryLogResponse(
    string DeliveryId,
    string Event,
    string? Ref,
    string? Commit,
    DateTimeOffset ReceivedAt,
    DeliveryVerdict Verdict,
    SyncOutcome Outcome,
    string Effect,
    int? DurationMs,
    int Attempts)
{
    public static DeliveryLogResponse From(WebhookDelivery delivery) => new(
        delivery.DeliveryId,
        delivery.Event,
        delivery.Reference,
        delivery.Commit,
        delivery.ReceivedAt,
        delivery.Verdict,
        delivery.Outcome,
        delivery.Effect,
        delivery.DurationMs,
        delivery.Attempts);
}
