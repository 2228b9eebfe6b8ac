using Kiket.Portal.Accounts;
using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Submissions;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>Counts what suspending an organization or locking a person means, for an operator who is about to do it.</summary>
public sealed class SuspensionEffects(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    /// <returns>Sentences that each begin with a count; nothing for what there is none of.</returns>
    public async Task<Result<IReadOnlyList<string>>> OfOrganizationAsync(Guid organizationId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var members = await db.Set<Membership>().CountAsync(one => one.OrganizationId == organizationId, cancellationToken);
        var listings = await db.Set<Listing>().CountAsync(
            one => one.OrganizationId == organizationId && one.State == ListingState.Listed, cancellationToken);
        var running =
            from installation in db.Set<Installation>()
            join extension in db.Set<Extension>() on installation.ExtensionKey equals extension.Id
            where extension.OrganizationId == organizationId && installation.State != InstallationState.Uninstalled
            select installation.OrganizationId;
        var installations = await running.CountAsync(cancellationToken);
        var customers = await running.Distinct().CountAsync(cancellationToken);
        var submissions = await db.Set<Submission>().CountAsync(
            one => one.OrganizationId == organizationId
                && one.DeletedAt == null
                && (one.State == SubmissionState.InReview || one.State == SubmissionState.ChangesRequested),
            cancellationToken);
        return Result.Of<IReadOnlyList<string>>(
        [
            $"{Count(members, "member")} can no longer publish for it. They are notified.",
            .. listings == 0 ? Array.Empty<string>() : [$"{Count(listings, "listing")} can't be found or newly installed."],
            .. installations == 0 ? Array.Empty<string>()
                : [$"{Count(installations, "installation")} in {Count(customers, "organization")} of what it publishes keep running, without new versions."],
            .. submissions == 0 ? Array.Empty<string>() : [$"{Count(submissions, "open submission")} can't be approved."],
        ]);
    }

    /// <inheritdoc cref="OfOrganizationAsync"/>
    public async Task<Result<IReadOnlyList<string>>> OfPersonAsync(Guid userId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var now = clock.GetUtcNow();
        var sessions = await db.Set<SignInSession>().CountAsync(one => one.UserId == userId && one.ExpiresAt > now, cancellationToken);
        var tokens = await db.Set<ApiToken>().CountAsync(
            one => one.UserId == userId && one.RevokedAt == null && one.ExpiresAt > now, cancellationToken);
        var alone = await (
            from member in db.Set<Membership>()
            join organization in db.Set<Organization>() on member.OrganizationId equals organization.Id
            where member.UserId == userId && member.Role == OrganizationRole.Owner && organization.DeletedAt == null
                && !db.Set<Membership>().Any(other => other.OrganizationId == member.OrganizationId
                    && other.UserId != userId
                    && other.Role == OrganizationRole.Owner)
            orderby organization.Name
            select organization.Name).ToListAsync(cancellationToken);
        return Result.Of<IReadOnlyList<string>>(
        [
            sessions == 0 ? "They are not signed in anywhere." : $"{Count(sessions, "sign-in")} ended, with the pages that are open.",
            .. tokens == 0 ? Array.Empty<string>() : [$"{Count(tokens, "API token")} refused."],
            .. alone.Count == 0 ? Array.Empty<string>()
                : [$"{Count(alone.Count, "organization")} without another Owner: {string.Join(", ", alone)}."],
        ]);
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
