using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Kiket.Portal.Support;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Kiket.Portal.Components.Support;

/// <summary>A ticket, for people of the customer and of the publisher. It updates by itself; what is being typed stays.</summary>
public sealed partial class TicketPage
{
    private static readonly TimeSpan ClocksMove = TimeSpan.FromMinutes(1);

    private TicketView? _view;
    private IReadOnlyList<TicketFile> _files = [];
    private IReadOnlyList<CannedReply> _replies = [];
    private IReadOnlyList<string> _versions = [];
    private TicketDraft? _draft;
    private string _text = "";
    private bool _isInternal;
    private string? _done;
    private Error? _problem;
    private bool _busy;

    [Parameter] public required Guid Id { get; set; }

    [Inject] public required TicketQueries Tickets { get; init; }

    [Inject] public required TicketFileQueries Files { get; init; }

    [Inject] public required ManageCannedReplies Replies { get; init; }

    [Inject] public required WriteInTicket Write { get; init; }

    [Inject] public required ChangeTicketState State { get; init; }

    [Inject] public required EscalateTicket Escalate { get; init; }

    [Inject] public required RateSupport Rate { get; init; }

    [Inject] public required TicketTopic Topic { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    private TicketRequest Request => new(Id, Org, Reader!);

    private string List => _view!.Side == TicketSide.Publisher ? $"/orgs/{Org}/support?side=publisher" : $"/orgs/{Org}/support";

    protected override void OnInitialized() => Every(ClocksMove, ReadAsync);

    protected override async Task LoadAsync(OrganizationMember member)
    {
        await ReadAsync();
        if (_view is not { } view)
        {
            Navigation.NotFound();
            return;
        }

        Follow(Topic, Id, ReadAsync);
        _files = await Files.WaitingAsync(Id, Reader!, CancellationToken.None);
        if (view.Side == TicketSide.Publisher)
        {
            _replies = await Replies.ListAsync(member.OrganizationId, CancellationToken.None);
            _versions = await Tickets.VersionsAsync(view.Ticket.ExtensionKey, CancellationToken.None);
        }
    }

    private async Task ReadAsync()
    {
        if (Reader is not null && Member is not null)
        {
            _ = (await Tickets.FindAsync(Request, CancellationToken.None)).TryGet(out _view, out _);
        }
    }

    private async Task ReadFilesAsync()
    {
        _files = await Files.WaitingAsync(Id, Reader!, CancellationToken.None);
        StateHasChanged();
    }

    private static string Label(TicketView view) => view.Side == TicketSide.Publisher
        ? $"{view.Parties.Customer} asks about {view.Parties.Name}"
        : $"To {view.Parties.Publisher} about {view.Parties.Name}";

    private static bool IsAsked(TicketView view) => view is { Side: TicketSide.Customer, CanWrite: true, Ticket: { IsSatisfied: null } }
        && view.Ticket.State is TicketState.Resolved or TicketState.Closed;

    private string WriteLabel(TicketView view) => _isInternal
        ? $"Note for {view.Parties.Publisher}"
        : $"Write to {(view.Side == TicketSide.Publisher ? view.Parties.Customer : view.Parties.Publisher)}";

    private static string? WriteHelp(TicketView view) => view switch
    {
        { Side: TicketSide.Customer, Ticket.State: TicketState.Resolved } => "Your message opens the ticket again.",
        { Side: TicketSide.Customer } => "No passwords or tokens.",
        _ => null,
    };

    private string? At(string field) => _problem?.Details.FirstOrDefault(detail => detail.Field == field)?.Message;

    /// <summary>Adds the text of a saved reply to what is written.</summary>
    private void Insert(CannedReply? reply)
    {
        if (reply is not null)
        {
            _text = _text.Trim().Length == 0 ? reply.Text : $"{_text.TrimEnd()}\n\n{reply.Text}";
        }
    }

    private Task SendAsync(TicketState? state) => DoAsync(
        _isInternal ? "The note is added." : "Your message is sent.",
        async () =>
        {
            var input = new TicketInput(_text, _isInternal)
            {
                Files = [.. _files.Select(file => file.Id)],
                State = state,
                ExpectedVersion = _view!.Ticket.Revision,
            };
            var sent = await Write.RunAsync(Request, input, CancellationToken.None);
            if (sent.Succeeded)
            {
                _text = "";
                await _draft!.ClearAsync();
                _files = await Files.WaitingAsync(Id, Reader!, CancellationToken.None);
            }

            return sent.Error;
        });

    private Task ChangeAsync(TicketState state, string? fixedIn) => DoAsync(
        null,
        async () => (await State.RunAsync(Request, new TicketStateInput(state, _view!.Ticket.Revision, fixedIn), CancellationToken.None)).Error);

    private async Task EscalateAsync()
    {
        var sure = await ConfirmDialog.AskAsync(
            Dialogs,
            "Call the operators of the marketplace?",
            "They can read this ticket from then on, except for internal notes of the publisher. You see who has read it.",
            "Escalate",
            $"{_view!.Parties.Publisher}, which is notified.",
            danger: false);
        if (sure)
        {
            await DoAsync("The operators are notified.", async () => (await Escalate.RunAsync(Request, CancellationToken.None)).Error);
        }
    }

    private Task RateAsync(bool isSatisfied, string comment) => DoAsync(
        "Thank you.", async () => (await Rate.RunAsync(Request, isSatisfied, comment, CancellationToken.None)).Error);

    private async Task DoAsync(string? done, Func<Task<Error?>> act)
    {
        if (_busy)
        {
            return;
        }

        (_busy, _problem, _done) = (true, null, null);
        _problem = await act();
        (_busy, _done) = (false, _problem is null ? done : null);
        await ReadAsync();
        StateHasChanged();
    }
}
