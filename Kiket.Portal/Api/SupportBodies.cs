using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Support;

namespace Kiket.Portal.Api;

/// <param name="Registry">marketplace when left out.</param>
/// <param name="Category">question, problem, billing, security or request.</param>
/// <param name="Severity">low, normal, high or urgent; normal when left out.</param>
/// <param name="Diagnostics">What is sent along: installation, calls. Nothing when left out.</param>
/// <param name="Attachments">Ids of files that were sent to /support/attachments before; at most 10.</param>
public sealed record TicketBody(
    string? Registry = null,
    string? ExtensionId = null,
    string? Subject = null,
    string? Category = null,
    string? Severity = null,
    string? Body = null,
    IReadOnlyList<string?>? Diagnostics = null,
    IReadOnlyList<string?>? Attachments = null);

/// <param name="Visibility">public, or internal for a note that only the publisher reads; public when left out.</param>
/// <param name="IsAutomatic">A program wrote it: it isn't a first response.</param>
public sealed record TicketMessageBody(
    string? Body = null, IReadOnlyList<string?>? Attachments = null, string? Visibility = null, bool? IsAutomatic = null);

/// <param name="State">open, waiting or resolved.</param>
/// <param name="ExpectedVersion">The ticket's version that was read.</param>
/// <param name="FixedIn">A released version that solves it.</param>
public sealed record TicketStateBody(string? State = null, int? ExpectedVersion = null, string? FixedIn = null);

public sealed record SatisfactionBody(bool? Satisfied = null, string? Comment = null);

public sealed record TicketFileResponse(Guid Id, string Name, long Length, string Sha256)
{
    internal static TicketFileResponse From(TicketFile file) => new(file.Id, file.Name, file.Length, file.Sha256);
}

/// <param name="Side">customer, publisher or operator.</param>
/// <param name="Visibility">public or internal.</param>
public sealed record TicketMessageResponse(
    Guid Id, string Side, string Author, string Body, string Visibility, DateTimeOffset At, IReadOnlyList<TicketFileResponse> Attachments)
{
    internal static TicketMessageResponse From(TicketMessage message) => new(
        message.Id,
        ApiJson.Word(message.Side),
        message.ByName,
        message.Text,
        message.IsInternal ? "internal" : "public",
        message.At,
        [.. message.Files.Select(TicketFileResponse.From)]);
}

/// <param name="Clock">first_response or resolution.</param>
/// <param name="ElapsedMinutes">Of support hours, without pauses.</param>
/// <param name="DueAt">When the promise is or was missed; null while it is paused, and when it was kept.</param>
public sealed record TicketClockResponse(
    string Clock, int TargetMinutes, int ElapsedMinutes, bool Running, bool Ended, bool Missed, DateTimeOffset? DueAt)
{
    internal static TicketClockResponse From(ClockFigures clock, DateTimeOffset now) => new(
        ApiJson.Word(clock.Clock),
        (int)clock.Target.TotalMinutes,
        (int)clock.Elapsed.TotalMinutes,
        clock.IsRunning,
        clock.HasEnded,
        clock.IsMissed(now),
        clock.DueAt);
}

/// <param name="Type">opened, wrote, noted, state_changed, escalated, read, satisfied or passed.</param>
/// <param name="State">The ticket's state after it.</param>
/// <param name="Clock">The clock that passed a threshold.</param>
/// <param name="Threshold">warning or breach.</param>
public sealed record TicketEventResponse(string Type, string Side, string By, DateTimeOffset At, string State, string? Clock, string? Threshold)
{
    internal static TicketEventResponse From(TicketEvent one) => new(
        ApiJson.Word(one.Kind),
        ApiJson.Word(one.Side),
        one.ByName,
        one.At,
        ApiJson.Word(one.State),
        one.Clock is { } clock ? ApiJson.Word(clock) : null,
        one.Threshold is { } threshold ? ApiJson.Word(threshold) : null);
}

public sealed record TicketDiagnosticsResponse(string Title, IReadOnlyList<string> Lines);

/// <summary>A ticket in a list.</summary>
/// <param name="Version">Raised with each message and change of state; send it as expected_version.</param>
/// <param name="Clocks">Of what is promised.</param>
public sealed record TicketSummaryResponse(
    Guid Id,
    string Registry,
    string ExtensionId,
    string Subject,
    string Category,
    string Severity,
    string State,
    int Version,
    string Customer,
    string Publisher,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    bool Escalated,
    IReadOnlyList<TicketClockResponse> Clocks)
{
    internal static TicketSummaryResponse From(TicketRow row, DateTimeOffset now) => From(row.Ticket, row.Parties, row.Clocks, now);

    internal static TicketSummaryResponse From(Ticket ticket, TicketParties parties, IReadOnlyList<ClockFigures> clocks, DateTimeOffset now) => new(
        ticket.Id,
        parties.Registry,
        parties.ExtensionId,
        ticket.Subject,
        ApiJson.Word(ticket.Category),
        ApiJson.Word(ticket.Severity),
        ApiJson.Word(ticket.State),
        ticket.Revision,
        parties.Customer,
        parties.Publisher,
        ticket.OpenedAt,
        ticket.ChangedAt,
        ticket.EscalatedAt is not null,
        [.. clocks.Select(clock => TicketClockResponse.From(clock, now))]);
}

public sealed record TicketsResponse(IReadOnlyList<TicketSummaryResponse> Tickets, int Page, int PerPage, int Total);

/// <summary>The version that ran when a ticket was opened is deprecated.</summary>
/// <param name="SunsetAt">From when on nobody can install it; null for never.</param>
public sealed record TicketDeprecationResponse(Guid Id, string Reason, DateTimeOffset? SunsetAt, string? RecommendedVersion)
{
    internal static TicketDeprecationResponse? From(Deprecation? deprecation) => deprecation is null
        ? null
        : new(deprecation.Id, deprecation.Reason, deprecation.SunsetAt, deprecation.RecommendedVersion);
}

/// <summary>A whole ticket.</summary>
/// <param name="InstalledVersion">That ran when it was opened.</param>
/// <param name="Deprecation">Of that version; null while it isn't deprecated.</param>
/// <param name="FixedIn">The version that solves it, as the publisher says.</param>
/// <param name="Satisfied">What the customer said; null for nothing yet.</param>
/// <param name="Hours">The support hours that were promised when it was opened.</param>
public sealed record TicketResponse(
    TicketSummaryResponse Ticket,
    string? InstalledVersion,
    TicketDeprecationResponse? Deprecation,
    string? FixedIn,
    bool? Satisfied,
    string? Comment,
    SupportHoursResponse? Hours,
    IReadOnlyList<TicketDiagnosticsResponse> Diagnostics,
    IReadOnlyList<TicketMessageResponse> Messages,
    IReadOnlyList<TicketEventResponse> Events)
{
    internal static TicketResponse From(TicketView view) => new(
        TicketSummaryResponse.From(view.Ticket, view.Parties, view.Clocks, view.Now),
        view.Ticket.Version,
        TicketDeprecationResponse.From(view.Deprecation),
        view.Ticket.FixedIn,
        view.Ticket.IsSatisfied,
        view.Ticket.Comment,
        SupportHoursResponse.From(view.Ticket.Promise.Hours),
        [.. view.Ticket.Diagnostics.Select(part => new TicketDiagnosticsResponse(part.Title, part.Lines))],
        [.. view.Messages.Select(TicketMessageResponse.From)],
        [.. view.Events.Select(TicketEventResponse.From)]);
}
