using System.Globalization;
using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Notifications;

public sealed partial class NotificationsPage
{
    private const string Path = "/account/notifications";
    private const int PageSize = 25;

    /// <summary>In the address, for notices of no organization. No slug has it.</summary>
    private const string Nowhere = "-";

    private Actor? _person;
    private Page<NotificationGroup>? _groups;
    private IReadOnlyList<string> _organizations = [];

    [SupplyParameterFromQuery(Name = "unread")]
    public string? Unread { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "org")]
    public string? Org { get; set; }

    /// <summary>One by one what is about one page.</summary>
    [SupplyParameterFromQuery(Name = "about")]
    public string? About { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public string? Number { get; set; }

    [Inject]
    public required NotificationQueries Queries { get; init; }

    [Inject]
    public required MarkNotificationsRead MarkRead { get; init; }

    [Inject]
    public required NotificationTopic Topic { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    private NotificationFilter Filter => new(
        Unread == "1",
        Enum.TryParse<NotificationKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null,
        Org switch { null or "" => null, Nowhere => "", var slug => slug },
        About is { Length: > 0 } about ? Notification.PageOf(about) : null);

    protected override async Task OnInitializedAsync()
    {
        _person = await Person.FindAsync();
        if (_person is not null)
        {
            Follow(Topic, _person.UserId, LoadAsync);
        }
    }

    protected override Task OnParametersSetAsync() => _person is null ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        var (user, filter, request) = (_person!.UserId, Filter, new PageRequest(PageRequest.NumberOf(Number), PageSize));
        _organizations = await Queries.OrganizationsAsync(user, CancellationToken.None);
        if (filter.Page is null)
        {
            _groups = await Queries.GroupsAsync(user, filter, request, CancellationToken.None);
            return;
        }

        var single = await Queries.ForAsync(user, filter, request, CancellationToken.None);
        _groups = new Page<NotificationGroup>(
            [.. single.Items.Select(one => new NotificationGroup(one, 1, one.ReadAt is null ? 1 : 0))], single.Request, single.Total);
    }

    private Task ReadAsync(NotificationGroup group) => MarkRead.VisitAsync(_person!.UserId, group.Newest.Link, CancellationToken.None);

    private Task ReadAllAsync() => MarkRead.RunAsync(_person!.UserId, notificationId: null, CancellationToken.None);

    private static string Address(NotificationFilter filter, int number)
    {
        var query = QueryString.Create(
            new (string Name, string? Value)[]
            {
                ("unread", filter.Unread ? "1" : null),
                ("kind", filter.Kind?.ToString()),
                ("org", filter.Organization switch { "" => Nowhere, var slug => slug }),
                ("about", filter.Page),
                ("page", number > 1 ? number.ToString(CultureInfo.InvariantCulture) : null),
            }
            .Where(part => part.Value is not null)
            .Select(part => KeyValuePair.Create(part.Name, part.Value)));
        return Path + query;
    }
}
