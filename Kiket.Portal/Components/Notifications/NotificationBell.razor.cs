using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Kiket.Portal.Components.Notifications;

/// <summary>
/// The unread count and the latest notifications, live; on account pages, which are static, as they were when the page was rendered. It is on
/// every page, so it also notes that what a page is about was read there. Shows nothing to visitors.
/// </summary>
public sealed partial class NotificationBell
{
    private const int Shown = 8;

    private Actor? _person;
    private int _unread;

    /// <summary>On a live page null until the bell is opened, because most people never open it.</summary>
    private IReadOnlyList<NotificationGroup>? _latest;

    [Inject]
    public required NotificationQueries Queries { get; init; }

    [Inject]
    public required MarkNotificationsRead MarkRead { get; init; }

    [Inject]
    public required NotificationTopic Topic { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string Label => _unread switch
    {
        0 => "Notifications, none unread",
        1 => "Notifications, 1 unread",
        _ => $"Notifications, {_unread} unread",
    };

    /// <summary>Interactive, or about to be.</summary>
    private bool IsLive => RendererInfo.IsInteractive || AssignedRenderMode is not null;

    protected override async Task OnInitializedAsync()
    {
        _person = await Person.FindAsync();
        if (_person is null)
        {
            return;
        }

        Follow(Topic, _person.UserId, () => LoadAsync(_person.UserId));
        _unread = await Queries.UnreadAsync(_person.UserId, CancellationToken.None);
        if (!IsLive)
        {
            _latest = await LatestAsync(_person.UserId);
        }
    }

    /// <summary>Only a page that somebody really has open comes here; one that is merely loaded in advance doesn't.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && _person is not null)
        {
            Navigation.LocationChanged += Moved;
            await VisitAsync(_person.UserId);
        }
    }

    protected override ValueTask LeaveAsync()
    {
        Navigation.LocationChanged -= Moved;
        return base.LeaveAsync();
    }

    private void Moved(object? sender, LocationChangedEventArgs arguments) =>
        _ = InvokeAsync(() => IsDisposed ? Task.CompletedTask : VisitAsync(_person!.UserId));

    private async Task VisitAsync(Guid userId)
    {
        try
        {
            await MarkRead.VisitAsync(userId, new Uri(Navigation.Uri).AbsolutePath, CancellationToken.None);
        }
        catch (Exception exception) when (exception.IsBusy() || exception.IsUnwritable())
        {
            // They stay unread until the next visit: reading a page never fails because of it.
        }
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

    private async Task<IReadOnlyList<NotificationGroup>> LatestAsync(Guid userId) =>
        (await Queries.GroupsAsync(userId, new NotificationFilter(), new PageRequest(1, Shown), CancellationToken.None)).Items;

    private Task ReadAsync(NotificationGroup group) => MarkRead.VisitAsync(_person!.UserId, group.Newest.Link, CancellationToken.None);

    private Task ReadAllAsync() => MarkRead.RunAsync(_person!.UserId, notificationId: null, CancellationToken.None);
}
