using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Submissions;

/// <summary>
/// Who reviews a submission, as one rule for all callers. To the marketplace: Kiket's reviewers, except those on the publisher's side. To a private
/// registry: the Owners and Admins of its organization; with two or more of them, never the one who submitted it.
/// </summary>
public static class SubmissionReviewers
{
    public static Error SubmittedByYou => Error.Forbidden(
        "own_submission", "You submitted this. Your organization has another Owner or Admin, who must decide.");

    /// <summary>
    /// The submission, tracked with its timeline, for somebody who may review it. Never a draft. To everyone else a private one looks like one that
    /// doesn't exist, also to Kiket's reviewers.
    /// </summary>
    public static async Task<Result<Submission>> OpenAsync(PortalDb db, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        (await OpenAsync(db, submissionId, actor, PlatformAccess.RequireReviewerAsync, cancellationToken)).TryGet(out var opened, out var error)
            ? opened.Submission
            : error;

    /// <summary>The same for reading, which operators may do too when it is submitted to the marketplace.</summary>
    /// <returns>Whether the person may change something as well.</returns>
    public static Task<Result<(Submission Submission, bool MayReview)>> ReadAsync(
        PortalDb db, Guid submissionId, Actor actor, CancellationToken cancellationToken) =>
        OpenAsync(db, submissionId, actor, PlatformAccess.RequireReaderAsync, cancellationToken);

    private static async Task<Result<(Submission Submission, bool MayReview)>> OpenAsync(
        PortalDb db,
        Guid submissionId,
        Actor actor,
        Func<PortalDb, Guid, CancellationToken, Task<Result<PlatformPerson>>> require,
        CancellationToken cancellationToken)
    {
        var found = await SubmissionAccess.LoadAsync(db, submissionId, cancellationToken);
        var submission = found is null or { State: SubmissionState.Draft } or { IsEdit: true } ? null : found;
        if (submission is { IsPrivate: true } && await IsMemberAsync(db, submission, actor, cancellationToken))
        {
            return await RefusalAsync(db, submission, actor, cancellationToken) is { } refusal ? refusal : (submission, true);
        }

        if (!(await require(db, actor.UserId, cancellationToken)).TryGet(out var person, out var refused))
        {
            return refused;
        }

        return submission is null or { IsPrivate: true } ? SubmissionAccess.NotFound
            : await SubmissionPeople.RefusalAsync(db, submission, actor, cancellationToken) is { } own ? own
            : (submission, person.IsReviewer);
    }

    /// <summary>Everyone with the right to review it, to be notified; some may be refused later.</summary>
    public static async Task<IReadOnlyList<Guid>> OfAsync(PortalDb db, Submission submission, CancellationToken cancellationToken) => submission.IsPrivate
        ? await Able(db, submission.OrganizationId).ToListAsync(cancellationToken)
        : await PlatformAccess.WithRoleAsync(db, PlatformRoles.Reviewer, cancellationToken);

    /// <summary>Everyone who may decide on it.</summary>
    public static async Task<IReadOnlyList<Guid>> WhoMayDecideAsync(PortalDb db, Submission submission, CancellationToken cancellationToken)
    {
        var people = await OfAsync(db, submission, cancellationToken);
        if (submission.IsPrivate)
        {
            return people.Count > 1 ? [.. people.Where(person => person != submission.SubmittedBy)] : people;
        }

        var publishers = await SubmissionPeople.OnPublishersSide(db)
            .Where(one => one.SubmissionId == submission.Id)
            .Select(one => one.UserId)
            .ToListAsync(cancellationToken);
        return [.. people.Except(publishers)];
    }

    /// <summary>Of these submissions to one registry, the ones that a person with the right to review may not decide on.</summary>
    public static async Task<IReadOnlySet<Guid>> OwnAsync(
        PortalDb db, ReviewedRegistry registry, IReadOnlyList<Guid> submissions, Actor actor, CancellationToken cancellationToken)
    {
        if (registry.OrganizationId is not { } organization)
        {
            return await SubmissionPeople.OnPublishersSide(db)
                .Where(one => one.UserId == actor.UserId && submissions.Contains(one.SubmissionId))
                .Select(one => one.SubmissionId)
                .ToHashSetAsync(cancellationToken);
        }

        if (await Able(db, organization).CountAsync(cancellationToken) < 2)
        {
            return new HashSet<Guid>();
        }

        var submitted = await db.Set<SubmissionEntry>()
            .Where(entry => submissions.Contains(entry.SubmissionId)
                && (entry.Kind == SubmissionEntryKind.Submitted || entry.Kind == SubmissionEntryKind.Resubmitted))
            .Select(entry => new { entry.SubmissionId, entry.AuthorId, entry.At })
            .ToListAsync(cancellationToken);
        return submitted
            .GroupBy(entry => entry.SubmissionId)
            .Where(entries => entries.MaxBy(entry => entry.At)!.AuthorId == actor.UserId)
            .Select(entries => entries.Key)
            .ToHashSet();
    }

    private static Task<bool> IsMemberAsync(PortalDb db, Submission submission, Actor actor, CancellationToken cancellationToken) =>
        db.Set<Membership>().AnyAsync(
            member => member.OrganizationId == submission.OrganizationId && member.UserId == actor.UserId, cancellationToken);

    private static async Task<Error?> RefusalAsync(PortalDb db, Submission submission, Actor actor, CancellationToken cancellationToken)
    {
        var access = await OrganizationAccess.RequireAsync(
            db, submission.OrganizationId.ToString(), actor.UserId, OrganizationRole.Admin, cancellationToken);
        return access.Error
            ?? (submission.SubmittedBy == actor.UserId && await Able(db, submission.OrganizationId).CountAsync(cancellationToken) > 1
                ? SubmittedByYou
                : null);
    }

    /// <summary>Owners and Admins who can sign in: a locked account decides nothing, so the other one counts as the only one.</summary>
    private static IQueryable<Guid> Able(PortalDb db, Guid organizationId) =>
        from member in db.Set<Membership>()
        join person in db.Set<PortalUser>() on member.UserId equals person.Id
        where member.OrganizationId == organizationId && person.LockedAt == null
            && (member.Role == OrganizationRole.Owner || member.Role == OrganizationRole.Admin)
        select member.UserId;
}

/// <summary>The registry whose submissions somebody reviews.</summary>
/// <param name="Name">The marketplace's, or an organization's slug.</param>
/// <param name="OrganizationId">The organization of a private registry; null for the marketplace.</param>
public sealed record ReviewedRegistry(string Name, Guid? OrganizationId)
{
    /// <summary>False for operators, who only read.</summary>
    public bool MayReview { get; private init; } = true;

    /// <param name="organization">The organization of a private registry, by slug or id; null for the marketplace.</param>
    public static Task<Result<ReviewedRegistry>> RequireAsync(
        PortalDb db, string? organization, Actor actor, CancellationToken cancellationToken) =>
        RequireAsync(db, organization, actor, PlatformAccess.RequireReviewerAsync, cancellationToken);

    /// <summary>The same for reading, which operators may do too in the marketplace.</summary>
    public static Task<Result<ReviewedRegistry>> ReadAsync(
        PortalDb db, string? organization, Actor actor, CancellationToken cancellationToken) =>
        RequireAsync(db, organization, actor, PlatformAccess.RequireReaderAsync, cancellationToken);

    private static async Task<Result<ReviewedRegistry>> RequireAsync(
        PortalDb db,
        string? organization,
        Actor actor,
        Func<PortalDb, Guid, CancellationToken, Task<Result<PlatformPerson>>> require,
        CancellationToken cancellationToken)
    {
        if (organization is null)
        {
            return (await require(db, actor.UserId, cancellationToken)).TryGet(out var person, out var refused)
                ? new ReviewedRegistry(Extensions.Extension.Marketplace, null) { MayReview = person.IsReviewer }
                : refused;
        }

        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        return access.TryGet(out var member, out var error) ? new ReviewedRegistry(member.Slug, member.OrganizationId) : error;
    }
}
