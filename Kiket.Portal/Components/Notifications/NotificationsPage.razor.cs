using Kiket.Portal.Accounts;
using Kiket.Portal.Foundation;
using Kiket.Portal.Notifications;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Notifications;

public sealed partial class NotificationsPage
{
    private const int PageSize = 25;

    private Actor? _person;
    private Page<Notification>? _page;
    private IReadOnlyList<NotificationChoice> _choices = [];
    private string? _problem;

    [SupplyParameterFromQuery(Name = "page")]
    public string? Number { get; set; }

    [Inject]
    public required NotificationQueries Queries { get; init; }

    [Inject]
    public required MarkNotificationsRead MarkRead { get; init; }

    [Inject]
    public required ChooseNotifications Choose { get; init; }

    [Inject]
    public required NotificationTopic Topic { get; init; }

    [Inject]
    public required CurrentPerson Person { get; init; }

    [Inject]
    public required SecretMail Mail { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _person = await Person.FindAsync();
        if (_person is null)
        {
            return;
        }

        Follow(Topic, _person.UserId, LoadAsync);
        _choices = await Queries.ChoicesAsync(_person.UserId, CancellationToken.None);
    }

    protected override Task OnParametersSetAsync() => _person is null ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync() =>
        _page = await Queries.ForAsync(_person!.UserId, new PageRequest(PageRequest.NumberOf(Number), PageSize), CancellationToken.None);

    private Task ReadAsync(Notification notification) => MarkRead.RunAsync(_person!.UserId, notification.Id, CancellationToken.None);

    private Task ReadAllAsync() => MarkRead.RunAsync(_person!.UserId, notificationId: null, CancellationToken.None);

    private async Task ChooseAsync(NotificationChoice choice)
    {
        var chosen = await Choose.RunAsync(_person!.UserId, choice, CancellationToken.None);
        _problem = chosen.Error?.Message;
        _choices = await Queries.ChoicesAsync(_person.UserId, CancellationToken.None);
    }

    private static string Name(NotificationKind kind) => kind switch
    {
        NotificationKind.Submission => "Submissions of my organizations",
        NotificationKind.Review => "Work for reviewers",
        NotificationKind.Release => "Releases, upgrades and deprecations",
        NotificationKind.Repository => "Repositories, pushes and stored tokens",
        NotificationKind.Support => "Support and ratings",
        NotificationKind.Billing => "Billing and payouts",
        _ => "Members, tokens and account security",
    };
}
