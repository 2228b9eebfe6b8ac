using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Deprecations;
using Microsoft.EntityFrameworkCore;

// ToUpper is translated to the database's own function, which has no culture.
#pragma warning disable MA0011

namespace Kiket.Portal.Support;

/// <summary>Which tickets of one side.</summary>
/// <param name="Side">Customer for those that the organization opened, Publisher for those that it answers.</param>
/// <param name="State">Null for those that aren't resolved.</param>
/// <param name="IsAll">Those of every state; then <paramref name="State"/> isn't looked at.</param>
/// <param name="Search">Part of the subject, the extension's id or the other organization's name.</param>
/// <param name="MissedOnly">Those with a missed promise.</param>
public sealed record TicketFilter(
    TicketSide Side, TicketState? State = null, bool IsAll = false, string? Search = null, TicketCategory? Category = null, bool MissedOnly = false);

/// <summary>What a ticket is about, in names.</summary>
/// <param name="Name">The extension's name; its id when it isn't listed any more.</param>
public sealed record TicketParties(string Name, string Registry, string ExtensionId, string Customer, string Publisher);

/// <summary>A ticket in a list.</summary>
/// <param name="Clocks">At the moment of reading.</param>
public sealed record TicketRow(Ticket Ticket, TicketParties Parties, IReadOnlyList<ClockFigures> Clocks);

/// <summary>A ticket as one side reads it.</summary>
/// <param name="Messages">In order; internal notes for the publisher alone.</param>
/// <param name="Events">In order, by the same rule.</param>
/// <param name="Now">The instant of <paramref name="Clocks"/>.</param>
public sealed record TicketView(
    Ticket Ticket,
    TicketSide Side,
    OrganizationMember? Member,
    TicketParties Parties,
    IReadOnlyList<TicketMessage> Messages,
    IReadOnlyList<TicketEvent> Events,
    IReadOnlyList<ClockFigures> Clocks,
    DateTimeOffset Now)
{
    /// <summary>Of the version that ran when the ticket was opened; null while that isn't deprecated.</summary>
    public Deprecation? Deprecation { get; init; }

    public bool CanWrite => Side == TicketSide.Operator || Member?.Role >= OrganizationRole.Admin;

    public bool IsOver => Ticket.IsOver(Now);

    /// <summary>The customer can call the operators.</summary>
    public bool CanEscalate => Side == TicketSide.Customer && CanWrite && Ticket.EscalatedAt is null && !IsOver && Ticket.HasMissed(Now);
}

/// <summary>Reads tickets for the people of their two organizations, and escalated ones for operators.</summary>
public sealed class TicketQueries(IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const int MaxSearch = 100;

    /// <summary>One side's tickets: for the publisher missed promises first, then what is due next; for the customer the newest.</summary>
    /// <param name="organization">Slug or id.</param>
    public async Task<Result<Page<TicketRow>>> ListAsync(
        string organization, TicketFilter filter, Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var access = await OrganizationAccess.RequireAsync(db, organization, actor.UserId, OrganizationRole.Member, cancellationToken);
        if (!access.TryGet(out var member, out var error))
        {
            return error;
        }

        var own = member.OrganizationId;
        var tickets = filter.Side == TicketSide.Publisher
            ? db.Set<Ticket>().Where(ticket => ticket.PublisherId == own)
            : db.Set<Ticket>().Where(ticket => ticket.OrganizationId == own);
        tickets = Filtered(db, tickets, filter);
        var ordered = filter.Side == TicketSide.Publisher
            ? tickets
                .OrderBy(ticket => ticket.State == TicketState.Open ? 0 : ticket.State == TicketState.Waiting ? 1 : 2)
                .ThenBy(ticket => ticket.BreachedAt == null ? 1 : 0)
                .ThenBy(ticket => ticket.DueAt == null ? 1 : 0).ThenBy(ticket => ticket.DueAt)
                .ThenByDescending(ticket => ticket.ChangedAt)
            : tickets
                .OrderBy(ticket => ticket.State == TicketState.Waiting ? 0 : ticket.State == TicketState.Open ? 1 : 2)
                .ThenByDescending(ticket => ticket.ChangedAt);
        return await PageAsync(db, ordered.ThenBy(ticket => ticket.Id), page, cancellationToken);
    }

    /// <summary>Escalated tickets for operators: those that are open first, then the oldest escalation.</summary>
    public async Task<Result<Page<TicketRow>>> EscalatedAsync(Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await PlatformAccess.RequireOperatorAsync(db, actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        var ordered = db.Set<Ticket>().Where(ticket => ticket.EscalatedAt != null)
            .OrderBy(ticket => ticket.State == TicketState.Open || ticket.State == TicketState.Waiting ? 0 : 1)
            .ThenBy(ticket => ticket.EscalatedAt).ThenBy(ticket => ticket.Id);
        return await PageAsync(db, ordered, page, cancellationToken);
    }

    public async Task<Result<TicketView>> FindAsync(TicketRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await TicketAccess.OpenAsync(db, request, OrganizationRole.Member, cancellationToken)).TryGet(out var opened, out var error)
            ? await ViewAsync(db, opened, cancellationToken)
            : error;
    }

    /// <summary>As an operator; <see cref="ReadEscalatedTicket"/> notes that they have read it.</summary>
    public async Task<Result<TicketView>> FindEscalatedAsync(Guid ticketId, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return (await TicketAccess.OpenEscalatedAsync(db, ticketId, actor, cancellationToken)).TryGet(out var opened, out var error)
            ? await ViewAsync(db, opened, cancellationToken)
            : error;
    }

    /// <summary>Whether the organization has tickets to answer, or something that customers could ask about.</summary>
    public async Task<bool> IsPublisherAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Ticket>().AnyAsync(ticket => ticket.PublisherId == organizationId, cancellationToken)
            || await db.Set<Listing>().AnyAsync(listing => listing.OrganizationId == organizationId, cancellationToken);
    }

    /// <summary>The person's organizations that run an extension and may ask its publisher about it, by name.</summary>
    public async Task<IReadOnlyList<OrganizationSummary>> AskersAsync(Guid userId, Guid extensionKey, CancellationToken cancellationToken)
    {
        OrganizationRole[] able = [OrganizationRole.Owner, OrganizationRole.Admin];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (
            from membership in db.Set<Membership>()
            where membership.UserId == userId && able.Contains(membership.Role)
            join organization in db.Set<Organization>() on membership.OrganizationId equals organization.Id
            where db.Set<Installation>().Any(installation => installation.OrganizationId == organization.Id
                    && installation.ExtensionKey == extensionKey && installation.UninstalledAt == null)
                && !db.Set<Extension>().Any(extension => extension.Id == extensionKey && extension.OrganizationId == organization.Id)
            orderby organization.Name
            select new OrganizationSummary(organization.Id, organization.Slug, organization.Name, membership.Role)).ToListAsync(cancellationToken);
    }

    /// <summary>Versions of the extension that a ticket can be fixed in, the newest first.</summary>
    public async Task<IReadOnlyList<string>> VersionsAsync(Guid extensionKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<Release>().Where(release => release.ExtensionKey == extensionKey)
            .OrderByDescending(release => release.ReleasedAt).Take(50)
            .Select(release => release.Version).ToListAsync(cancellationToken);
    }

    private async Task<TicketView> ViewAsync(PortalDb db, OpenedTicket opened, CancellationToken cancellationToken)
    {
        var (ticket, now) = (opened.Ticket, clock.GetUtcNow());
        var isPublisher = opened.Side == TicketSide.Publisher;
        var parties = await PartiesAsync(db, [ticket], cancellationToken);
        return new TicketView(
            ticket,
            opened.Side,
            opened.Member,
            parties[ticket.Id],
            [.. ticket.Messages.Where(message => isPublisher || !message.IsInternal)],
            [.. ticket.Events.Where(one => isPublisher || (one.Kind != TicketEventKind.Noted && one.Threshold != ClockThreshold.Warning))],
            ticket.Clocks(now),
            now)
        {
            Deprecation = await (
                from release in db.Set<Release>()
                where release.ExtensionKey == ticket.ExtensionKey && release.Version == ticket.Version
                join deprecation in db.Set<Deprecation>() on release.DeprecationId equals deprecation.Id
                select deprecation).AsNoTracking().SingleOrDefaultAsync(cancellationToken),
        };
    }

    private async Task<Page<TicketRow>> PageAsync(PortalDb db, IQueryable<Ticket> ordered, PageRequest page, CancellationToken cancellationToken)
    {
        var total = await ordered.CountAsync(cancellationToken);
        var tickets = await ordered.AsNoTracking()
            .Skip(page.Skip).Take(page.Size)
            .Include(ticket => ticket.Events.OrderBy(one => one.Number))
            .AsSplitQuery()
            .ToListAsync(cancellationToken);
        var (now, parties) = (clock.GetUtcNow(), await PartiesAsync(db, tickets, cancellationToken));
        return new Page<TicketRow>([.. tickets.Select(ticket => new TicketRow(ticket, parties[ticket.Id], ticket.Clocks(now)))], page, total);
    }

    private static IQueryable<Ticket> Filtered(PortalDb db, IQueryable<Ticket> tickets, TicketFilter filter)
    {
        if (!filter.IsAll)
        {
            tickets = filter.State switch
            {
                null => tickets.Where(ticket => ticket.State == TicketState.Open || ticket.State == TicketState.Waiting),
                TicketState.Resolved or TicketState.Closed =>
                    tickets.Where(ticket => ticket.State == TicketState.Resolved || ticket.State == TicketState.Closed),
                var state => tickets.Where(ticket => ticket.State == state),
            };
        }

        if (filter.Category is { } category)
        {
            tickets = tickets.Where(ticket => ticket.Category == category);
        }

        if (filter.MissedOnly)
        {
            tickets = tickets.Where(ticket => ticket.BreachedAt != null);
        }

        var text = filter.Search?.Trim() ?? "";
        if (text.Length == 0)
        {
            return tickets;
        }

        text = (text.Length > MaxSearch ? text[..MaxSearch] : text).ToUpperInvariant();
        var id = text.ToLowerInvariant();
        var isPublisher = filter.Side == TicketSide.Publisher;
        return tickets.Where(ticket => ticket.Subject.ToUpper().Contains(text)
            || db.Set<Extension>().Any(extension => extension.Id == ticket.ExtensionKey && extension.NormalizedId.Contains(id))
            || db.Set<Organization>().Any(
                other => other.Id == (isPublisher ? ticket.OrganizationId : ticket.PublisherId) && other.Name.ToUpper().Contains(text)));
    }

    private static async Task<Dictionary<Guid, TicketParties>> PartiesAsync(
        PortalDb db, IReadOnlyCollection<Ticket> tickets, CancellationToken cancellationToken)
    {
        var keys = tickets.Select(ticket => ticket.ExtensionKey).Distinct().ToList();
        var extensions = await (
            from extension in db.Set<Extension>()
            where keys.Contains(extension.Id)
            join one in db.Set<Listing>() on extension.Id equals one.ExtensionKey into listings
            from listing in listings.DefaultIfEmpty()
            select new { extension.Id, extension.Registry, extension.ExtensionId, Name = listing == null ? null : listing.Name })
            .ToDictionaryAsync(one => one.Id, cancellationToken);
        var ids = tickets.SelectMany(ticket => new[] { ticket.OrganizationId, ticket.PublisherId }).Distinct().ToList();
        var names = await db.Set<Organization>().Where(one => ids.Contains(one.Id))
            .ToDictionaryAsync(one => one.Id, one => one.Name, cancellationToken);
        return tickets.ToDictionary(
            ticket => ticket.Id,
            ticket => extensions[ticket.ExtensionKey] is var extension
                ? new TicketParties(
                    extension.Name ?? extension.ExtensionId, extension.Registry, extension.ExtensionId, names[ticket.OrganizationId], names[ticket.PublisherId])
                : null!);
    }
}
