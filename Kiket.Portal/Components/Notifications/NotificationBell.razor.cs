using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Notifications;

/// <summary>The unread count and the latest notifications, live. Shows nothing to visitors.</summary>
public sealed partial class NotificationBell
{
    private const int Shown = 8;

    private Actor? _person;
    private int _unread;

    /// <summary>Null until the bell is opened, because most people never open it.</summary>
    private IReadOnlyList<Notification>? _latest;

    [Inject]
    public required NotificationQueries Queries { get; init; }

    [Inject]
    public required MarkNotificationsRead MarkRead { get; init; }

    [Inject]
    public required NotificationTopic Topic { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    private string Label => _unread switch
    {
        0 => "Notifications, none unread",
        1 => "Notifications, 1 unread",
        _ => $"Notifications, {_unread} unread",
    };

    protected override async Task OnInitializedAsync()
    {
        _person = await Person.FindAsync();
        if (_person is null)
        {
            return;
        }

        Follow(Topic, _person.UserId, () => LoadAsync(_person.UserId));
        await LoadAsync(_person.UserId);
    }

    private async Task OpenedAsync() => _latest ??= await LatestAsync(_person!.UserId);

    private async Task LoadAsync(Guid userId)
    {
        _unread = await Queries.UnreadAsync(userId, CancellationToken.None);
        if (_latest is not null)
        {
            _latest = await LatestAsync(userId);
        }
    }

    private async Task<IReadOnlyList<Notification>> LatestAsync(Guid userId) =>
        (await Queries.ForAsync(userId, new PageRequest(1, Shown), CancellationToken.None)).Items;

    /// <param name="notification">Null for all of them.</param>
    private Task ReadAsync(Guid? notification) => MarkRead.RunAsync(_person!.UserId, notification, CancellationToken.None);
}
