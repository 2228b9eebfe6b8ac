using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>What a publisher announces.</summary>
/// <param name="Version">One version or a range.</param>
public sealed record NewDeprecation(string? Version, string? Reason, DateTimeOffset? SunsetAt, string? RecommendedVersion);

/// <summary>
/// A publisher announces that versions end, changes that, or withdraws it. From the sunset on nobody can install them; what is installed keeps
/// running. Customers are notified by what follows from the events.
/// </summary>
public sealed class DeprecateVersions(
    UnitOfWork unit, ShowCurrentRelease show, ListingTopic listings, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <summary>What would be refused, and the versions it would cover. Nothing is stored.</summary>
    public async Task<Result<IReadOnlyList<string>>> CheckAsync(PublishedRequest request, NewDeprecation input, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error)
            || !(await CheckAsync(db, extension, input, clock.GetUtcNow(), cancellationToken)).TryGet(out var plan, out error))
        {
            return error;
        }

        return Result.Of(plan.Versions);
    }

    /// <summary>The portal's id of an extension whose deprecations the person may see as its publisher.</summary>
    public async Task<Result<Guid>> FindAsync(PublishedRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error) ? extension.Id : error;
    }

    public Task<Result<Deprecation>> AnnounceAsync(PublishedRequest request, NewDeprecation input, CancellationToken cancellationToken) =>
        unit.RunAsync<Deprecation>(
            async work =>
            {
                if (!(await FindPublished.RunAsync(work.Db, request, cancellationToken)).TryGet(out var extension, out var error)
                    || !(await CheckAsync(work.Db, extension, input, work.Now, cancellationToken)).TryGet(out var plan, out error))
                {
                    return error;
                }

                var deprecation = Deprecation.Of(extension.Id, plan.Terms, plan.Range, request.Actor.Name, work.Now);
                work.Db.Add(deprecation);
                Record(work, request, extension, deprecation, "release.deprecated", before: null);
                await ApplyAsync(work, extension, new DeprecationAnnounced(deprecation.Id, extension.Id), cancellationToken);
                return deprecation;
            },
            cancellationToken,
            // Two at once could leave no version together that each alone would leave.
            counts: true);

    /// <param name="change">From what it says now to what it shall say.</param>
    public Task<Result<Deprecation>> ChangeAsync(
        PublishedRequest request, Guid deprecationId, Func<DeprecationTerms, DeprecationTerms> change, CancellationToken cancellationToken) =>
        unit.RunAsync<Deprecation>(
            async work =>
            {
                if (!(await OpenAsync(work.Db, request, deprecationId, cancellationToken)).TryGet(out var opened, out var error))
                {
                    return error;
                }

                var (extension, deprecation) = opened;
                var before = new DeprecationTerms(deprecation.Reason, deprecation.SunsetAt, deprecation.RecommendedVersion);
                var terms = Clean(change(before));
                var released = await DeprecationQueries.VersionsAsync(work.Db, extension.Id, cancellationToken);
                List<Semver.SemVersion> covered = [.. released.Select(one => one.Version).Where(deprecation.Covers)
                    .OrderDescending(Semver.SemVersion.PrecedenceComparer)];
                // A recommendation that has become impossible since needn't be corrected to change something else.
                var judged = terms.RecommendedVersion == before.RecommendedVersion ? terms with { RecommendedVersion = null } : terms;
                if (DeprecationRules.Problem(judged, covered, released, work.Now, before.SunsetAt) is { } problem)
                {
                    return problem;
                }

                if (!deprecation.Change(terms, work.Now).TryGet(out var isChanged, out error))
                {
                    return error;
                }

                if (isChanged)
                {
                    Record(work, request, extension, deprecation, "release.deprecation_changed", before);
                    await ApplyAsync(
                        work,
                        extension,
                        new DeprecationChanged(deprecation.Id, extension.Id, deprecation.Changes, before.SunsetAt, deprecation.SunsetAt),
                        cancellationToken);
                }

                return deprecation;
            },
            cancellationToken);

    public Task<Result<Deprecation>> WithdrawAsync(PublishedRequest request, Guid deprecationId, CancellationToken cancellationToken) =>
        unit.RunAsync<Deprecation>(
            async work =>
            {
                if (!(await OpenAsync(work.Db, request, deprecationId, cancellationToken)).TryGet(out var opened, out var error))
                {
                    return error;
                }

                var (extension, deprecation) = opened;
                if (deprecation.Withdraw(work.Now) is { Succeeded: false } refused)
                {
                    return refused.Error;
                }

                Record(work, request, extension, deprecation, "release.deprecation_withdrawn", before: null);
                await ApplyAsync(work, extension, new DeprecationWithdrawn(deprecation.Id, extension.Id), cancellationToken);
                return deprecation;
            },
            cancellationToken);

    private static async Task<Result<Plan>> CheckAsync(
        PortalDb db, Extension extension, NewDeprecation input, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var released = await DeprecationQueries.VersionsAsync(db, extension.Id, cancellationToken);
        if (released.Count == 0)
        {
            return Error.NotFound("version_not_found", $"{extension.ExtensionId} has no released version yet, so there is nothing to deprecate.");
        }

        var active = await db.Set<Deprecation>().AsNoTracking()
            .Where(deprecation => deprecation.ExtensionKey == extension.Id && deprecation.WithdrawnAt == null)
            .ToListAsync(cancellationToken);
        var range = (input.Version ?? "").Trim();
        if (active.Exists(deprecation => deprecation.Range == range))
        {
            return Error.Conflict("already_deprecated", $"{range} is deprecated already. Change that deprecation, or withdraw it.");
        }

        if (!DeprecationRules.Covered(range, released).TryGet(out var covered, out var error))
        {
            return error;
        }

        var terms = Clean(new DeprecationTerms(input.Reason ?? "", input.SunsetAt, input.RecommendedVersion));
        return DeprecationRules.Problem(terms, covered, released, now) is { } problem
            ? problem
            : new Plan(range, terms, [.. covered.Select(version => version.ToString())]);
    }

    private static DeprecationTerms Clean(DeprecationTerms terms) => new(
        terms.Reason.Trim(),
        terms.SunsetAt?.ToUniversalTime(),
        string.IsNullOrWhiteSpace(terms.RecommendedVersion) ? null : terms.RecommendedVersion.Trim());

    private static async Task<Result<(Extension Extension, Deprecation Deprecation)>> OpenAsync(
        PortalDb db, PublishedRequest request, Guid deprecationId, CancellationToken cancellationToken)
    {
        if (!(await FindPublished.RunAsync(db, request, cancellationToken)).TryGet(out var extension, out var error))
        {
            return error;
        }

        return await db.Set<Deprecation>()
            .SingleOrDefaultAsync(found => found.Id == deprecationId && found.ExtensionKey == extension.Id, cancellationToken) is { } deprecation
            ? (extension, deprecation)
            : Error.NotFound("deprecation_not_found", $"{extension.ExtensionId} has no such deprecation. GET …/deprecations lists them.");
    }

    /// <summary>Updates the releases and the listing, and raises the event that notifies customers.</summary>
    private async Task ApplyAsync(Work work, Extension extension, IEvent happened, CancellationToken cancellationToken)
    {
        await CoverReleases.RunAsync(work.Db, extension.Id, cancellationToken);
        await show.RunAsync(work, extension, cancellationToken);
        work.Raise(happened);
        work.Refresh(() => listings.PublishAsync(extension.Id));
    }

    private static void Record(
        Work work, PublishedRequest request, Extension extension, Deprecation deprecation, string action, DeprecationTerms? before) => work.Audit(
        request.Actor,
        action,
        new AuditSubject("release", $"{extension.ExtensionId} {deprecation.Range}"),
        extension.OrganizationId,
        before,
        new DeprecationTerms(deprecation.Reason, deprecation.SunsetAt, deprecation.RecommendedVersion));

    private sealed record Plan(string Range, DeprecationTerms Terms, IReadOnlyList<string> Versions);
}
