using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>A person chooses how they receive one kind of notification.</summary>
public sealed class ChooseNotifications(IDbContextFactory<PortalDb> databases)
{
    public async Task<Result> RunAsync(Guid userId, NotificationChoice choice, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<NotificationPreference>()
            .SingleOrDefaultAsync(p => p.UserId == userId && p.Kind == choice.Kind, cancellationToken);
        if (stored is null)
        {
            db.Add(NotificationPreference.Of(userId, choice.Kind, choice.InApp, choice.Mail));
        }
        else
        {
            stored.Choose(choice.InApp, choice.Mail);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return Result.Success();
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation())
        {
            return Error.Conflict("preference_changed", "This choice was changed in another window. Reload the page.");
        }
    }
}
