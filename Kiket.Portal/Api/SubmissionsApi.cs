using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Reviews;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;

namespace Kiket.Portal.Api;

/// <summary>Reads submissions.</summary>
internal static class SubmissionsApi
{
    public static void MapSubmissionsApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/submissions/{id}", FindAsync)
            .RequireAuthorization(ApiPolicies.Submissions)
            .WithTags("Publishing")
            .WithName("submission")
            .WithSummary("A submission: state, findings, messages, decision")
            .WithDescription("Submissions of the token's organization. A token with the scope `review` can also read the submissions of others.")
            .Produces<SubmissionResponse>();

    private static async Task<IResult> FindAsync(
        string id, HttpContext context, SubmissionQueries submissions, ReviewQueries reviews, PublicAddress address, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        if (!Guid.TryParse(id, out var submissionId))
        {
            return ErrorResults.Of(SubmissionAccess.NotFound);
        }

        var found = await submissions.FindAsync(submissionId, caller.Actor, cancellationToken);
        if (found.TryGet(out var view, out var error))
        {
            // The person may be a member of organizations that the token has no access to.
            // An edit of a listing is no submission to a program: the listing shows what is live.
            return view.Submission.OrganizationId == caller.Access.OrganizationId && !view.Submission.IsEdit
                ? Results.Json(ToResponse(view, address, context.Request), ApiJson.Writing)
                : ErrorResults.Of(SubmissionAccess.NotFound);
        }

        if (error.Kind == ErrorKind.NotFound && caller.Access.Scopes.Covers(ApiTokenScopes.Review)
            && (await reviews.FindAsync(submissionId, caller.Actor, cancellationToken)).TryGet(out var review, out _))
        {
            return Results.Json(ReviewsApi.ToResponse(review, address, context.Request), ApiJson.Writing);
        }

        return ErrorResults.Of(error);
    }

    private static SubmissionResponse ToResponse(SubmissionView view, PublicAddress address, HttpRequest request)
    {
        var missing = view.Submission.IsWithPublisher
            ? view.Readiness.Missing.Select(detail => detail.Field).OfType<string>().Distinct(StringComparer.Ordinal)
            : [];
        return SubmissionResponse.From(
            view.Submission,
            view.Snapshot,
            view.Checks,
            // An approved version is the listed one itself. Before that, it is compared with the listed one.
            view.Submission.State == SubmissionState.Approved && view.ListedVersion == view.Submission.Version ? null : view.ListedVersion,
            [.. missing],
            address.Of(request, $"/orgs/{view.Member.Slug}/extensions/submissions/{view.Submission.Id}"));
    }
}
