using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>Two people change the same person at once: the second one looks again.</summary>
internal static class PersonChanged
{
    public static Error Error { get; } = Error.Conflict("user_changed", "Somebody else changed this person meanwhile. Look at them again, then repeat what you did.");

    public static async Task<Result> SaveAsync(PortalDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return Result.Success();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Error;
        }
    }
}
