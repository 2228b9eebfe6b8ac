using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Shared;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings.Reports;
using Microsoft.AspNetCore.Components;

namespace Kiket.Portal.Components.Listings;

/// <summary>One report about a listing, for operators and reviewers.</summary>
public sealed partial class ReportItem
{
    private Form _form;
    private string _text = "";
    private string? _problem;
    private bool _busy;

    private enum Form
    {
        None,
        Reply,
        Handle,
    }

    [Parameter, EditorRequired] public required ReportRow Row { get; set; }

    [Parameter, EditorRequired] public required Actor Me { get; set; }

    /// <summary>Says what was done, and reads the reports again.</summary>
    [Parameter, EditorRequired] public required Func<string, Task> Changed { get; set; }

    /// <summary>False where the page is about one listing anyway.</summary>
    [Parameter] public bool NamesListing { get; set; } = true;

    /// <summary>More links beside the buttons.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    [Inject] public required HandleReport Handle { get; init; }

    [Inject] public required WorkOnReport Work { get; init; }

    private ListingReport Report => Row.Report;

    private string StateText => (Report.HandledAt, Report.OwnerName) switch
    {
        ({ }, _) => $"Handled by {Report.HandledByName}",
        (_, { } owner) => Report.OwnerId == Me.UserId ? "Yours" : $"With {owner}",
        _ => "Nobody works on it",
    };

    private BadgeTone StateTone => (Report.HandledAt, Report.OwnerId) switch
    {
        ({ }, _) => BadgeTone.Success,
        (_, { }) => BadgeTone.Info,
        _ => BadgeTone.Warning,
    };

    private IReadOnlyList<TimelineEntry> History => [.. Report.Entries.Select(entry => new TimelineEntry(
        TitleOf(entry), entry.At, entry.Text.Length > 0 ? entry.Text : null, entry.Kind == ReportEntryKind.Handled ? BadgeTone.Success : BadgeTone.Neutral))];

    private string ReplyHelp => Report.ReportedBy is not null
        ? "The sender is notified in their account, and by mail if they chose that. Your name isn't shown."
        : "The portal doesn't write to addresses that it doesn't know. Send it from your own mailbox, and record here what you wrote.";

    /// <summary>Only for what looks like a mail address: the contact is free text from outside.</summary>
    private string? MailAddress
    {
        get
        {
            if (Report.ReportedBy is not null
                || !System.Net.Mail.MailAddress.TryCreate(Report.Contact, out var mail)
                || mail.Address != Report.Contact)
            {
                return null;
            }

            var subject = Uri.EscapeDataString($"Your report on {Report.ListingName}");
            return $"mailto:{Uri.EscapeDataString(mail.Address)}?subject={subject}&body={Uri.EscapeDataString(_text)}";
        }
    }

    private string Of(string what) => $"{what} on {Report.ListingName}";

    private string IdOf(string field) => $"{field}-{Report.Id:N}";

    private void Begin(Form form) => (_form, _text, _problem) = (form, "", null);

    private void Close() => (_form, _problem) = (Form.None, null);

    private Task ReplyAsync() => RunAsync(
        Work.ReplyAsync(Report.Id, _text, Me, CancellationToken.None), Report.ReportedBy is null ? "has your reply in its history" : "is replied to");

    private Task GiveBackAsync() => RunAsync(Work.GiveBackAsync(Report.Id, Me, CancellationToken.None), "is nobody's again");

    private Task HandleAsync() => RunAsync(Handle.RunAsync(Report.Id, _text, Me, CancellationToken.None), "is marked as handled");

    private async Task RunAsync(Task<Result> change, string outcome)
    {
        _busy = true;
        var result = await change;
        (_busy, _problem) = (false, result.Error?.Message);
        if (result.Succeeded)
        {
            Close();
            await Changed($"The report on {Report.ListingName} {outcome}.");
        }
    }

    private static string TitleOf(ReportEntry entry) => entry.Kind switch
    {
        ReportEntryKind.Taken => $"{entry.ActorName} took it",
        ReportEntryKind.GivenBack => $"{entry.ActorName} gave it back",
        ReportEntryKind.Replied => $"{entry.ActorName} replied to the sender",
        ReportEntryKind.Handled => $"{entry.ActorName} marked it as handled",
        _ => $"{entry.ActorName} opened it again",
    };

    private static string Word(ReportReason reason) => reason switch
    {
        ReportReason.Security => "Security",
        ReportReason.Misleading => "Misleading",
        ReportReason.Broken => "Broken",
        _ => "Other",
    };
}
