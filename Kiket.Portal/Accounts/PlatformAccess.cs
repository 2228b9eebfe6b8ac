using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Accounts;

/// <summary>Reads platform roles from the database, not the cookie, so that a change takes effect immediately. Locked people have none.</summary>
public sealed class PlatformAccess(IDbContextFactory<PortalDb> databases)
{
    /// <summary>The reviewer, or a refusal. People without any platform role see "not found".</summary>
    public Task<Result<PlatformPerson>> RequireReviewerAsync(Guid userId, CancellationToken cancellationToken) =>
        RequireAsync(userId, PlatformRoles.Reviewer, cancellationToken);

    /// <inheritdoc cref="RequireReviewerAsync(Guid, CancellationToken)"/>
    public Task<Result<PlatformPerson>> RequireOperatorAsync(Guid userId, CancellationToken cancellationToken) =>
        RequireAsync(userId, PlatformRoles.Operator, cancellationToken);

    /// <summary>
    /// The same inside a unit of work, on its own connection: units that each wait for a second one would wait for each other.
    /// </summary>
    public static Task<Result<PlatformPerson>> RequireReviewerAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) =>
        RequireAsync(db, userId, PlatformRoles.Reviewer, cancellationToken);

    /// <inheritdoc cref="RequireReviewerAsync(PortalDb, Guid, CancellationToken)"/>
    public static Task<Result<PlatformPerson>> RequireOperatorAsync(PortalDb db, Guid userId, CancellationToken cancellationToken) =>
        RequireAsync(db, userId, PlatformRoles.Operator, cancellationToken);

    /// <summary>Who may read what reviewers work on: reviewers, and operators, who change nothing there.</summary>
    public async Task<Result<PlatformPerson>> RequireReaderAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RequireReaderAsync(db, userId, cancellationToken);
    }

    /// <inheritdoc cref="RequireReaderAsync(Guid, CancellationToken)"/>
    public static async Task<Result<PlatformPerson>> RequireReaderAsync(PortalDb db, Guid userId, CancellationToken cancellationToken)
    {
        var reviewer = await RequireReviewerAsync(db, userId, cancellationToken);
        return !reviewer.Succeeded && (await RequireOperatorAsync(db, userId, cancellationToken)).TryGet(out var person, out _) ? person : reviewer;
    }

    /// <summary>Everyone with the role, for notifications.</summary>
    public static async Task<IReadOnlyList<Guid>> WithRoleAsync(PortalDb db, PlatformRoles role, CancellationToken cancellationToken) =>
        await db.Set<PortalUser>()
            .Where(user => (user.PlatformRoles & role) == role && user.LockedAt == null)
            .Select(user => user.Id)
            .ToListAsync(cancellationToken);

    private async Task<Result<PlatformPerson>> RequireAsync(Guid userId, PlatformRoles role, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await RequireAsync(db, userId, role, cancellationToken);
    }

    private static async Task<Result<PlatformPerson>> RequireAsync(PortalDb db, Guid userId, PlatformRoles role, CancellationToken cancellationToken)
    {
        var person = await db.Set<PortalUser>()
            .Where(user => user.Id == userId && user.LockedAt == null)
            .Select(user => new PlatformPerson(user.Id, user.DisplayName, user.PlatformRoles))
            .SingleOrDefaultAsync(cancellationToken);
        return person switch
        {
            { } found when (found.Roles & role) == role => found,
            { Roles: not PlatformRoles.None } =>
                Error.Forbidden("platform_role_missing", $"This needs the platform role {role}. Ask an operator of the marketplace."),
            _ => Error.NotFound("not_found", "There is nothing at this address."),
        };
    }
}

/// <summary>A person with a current platform role.</summary>
public sealed record PlatformPerson(Guid UserId, string Name, PlatformRoles Roles)
{
    public bool IsReviewer => Roles.HasFlag(PlatformRoles.Reviewer);
}
