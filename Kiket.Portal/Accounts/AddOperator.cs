using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

/// <summary>An operator or reviewer, as the command line shows them.</summary>
public sealed record OperatorEntry(string Name, string Email, PlatformRoles Roles, bool IsConfirmed, DateTimeOffset RegisteredAt);

/// <summary>
/// Makes a person operator and reviewer, for someone who can run programs on the portal's machine. They can do more than any
/// role allows, so no permission is checked, and the address doesn't have to be confirmed.
/// </summary>
public sealed class AddOperator(UnitOfWork unit, IDbContextFactory<PortalDb> databases, IOptions<PortalOptions> portal)
{
    public Task<Result<OperatorEntry>> RunAsync(string email, CancellationToken cancellationToken) =>
        unit.RunAsync(work => AddAsync(work, email.Trim(), cancellationToken), cancellationToken);

    /// <summary>Everyone with a platform role, by name.</summary>
    public async Task<IReadOnlyList<OperatorEntry>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<PortalUser>()
            .Where(user => user.PlatformRoles != PlatformRoles.None)
            .OrderBy(user => user.DisplayName).ThenBy(user => user.Id)
            .Select(user => new OperatorEntry(user.DisplayName, user.Email!, user.PlatformRoles, user.EmailConfirmed, user.CreatedAt))
            .ToListAsync(cancellationToken);
    }

    private async Task<Result<OperatorEntry>> AddAsync(Work work, string email, CancellationToken cancellationToken)
    {
        if (await OperatorRoles.FindAsync(work.Db, email, cancellationToken) is not { } user)
        {
            return Error.NotFound("user_not_found", $"There is no account with the address {email}. Register first at {RegisterPage}, then run this again.");
        }

        if (user.LockedAt is not null)
        {
            return Error.Conflict("person_locked", $"{user.DisplayName} is locked, so roles have no effect. Ask an operator to unlock them first.");
        }

        if ((user.PlatformRoles & OperatorRoles.Both) != OperatorRoles.Both)
        {
            OperatorRoles.Give(work, user, "command line");
        }

        return new OperatorEntry(user.DisplayName, user.Email!, user.PlatformRoles, user.EmailConfirmed, user.CreatedAt);
    }

    private string RegisterPage =>
        portal.Value.PublicUrl is { } root ? new Uri(root, "/account/register").AbsoluteUri : "/account/register in the portal";
}
