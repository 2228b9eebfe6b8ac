using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;

namespace Kiket.Portal.Api;

/// <summary>Everything that the wizard does in one call, for the command line and for CI.</summary>
internal static class PublishApi
{
    /// <summary>Clients wait 60 s at most. A refusal with an explanation is better than a lost connection.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    public static void MapPublishApi(this IEndpointRouteBuilder api) =>
        api.MapPost("/extensions/registry/{registry}/publish", PublishAsync)
            .RequireAuthorization(ApiPolicies.Publish)
            .AddEndpointFilter<HonourIdempotencyKey>()
            .WithTags("Publishing")
            .WithName("publish")
            .WithSummary("Publish an extension")
            .WithDescription(
                "Reads the repository at the ref, checks it and submits it for review. "
                + "If something is missing, it stays a draft, and `missing` lists the fields. "
                + "Publishing again continues with the same draft. `dry_run` runs the same checks and stores nothing.")
            .Takes("dry_run", "The same as dry_run in the body.")
            .Accepts<PublishBody>("application/json")
            .Example(ApiExamples.Publish)
            .Produces<PublishResponse>()
            .Produces<PublishResponse>(StatusCodes.Status202Accepted)
            .Produces<PublishRefusal>(StatusCodes.Status409Conflict)
            .Produces<PublishRefusal>(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> PublishAsync(
        string registry, HttpContext context, PublishExtension publish, ApiRateLimits limits, PublicAddress address, CancellationToken cancellationToken)
    {
        var caller = ApiCaller.Of(context);
        var (body, refusal) = await ApiBody.ReadAsync<PublishBody>(context);
        if (body is null)
        {
            return refusal!;
        }

        var dryRun = body.DryRun == true || ApiQuery.Flag(context.Request, "dry_run");
        if (!PublishInput.From(registry, body, dryRun, caller).TryGet(out var request, out var error))
        {
            return ErrorResults.Of(error);
        }

        if (!dryRun && limits.MayPublish(caller) is { } tooMany)
        {
            return ErrorResults.Of(tooMany);
        }

        if (!(await RunAsync(publish, request, cancellationToken)).TryGet(out var outcome, out error))
        {
            return ErrorResults.Of(AboutTheRepository(error));
        }

        var url = outcome.Submission is { } submission
            ? address.Of(context.Request, $"/orgs/{outcome.Member.Slug}/extensions/submissions/{submission.Id}")
            : null;
        if (outcome.Refusal is { } refused)
        {
            return ErrorResults.Of(refused, PublishRefusal.From(refused, outcome, url));
        }

        if (!dryRun)
        {
            limits.Published(caller);
        }

        return Results.Json(
            PublishResponse.From(outcome, url), ApiJson.Writing, statusCode: dryRun ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static async Task<Result<PublishOutcome>> RunAsync(PublishExtension publish, PublishExtensionRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await publish.RunAsync(request, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.Unavailable(
                GitHubErrors.Unavailable,
                "GitHub took too long to respond. Nothing was submitted. Publish again in a minute.",
                TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>
    /// A refusal by GitHub is about the request's content. As 401, 403 or 404 it would look like a refusal of this API
    /// itself, and command-line tools don't show the sentence of those.
    /// </summary>
    private static Error AboutTheRepository(Error error)
    {
        var field = error.Code switch
        {
            GitHubErrors.ReferenceNotFound => "repository.ref",
            GitHubErrors.TokenRefused or GitHubErrors.TokenLacksAccess => "repository.access_token",
            GitHubErrors.InvalidAddress or GitHubErrors.RepositoryNotFound or GitHubErrors.LegallyBlocked or GitHubErrors.EmptyRepository
                or GitHubErrors.ObjectNotFound or GitHubErrors.NotAFile or GitHubErrors.TooLarge => "repository.url",
            _ => null,
        };
        return field is null
            ? error
            : error with { Kind = ErrorKind.Invalid, Details = error.Details.Count > 0 ? error.Details : [new ErrorDetail(field, error.Message)] };
    }
}

/// <summary>One problem that the checks found.</summary>
/// <param name="Id">Stable id of the rule.</param>
/// <param name="Level">error, warning or info; an error prevents the publish.</param>
/// <param name="Path">Path in the repository; line and column count from one.</param>
/// <param name="Fix">How to fix it.</param>
public sealed record FindingOverrideForm(string Id, FindingLevel Level, string Message, string? Path, int? Line, int? Column, string Fix)
{
    public static IReadOnlyList<FindingOverrideForm> All(IEnumerable<Finding> findings) =>
        [.. findings.Select(finding => new FindingOverrideForm(
            finding.Id, finding.Level, finding.Message, finding.Path, finding.Line, finding.Column, finding.Fix))];
}

/// <summary>The file of each tab of the listing; null when there is none.</summary>
public sealed record DocumentsResponse(string? Overview, string? Changelog, string? GettingStarted, IReadOnlyList<string> Examples)
{
    public static DocumentsResponse From(CommitSnapshot snapshot)
    {
        IEnumerable<string> Paths(string feeds) => snapshot.Files.Where(file => file.Feeds == feeds).Select(file => file.Path);

        return new DocumentsResponse(
            Paths("Overview").FirstOrDefault(), Paths("Changelog").FirstOrDefault(), Paths("Getting Started").FirstOrDefault(), [.. Paths("Examples")]);
    }
}

/// <summary>The result of a publish.</summary>
/// <param name="SubmissionId">Null when nothing was stored.</param>
/// <param name="State">in_review, or draft if something is missing. For a dry run, the state that it would have.</param>
/// <param name="Url">The submission's status page.</param>
/// <param name="Permissions">Scopes as the manifest spells them.</param>
/// <param name="Missing">Fields that are required before the review, such as listing.summary; details says why.</param>
public sealed record PublishResponse(
    string? ExtensionId,
    string? Version,
    string Commit,
    Guid? SubmissionId,
    SubmissionState State,
    string? Url,
    DocumentsResponse Documents,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<FindingOverrideForm> Findings,
    IReadOnlyList<string> Missing,
    IReadOnlyList<ErrorDetail> Details)
{
    internal static PublishResponse From(PublishOutcome outcome, string? url) => new(
        outcome.Snapshot.Manifest?.Id,
        outcome.Snapshot.Manifest?.Version,
        outcome.Snapshot.Commit,
        outcome.Submission?.Id,
        outcome.State,
        url,
        DocumentsResponse.From(outcome.Snapshot),
        [.. outcome.Snapshot.Manifest?.Permissions.Select(permission => permission.Declared) ?? []],
        FindingOverrideForm.All(outcome.Findings),
        MissingFields(outcome),
        outcome.Missing);

    internal static IReadOnlyList<string> MissingFields(PublishOutcome outcome) =>
        [.. outcome.Missing.Select(detail => detail.Field).OfType<string>().Distinct(StringComparer.Ordinal)];
}

/// <summary>A refused publish: the reason, and everything that was found.</summary>
/// <param name="State">Null when nothing was stored.</param>
public sealed record PublishRefusal(
    string Error,
    string Message,
    string Code,
    IReadOnlyList<ErrorDetail> Details,
    string? ExtensionId,
    string? Version,
    string Commit,
    Guid? SubmissionId,
    SubmissionState? State,
    string? Url,
    DocumentsResponse Documents,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<FindingOverrideForm> Findings,
    IReadOnlyList<string> Missing)
{
    internal static PublishRefusal From(Error error, PublishOutcome outcome, string? url)
    {
        var response = PublishResponse.From(outcome, url);
        return new PublishRefusal(
            error.Message, error.Message, error.Code, error.Details, response.ExtensionId, response.Version, response.Commit, response.SubmissionId,
            response.SubmissionId is null ? null : response.State, url, response.Documents, response.Permissions, response.Findings, response.Missing);
    }
}
