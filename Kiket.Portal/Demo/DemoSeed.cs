using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Listings.Publishing;
using Kiket.Portal.Notifications;
using Kiket.Portal.Organizations;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Drafts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Demo;

/// <summary>
/// Fills the demo through the same use cases that people use. Each submission is looked up first, so that the next start
/// completes one that was interrupted.
/// </summary>
public sealed partial class DemoSeed(
    DemoPeople people,
    IDbContextFactory<PortalDb> databases,
    StartSubmission start,
    ReadRepository read,
    SubmissionQueries queries,
    DescribeSubmission describe,
    DemoFiles files,
    SubmitSubmission submit,
    DecideSubmission decide,
    IOptions<GitHubOptions> gitHub,
    LocalGitHubAddress local,
    FeatureListing feature,
    DemoSigningSecrets secrets,
    DemoTelemetry telemetry,
    DemoSupport support,
    AcceptPublisherAgreement agreement,
    TimeProvider clock,
    ILogger<DemoSeed> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await people.CreateAsync(cancellationToken);
        foreach (var (slug, _) in DemoPeople.Organizations)
        {
            (await agreement.RunAsync(
                slug, PublisherAgreement.CurrentVersion, await people.OwnerAsync(slug, cancellationToken), cancellationToken)).ThrowIfRefused();
        }

        if (gitHub.Value.Api != local.ApiUrl)
        {
            // Another server has no samples, or has other repositories with the same names.
            OtherGitHub(logger, gitHub.Value.Api);
            return;
        }

        Actor[] reviewers = [await people.ActorAsync("reviewer", cancellationToken), await people.ActorAsync("second-reviewer", cancellationToken)];
        foreach (var extension in DemoCatalogue.Extensions.Where(extension => extension.Standing == DemoStanding.Listed))
        {
            foreach (var reference in extension.References)
            {
                await BringAsync(extension, reference, reviewers, cancellationToken);
            }
        }

        await secrets.RunAsync(cancellationToken);
        await telemetry.RunAsync(cancellationToken);
        await support.RunAsync(cancellationToken);
        await FeatureAsync(cancellationToken);
        await ReadOldNewsAsync(cancellationToken);
        foreach (var extension in DemoCatalogue.Extensions.Where(extension => extension.Standing == DemoStanding.InReview))
        {
            await BringAsync(extension, extension.References[^1], reviewers: [], cancellationToken);
        }
    }

    /// <summary>Runs once, so that an extension that is removed from the home page stays removed.</summary>
    private async Task FeatureAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<AuditEntry>().AnyAsync(entry => entry.Action == "listing.featured", cancellationToken))
        {
            var operators = await people.ActorAsync("operator", cancellationToken);
            foreach (var id in DemoCatalogue.Featured)
            {
                (await feature.RunAsync(id, true, operators, cancellationToken)).ThrowIfRefused();
            }
        }
    }

    /// <summary>Removes notifications about listings from before the demo started. Only waiting submissions are news.</summary>
    private async Task ReadOldNewsAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<Submission>().AnyAsync(submission => submission.State == SubmissionState.InReview, cancellationToken))
        {
            await db.Set<Notification>().Where(notification => notification.ReadAt == null)
                .ExecuteUpdateAsync(update => update.SetProperty(notification => notification.ReadAt, now), cancellationToken);
        }
    }

    /// <summary>Submits one version and lets one reviewer approve it, or two where two are required.</summary>
    private async Task BringAsync(DemoExtension extension, string reference, IReadOnlyList<Actor> reviewers, CancellationToken cancellationToken)
    {
        var publisher = await people.OwnerAsync(extension.Organization, cancellationToken);
        var (id, state) = await SubmissionAsync(extension, reference, publisher, cancellationToken);
        if (state == SubmissionState.Draft)
        {
            await PrepareAsync(extension, reference, id, publisher, cancellationToken);
            if (await submit.RunAsync(id, publisher, cancellationToken) is { Succeeded: false } refused)
            {
                NotSeeded(logger, extension.Repository, reference, Explain(refused.Error));
                return;
            }

            state = SubmissionState.InReview;
        }

        foreach (var reviewer in reviewers)
        {
            if (state != SubmissionState.InReview)
            {
                return;
            }

            var decided = await decide.RunAsync(
                new DecideSubmissionRequest(id, Decision.Approve, "Clear permissions, good documentation. Welcome to the marketplace.", null, reviewer),
                cancellationToken);
            if (decided.TryGet(out var submission, out var error))
            {
                state = submission.State;
            }
            else if (error.Code != "second_approver_needed")
            {
                NotSeeded(logger, extension.Repository, reference, Explain(error));
                return;
            }
        }
    }

    private async Task<(Guid Id, SubmissionState State)> SubmissionAsync(
        DemoExtension extension, string reference, Actor publisher, CancellationToken cancellationToken)
    {
        var url = Url(extension);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var organization = await db.Set<Organization>()
            .Where(candidate => candidate.Slug == extension.Organization)
            .Select(candidate => candidate.Id)
            .SingleAsync(cancellationToken);
        var known = await db.Set<Submission>().AsNoTracking().FirstOrDefaultAsync(
            submission => submission.OrganizationId == organization && submission.RepositoryUrl == url && submission.Reference == reference, cancellationToken);
        return known is not null
            ? (known.Id, known.State)
            : ((await start.RunAsync(extension.Organization, Extension.Marketplace, publisher, cancellationToken)).Value, SubmissionState.Draft);
    }

    private async Task PrepareAsync(DemoExtension extension, string reference, Guid id, Actor publisher, CancellationToken cancellationToken)
    {
        var token = extension.Token is null ? null : new GitHubToken(extension.Token);
        var reading = await read.RunAsync(new ReadRepositoryRequest(id, Url(extension), reference, token, publisher), progress: null, cancellationToken);
        if (!reading.TryGet(out var snapshot, out var error) || snapshot.Manifest is not { } manifest)
        {
            NotSeeded(logger, extension.Repository, reference, error is null ? "no manifest" : Explain(error));
            return;
        }

        var view = (await queries.FindAsync(id, publisher, cancellationToken)).Value;
        // The reasons are for the newest version. An older version may not need all of them.
        var needed = SubmissionReadiness.NeedsJustification(manifest);
        var details = extension.Details with
        {
            Justifications = extension.Details.Justifications.Where(reason => needed.Contains(reason.Key)).ToDictionary(StringComparer.Ordinal),
        };
        _ = (await describe.RunAsync(new DescribeSubmissionRequest(id, details, view.Submission.RowVersion, publisher), cancellationToken)).Value;
        await files.BringAsync(extension, id, manifest, publisher, cancellationToken);
    }

    private static string Url(DemoExtension extension) => $"https://github.com/{extension.Repository}";

    private static string Explain(Error error) =>
        string.Join(" ", error.Details.Where(detail => detail.Level is null or "error").Select(detail => detail.Message).Prepend(error.Message));

    [LoggerMessage(LogLevel.Error, "The demo could not create {Repository} {Reference}: {Reason}")]
    private static partial void NotSeeded(ILogger logger, string repository, string reference, string reason);

    [LoggerMessage(LogLevel.Information, "GitHub:ApiUrl is {Address}, so the demo has people but no sample listings")]
    private static partial void OtherGitHub(ILogger logger, Uri address);
}
