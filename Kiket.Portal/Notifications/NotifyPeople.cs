using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Notifications;

/// <summary>
/// Notifies people inside the caller's unit of work: <see cref="AddAsync"/> before saving,
/// <see cref="PublishAsync"/> after the commit, so that open bells count what is stored.
/// </summary>
public sealed class NotifyPeople(NotificationTopic topic, IOptions<SmtpOptions> smtp, TimeProvider clock)
{
    /// <summary>
    /// Adds a row per person to <paramref name="db"/>; the caller saves. People who were already notified about this event
    /// and subject are left out, so repeated work doesn't notify anyone twice.
    /// </summary>
    /// <param name="users">The people to notify; duplicates are ignored.</param>
    public async Task AddAsync(PortalDb db, IEnumerable<Guid> users, NotificationDraft draft, CancellationToken cancellationToken)
    {
        var people = users.Distinct().ToList();
        var key = Notification.KeyOf(draft);
        var notified = await db.Set<Notification>()
            .Where(notification => notification.Key == key && people.Contains(notification.UserId))
            .Select(notification => notification.UserId)
            .ToListAsync(cancellationToken);
        notified.AddRange(db.ChangeTracker.Entries<Notification>()
            .Where(entry => entry.State == EntityState.Added && entry.Entity.Key == key)
            .Select(entry => entry.Entity.UserId));
        var preferences = await db.Set<NotificationPreference>()
            .Where(preference => preference.Kind == draft.Kind && people.Contains(preference.UserId))
            .ToDictionaryAsync(preference => preference.UserId, cancellationToken);

        var deleted = await db.Set<PortalUser>()
            .Where(user => user.DeletedAt != null && people.Contains(user.Id))
            .Select(user => user.Id)
            .ToListAsync(cancellationToken);
        var paused = smtp.Value.IsConfigured ? await RefusedMail.PausedAsync(db, people, cancellationToken) : [];

        var inThread = draft.Thread is { } thread
            ? await db.Set<Notification>()
                .Where(notification => notification.Thread == thread && people.Contains(notification.UserId))
                .Select(notification => notification.UserId)
                .ToListAsync(cancellationToken)
            : people;

        var now = clock.GetUtcNow();
        foreach (var person in people.Except(notified).Except(deleted))
        {
            var preference = preferences.GetValueOrDefault(person);
            var isPaused = paused.Contains(person);
            var notification = Notification.Of(
                person, draft, isPaused || preference is null or { InApp: true }, isPaused ? MailState.None : Mail(preference), now);
            if (!inThread.Contains(person))
            {
                notification.StartThread();
            }

            db.Add(notification);
        }
    }

    private MailState Mail(NotificationPreference? preference) => preference switch
    {
        _ when !smtp.Value.IsConfigured => MailState.None,
        { Mail: false } => MailState.None,
        null or { Frequency: MailFrequency.Immediately } => MailState.Waiting,
        _ => MailState.Digest,
    };

    /// <summary>After the commit: refreshes the bells of these people in every open circuit of this process.</summary>
    public async Task PublishAsync(IEnumerable<Guid> users)
    {
        foreach (var user in users.Distinct())
        {
            await topic.PublishAsync(user);
        }
    }
}

/// <summary>"Something about this person's notifications changed", by user id.</summary>
public sealed class NotificationTopic(ILogger<NotificationTopic> logger) : LiveTopic(logger);
