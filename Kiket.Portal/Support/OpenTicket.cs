using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Support;

/// <param name="Organization">Slug or id of the customer.</param>
public sealed record OpenTicketRequest(string Organization, string Registry, string ExtensionId, Actor Actor)
{
    public string? Subject { get; init; }

    public TicketCategory? Category { get; init; }

    /// <summary>Normal when not given.</summary>
    public TicketSeverity? Severity { get; init; }

    public string? Text { get; init; }

    /// <summary>What of the installation the customer sends along; nothing unless they choose it.</summary>
    public IReadOnlyCollection<DiagnosticsPart> Diagnostics { get; init; } = [];

    /// <summary>Files that the person added before.</summary>
    public IReadOnlyCollection<Guid> Files { get; init; } = [];
}

/// <summary>
/// An Owner or Admin of an organization that runs an extension asks its publisher. What the publisher promises at this moment is frozen into
/// the ticket.
/// </summary>
public sealed class OpenTicket(UnitOfWork unit, TicketText texts, TicketTopic topic)
{
    /// <summary>More than anybody asks, and few enough that a loop of a program isn't a flood.</summary>
    public const int MaxPerDay = 20;

    /// <summary>An organization that uninstalled it can still ask about its data.</summary>
    private static readonly TimeSpan MaxAway = TimeSpan.FromDays(90);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async Task<Result<Ticket>> RunAsync(OpenTicketRequest request, CancellationToken cancellationToken)
    {
        var (subject, text) = (PlainText.OneLine(request.Subject ?? ""), TicketText.Clean(request.Text));
        if (request.Category is not { } category || !Enum.IsDefined(category))
        {
            return Error.Field("category", "category_missing", "Choose what the ticket is about.");
        }

        var severity = request.Severity ?? TicketSeverity.Normal;
        if (!Enum.IsDefined(severity))
        {
            return Error.Field("severity", "severity_invalid", "Choose how urgent it is.");
        }

        return texts.Problem(subject, "subject", "The subject", TicketContent.MaxSubject, "Say in a few words what it is about.")
            ?? texts.Problem(text, "body", "The text", TicketMessage.MaxText, "Describe what you want to know, or what happens and what you expected.")
            ?? await unit.RunAsync(
                work => OpenAsync(work, request, new TicketContent(subject, category, severity), text, cancellationToken), cancellationToken, counts: true);
    }

    private async Task<Result<Ticket>> OpenAsync(
        Work work, OpenTicketRequest request, TicketContent content, string text, CancellationToken cancellationToken)
    {
        var (db, now, actor) = (work.Db, work.Now, request.Actor);
        var access = await OrganizationAccess.RequireAsync(db, request.Organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!access.TryGet(out var member, out var error)
            || !(await FindAsync(db, member, request, now, cancellationToken)).TryGet(out var found, out error))
        {
            return error;
        }

        var since = now - Day;
        if (await db.Set<Ticket>().CountAsync(one => one.OrganizationId == member.OrganizationId && one.OpenedAt > since, cancellationToken) >= MaxPerDay)
        {
            return Error.TooMany(
                "too_many_tickets", $"Your organization opened {MaxPerDay} tickets within a day. Your text is still here. Send it tomorrow.", Day);
        }

        var (extension, installation, version, offer) = found;
        var about = new TicketSubject(
            extension.Id, extension.OrganizationId, member.OrganizationId, installation.IsGone ? null : installation.Number, version);
        var person = new TicketPerson(TicketSide.Customer, actor.UserId, actor.Name);
        var diagnostics = await ReadDiagnostics.RunAsync(db, installation, version, request.Diagnostics, cancellationToken);
        var ticket = Ticket.Open(about, content, TicketPromise.Of(offer.Terms.Support), diagnostics, text, person, now);
        db.Add(ticket);
        if (await TicketText.AttachAsync(
            db, ticket.Messages[0], request.Files, new TicketSender(actor.UserId, member.OrganizationId), cancellationToken) is { } problem)
        {
            return problem;
        }

        work.Audit(
            actor,
            "ticket.opened",
            new AuditSubject("ticket", extension.ExtensionId),
            member.OrganizationId,
            after: new { ticket.Subject, ticket.Category, ticket.Severity });
        work.Raise(new TicketWritten(ticket.Id, ticket.Messages[0].Id));
        work.Refresh(() => topic.PublishAsync(ticket));
        return ticket;
    }

    /// <summary>What the organization runs, or ran until recently, and the terms of it.</summary>
    private static async Task<Result<(Extension Extension, Installation Installation, string Version, Offer Offer)>> FindAsync(
        PortalDb db, OrganizationMember member, OpenTicketRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Extension.Normalize(request.ExtensionId.Trim());
        var away = now - MaxAway;
        var found = await (
            from installation in db.Set<Installation>().AsNoTracking()
            where installation.OrganizationId == member.OrganizationId && (installation.UninstalledAt == null || installation.UninstalledAt > away)
            join extension in db.Set<Extension>().AsNoTracking() on installation.ExtensionKey equals extension.Id
            where extension.Registry == request.Registry && extension.NormalizedId == id
            join release in db.Set<Release>() on installation.ReleaseId equals release.Id
            orderby installation.UninstalledAt == null descending, installation.Number descending
            select new { extension, installation, release.Version }).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return Error.NotFound(
                "not_installed", "Your organization doesn't run this extension, so it can't open a ticket about it. Use the contact on its listing.");
        }

        if (found.extension.OrganizationId == member.OrganizationId)
        {
            return Error.Forbidden("own_extension", "Your organization publishes this extension, so a ticket would go to yourselves.");
        }

        // What customers are promised today. A private or removed listing has no other than what was agreed to.
        var offer = await db.Set<Offer>().AsNoTracking().SingleAsync(one => one.Id == found.installation.OfferId, cancellationToken);
        var listed = await db.Set<Listing>().AsNoTracking()
            .Where(one => one.ExtensionKey == found.extension.Id)
            .Select(one => (Guid?)one.OfferId).SingleOrDefaultAsync(cancellationToken);
        if (listed is { } current && current != offer.Id)
        {
            offer = await db.Set<Offer>().AsNoTracking().SingleAsync(one => one.Id == current, cancellationToken);
        }

        return (found.extension, found.installation, found.Version, offer);
    }
}
