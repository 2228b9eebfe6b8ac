using Kiket.Portal.Accounts;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;

namespace Kiket.Portal.Api;

/// <param name="Decision">approve, request_changes or reject.</param>
/// <param name="Message">For the publisher; required unless approving.</param>
/// <param name="ExpectedCommit">The commit that was reviewed. Refused with 409 when the submission has another one now.</param>
/// <param name="SecurityFix">
/// With an approval: whether you confirm that it fixes a security problem, as its publisher marked it. Without it, it is not confirmed.
/// </param>
public sealed record DecisionBody(string? Decision = null, string? Message = null, string? ExpectedCommit = null, bool? SecurityFix = null);

/// <summary>A row of the reviewers' queue.</summary>
/// <param name="IsUpdate">The extension is already listed.</param>
/// <param name="IsOwn">The reviewer is on the publisher's side, or was at any time since the draft was created, so someone else must decide.</param>
public sealed record QueuedSubmission(
    Guid Id,
    SubmissionState State,
    string Name,
    string? ExtensionId,
    string? Version,
    string? Commit,
    string Organization,
    string Registry,
    bool IsUpdate,
    bool IsOwn,
    int Warnings,
    DateTimeOffset SubmittedAt,
    DateTimeOffset ChangedAt,
    string Url);

public sealed record QueueResponse(IReadOnlyList<QueuedSubmission> Submissions, int Page, int PerPage, int Total);

/// <summary>The reviewers' queue and their decisions.</summary>
internal static class ReviewsApi
{
    public static void MapReviewsApi(this IEndpointRouteBuilder api)
    {
        var reviews = api.MapGroup("/reviews/submissions").RequireAuthorization(ApiPolicies.Review).WithTags("Reviewing");
        reviews.MapGet("/", QueueAsync)
            .WithName("reviews")
            .WithSummary("The reviewers' queue")
            .WithDescription("The submissions that wait for a decision, longest waiting first. Decided ones are sorted newest first. The marketplace's need "
                + "the scope review; those to your organization's private registry the scope admin, and its Owners and Admins decide on them.")
            .Takes("registry", "marketplace, or your organization's slug. Without it, the marketplace if the token may review it, otherwise your own.")
            .Takes("state", "One of: in_review (the default), changes_requested, approved, rejected, withdrawn.")
            .TakesPages()
            .Produces<QueueResponse>();
        reviews.MapPost("/{id}/decision", DecideAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("decide")
            .WithSummary("Decide on a submission")
            .WithDescription("An approval releases the version and lists it immediately. A private registry's submission needs the scope admin of its "
                + "organization; with two or more Owners and Admins, the person who submitted it is refused with 403. In the marketplace, a reviewer "
                + "who is on the publisher's side, or was at any time since the draft was created, is refused with 403. "
                + "An outdated commit or state is refused with 409.")
            .Accepts<DecisionBody>("application/json")
            .Example(ApiExamples.Decision)
            .Produces<SubmissionResponse>()
            .Produces<ErrorResponse>(StatusCodes.Status409Conflict)
            .Produces<ErrorResponse>(StatusCodes.Status422UnprocessableEntity);
    }

    public static SubmissionResponse ToResponse(ReviewView view, PublicAddress address, HttpRequest request) => SubmissionResponse.From(
        view.Submission,
        view.Snapshot,
        view.Checks,
        view.Submission.State == SubmissionState.Approved && view.ListedVersion == view.Submission.Version ? null : view.ListedVersion,
        [],
        address.Of(request, $"/review/{view.Submission.Id}"));

    private static async Task<IResult> QueueAsync(
        HttpContext context, ReviewQueries reviews, OrganizationAccess organizations, PublicAddress address, CancellationToken cancellationToken)
    {
        if (!(await OrganizationAsync(context, organizations, cancellationToken)).TryGet(out var scope, out var refused))
        {
            return ErrorResults.Of(refused);
        }

        if (!ApiQuery.Page(context.Request).TryGet(out var request, out var error)
            || !ApiQuery.Choice<SubmissionState>(context.Request, "state").TryGet(out var state, out error)
            || !(await reviews.QueueAsync(scope.Organization, state ?? SubmissionState.InReview, ApiCaller.Of(context).Actor, request, cancellationToken))
                .TryGet(out var page, out error))
        {
            return ErrorResults.Of(error);
        }

        ApiPages.AddLinks(context, page, address);
        var items = page.Items.Select(item => new QueuedSubmission(
            item.Id, item.State, item.Name, item.ExtensionId, item.Version, item.Commit, item.OrganizationName, item.Registry, item.IsUpdate, item.IsOwn,
            item.Warnings, item.SubmittedAt, item.ChangedAt, address.Of(context.Request, $"/review/{item.Id}")));
        return Results.Json(new QueueResponse([.. items], page.Request.Number, page.Request.Size, page.Total), ApiJson.Writing);
    }

    private static Error NeedsReview => Error.Forbidden(
        "scope_missing", "This needs a token with the scope review. One with the scope admin reviews your organization's private registry.");

    /// <summary>Whose queue is asked for: null is the marketplace's.</summary>
    private static async Task<Result<QueueScope>> OrganizationAsync(
        HttpContext context, OrganizationAccess organizations, CancellationToken cancellationToken)
    {
        var (actor, access) = ApiCaller.Of(context);
        var registry = ApiQuery.Text(context.Request, "registry");
        var own = access.OrganizationId.ToString();
        if (string.IsNullOrEmpty(registry))
        {
            return new QueueScope(access.Scopes.Covers(ApiTokenScopes.Review) ? null : own);
        }

        if (registry == Extension.Marketplace)
        {
            return access.Scopes.Covers(ApiTokenScopes.Review) ? new QueueScope(null) : NeedsReview;
        }

        return access.Scopes.Covers(ApiTokenScopes.Admin)
            && (await organizations.RequireAsync(registry, actor.UserId, OrganizationRole.Member, cancellationToken)).TryGet(out var member, out _)
            && member.OrganizationId == access.OrganizationId
            && member.Slug == registry
                ? new QueueScope(own)
                : Error.NotFound("registry_not_found", $"There is no registry “{ApiQuery.Short(registry)}” that you can review.");
    }

    private sealed record QueueScope(string? Organization);

    private static async Task<IResult> DecideAsync(
        string id, HttpContext context, DecideSubmission decide, ReviewQueries reviews, PublicAddress address, CancellationToken cancellationToken)
    {
        var (actor, access) = ApiCaller.Of(context);
        var isKnown = Guid.TryParse(id, out var submissionId);
        var isOwn = isKnown && await reviews.IsPrivateOfAsync(submissionId, access.OrganizationId, cancellationToken);
        if (!access.Scopes.Covers(isOwn ? ApiTokenScopes.Admin : ApiTokenScopes.Review))
        {
            return ErrorResults.Of(isOwn ? SubmissionAccess.NotFound : NeedsReview);
        }

        if (!isKnown)
        {
            return ErrorResults.Of(SubmissionAccess.NotFound);
        }

        var (body, refusal) = await ApiBody.ReadAsync<DecisionBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        if (ApiJson.Value<Decision>(body.Decision) is not { } decision)
        {
            return ErrorResults.Of(Error.Field("decision", "decision_invalid", $"Choose a decision: {ApiJson.Words<Decision>()}."));
        }

        var request = new DecideSubmissionRequest(submissionId, decision, body.Message, body.ExpectedCommit?.Trim(), actor)
        {
            ConfirmsSecurityFix = body.SecurityFix,
        };
        if (!(await decide.RunAsync(request, cancellationToken)).TryGet(out _, out var error)
            || !(await reviews.FindAsync(submissionId, actor, cancellationToken)).TryGet(out var view, out error))
        {
            return ErrorResults.Of(error);
        }

        return Results.Json(ToResponse(view, address, context.Request), ApiJson.Writing);
    }
}
