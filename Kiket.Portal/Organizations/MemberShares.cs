using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Organizations;

/// <summary>A member who loses rights.</summary>
/// <param name="Role">The remaining role; null when they are no longer a member.</param>
public sealed record LostRights(Guid OrganizationId, Guid UserId, OrganizationRole? Role, DateTimeOffset Now)
{
    public bool StillHas(OrganizationRole needed) => Role >= needed;
}

/// <summary>
/// Something that a member uses to let others in: an invitation, a link. It ends when the member loses the right to create
/// it. Folders above this one implement it too.
/// </summary>
public interface IMemberShare
{
    /// <summary>For people: <c>open invitation</c>.</summary>
    string Singular { get; }

    /// <summary>For people: <c>open invitations</c>.</summary>
    string Plural { get; }

    /// <summary>The number that will end.</summary>
    Task<int> CountAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken);

    /// <summary>Ends them in the caller's unit of work, which saves.</summary>
    /// <returns>The number that ended.</returns>
    Task<int> EndAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken);
}

/// <summary>The things that end when a member is removed, leaves or gets a lower role.</summary>
public sealed class MemberShares(IDbContextFactory<PortalDb> databases, IEnumerable<IMemberShare> kinds, TimeProvider clock)
{
    /// <summary>
    /// What would end, to ask before: <c>2 open invitations</c>, <c>1 preview link</c>. The caller must check with
    /// <see cref="OrganizationAccess"/>.
    /// </summary>
    /// <param name="role">The remaining role; null when they would no longer be a member.</param>
    public async Task<IReadOnlyList<string>> EndingAsync(Guid organizationId, Guid userId, OrganizationRole? role, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var lost = new LostRights(organizationId, userId, role, clock.GetUtcNow());
        var ending = new List<string>();
        foreach (var kind in kinds)
        {
            Add(ending, kind, await kind.CountAsync(db, lost, cancellationToken));
        }

        return ending;
    }

    /// <summary>Ends them in the caller's unit of work, which saves.</summary>
    /// <returns>What ended, for the audit log.</returns>
    public async Task<IReadOnlyList<string>> EndAsync(PortalDb db, LostRights lost, CancellationToken cancellationToken)
    {
        var ended = new List<string>();
        foreach (var kind in kinds)
        {
            Add(ended, kind, await kind.EndAsync(db, lost, cancellationToken));
        }

        return ended;
    }

    private static void Add(List<string> all, IMemberShare kind, int count)
    {
        if (count > 0)
        {
            all.Add($"{count} {(count == 1 ? kind.Singular : kind.Plural)}");
        }
    }
}
