using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Notifications;

namespace Kiket.Portal.Ratings;

/// <summary>Notifies the operators that a rating waits for them, once until one of them decides.</summary>
public sealed class CallOperators(NotifyPeople notify)
{
    internal async Task RunAsync(Work work, Rating rating, string title, CancellationToken cancellationToken)
    {
        var people = await PlatformAccess.WithRoleAsync(work.Db, PlatformRoles.Operator, cancellationToken);
        await notify.AddAsync(
            work.Db,
            people,
            new NotificationDraft(
                NotificationKind.Support,
                "rating.waits",
                $"{rating.Id}:{work.Now.UtcTicks}",
                title,
                "Read it and decide. Both sides read your reason.",
                "/operations/ratings"),
            cancellationToken);
        work.Refresh(() => notify.PublishAsync(people));
    }
}
