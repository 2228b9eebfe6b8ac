using Kiket.Portal.Foundation;
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
            .WithDescription("The submissions that wait for a decision, longest waiting first. Decided ones are sorted newest first.")
            .Takes("state", "One of: in_review (the default), changes_requested, approved, rejected, withdrawn.")
            .TakesPages()
            .Produces<QueueResponse>();
        reviews.MapPost("/{id}/decision", DecideAsync)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithName("decide")
            .WithSummary("Decide on a submission")
            .WithDescription("An approval releases the version and lists it immediately. A reviewer who is on the publisher's side, or was at any time since "
                + "the draft was created, is refused with 403. An outdated commit or state is refused with 409.")
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
        HttpContext context, ReviewQueries reviews, PublicAddress address, CancellationToken cancellationToken)
    {
        if (!ApiQuery.Page(context.Request).TryGet(out var request, out var error)
            || !ApiQuery.Choice<SubmissionState>(context.Request, "state").TryGet(out var state, out error)
            || !(await reviews.QueueAsync(state ?? SubmissionState.InReview, ApiCaller.Of(context).Actor, request, cancellationToken))
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

    private static async Task<IResult> DecideAsync(
        string id, HttpContext context, DecideSubmission decide, ReviewQueries reviews, PublicAddress address, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var submissionId))
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

        var actor = ApiCaller.Of(context).Actor;
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
