using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Operations;

/// <summary>Two people change the same person at once, and the second one must check again.</summary>
internal static class PersonChanged
{
    public static Error Error { get; } =
        Error.Conflict("user_changed", "Someone else has just changed this person. Check the list, then try again.");

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
