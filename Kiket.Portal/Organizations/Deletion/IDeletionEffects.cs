using Kiket.Portal.Data;

namespace Kiket.Portal.Organizations.Deletion;

/// <summary>Something that the deletion of an organization ends, or that stays after it.</summary>
/// <param name="Count">How much of it there is now.</param>
/// <param name="Text">A sentence that begins with the count, such as "3 listings leave the marketplace."</param>
/// <param name="Stays">It is kept, or goes on, after the deletion.</param>
public sealed record DeletionEffect(int Count, string Text, bool Stays = false);

/// <summary>What a feature loses or keeps when an organization is deleted. Features above this one register theirs.</summary>
public interface IDeletionEffects
{
    /// <returns>Nothing for what there is none of.</returns>
    Task<IReadOnlyList<DeletionEffect>> CountAsync(PortalDb db, Guid organizationId, CancellationToken cancellationToken);
}
