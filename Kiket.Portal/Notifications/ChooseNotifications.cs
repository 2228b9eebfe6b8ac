using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Notifications;

/// <summary>A person chooses how they receive one kind of notification.</summary>
public sealed class ChooseNotifications(UnitOfWork unit)
{
    public Task<Result> RunAsync(Guid userId, NotificationChoice choice, CancellationToken cancellationToken) =>
        unit.RunAsync(work => ChooseAsync(work.Db, userId, choice, cancellationToken), cancellationToken);

    private static async Task<Result> ChooseAsync(PortalDb db, Guid userId, NotificationChoice choice, CancellationToken cancellationToken)
    {
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

        return Result.Success();
    }
}
