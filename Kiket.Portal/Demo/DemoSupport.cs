using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Support;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Demo;

/// <summary>Tickets in each state, one of them late, so that the pages of support show something at the first start.</summary>
public sealed class DemoSupport(DemoPeople people, IDbContextFactory<PortalDb> databases, TimeProvider clock)
{
    private const string Alerts = "dev.acme.alerts";
    private const string CrmSync = "dev.northwind.crm-sync";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Set<Ticket>().AnyAsync(cancellationToken)
            || await SideAsync(db, Alerts, cancellationToken) is not { } acme || await SideAsync(db, CrmSync, cancellationToken) is not { } northwind)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var pia = Publisher(await people.ActorAsync("publisher", cancellationToken));
        var nora = Publisher(await people.ActorAsync("northwind", cancellationToken));
        var carla = await CustomerAsync(db, "customer", "globex", cancellationToken);
        var ivan = await CustomerAsync(db, "initrode", "initrode", cancellationToken);
        var rui = await CustomerAsync(db, "fabrikam", "fabrikam-tools", cancellationToken);

        var late = Open(acme, ivan, new("Alerts arrive twice", TicketCategory.Problem, TicketSeverity.High), now.AddDays(-6), """
            Since the last release each alert arrives twice in our channel, a few seconds apart.

            It happens for transitions only. New issues are announced once, as they should.
            """);
        late.Check(now.AddHours(-4));
        Done(late.Escalate(ivan.Person, now.AddHours(-3)));

        var waiting = Open(acme, carla, new("Can one project use two channels?", TicketCategory.Question, TicketSeverity.Normal), now.AddDays(-3), """
            We want risky work of one project in #operations and everything else in #project. Is that possible without a second installation?
            """);
        Say(waiting, pia, now.AddDays(-3).AddMinutes(50), """
            Yes: routes can have a condition. Which field tells you that work is risky, the label or the priority?
            """);
        Done(waiting.ChangeState(TicketState.Waiting, fixedIn: null, pia, now.AddDays(-3).AddMinutes(51)));
        waiting.Check(now);

        var answered = Open(acme, rui, new("The comment has the wrong link", TicketCategory.Problem, TicketSeverity.Low), now.AddDays(-13), """
            The comment that Acme Alerts adds links to the channel instead of the conversation.
            """);
        Say(answered, pia, now.AddDays(-13).AddMinutes(35), "Thank you for the report. That was a mistake of ours. 1.2.0 links the conversation again.");
        Done(answered.ChangeState(TicketState.Resolved, "1.2.0", pia, now.AddDays(-13).AddMinutes(36)));
        Done(answered.Satisfy(isSatisfied: true, "Fixed within a day.", rui.Person, now.AddDays(-12)));
        answered.Check(now);

        var open = Open(northwind, carla, new("Which fields are read from the CRM?", TicketCategory.Security, TicketSeverity.Normal), now.AddMinutes(-40), """
            Our security team asks which fields of a contact CRM Sync reads, and how long you keep them.
            """);

        var customer = new Asker(acme.PublisherId, pia with { Side = TicketSide.Customer });
        var asked = Open(northwind, customer, new("Invoices for a trial?", TicketCategory.Billing, TicketSeverity.Low), now.AddDays(-8), """
            Do we get an invoice for the trial, too?
            """);
        Say(asked, nora, now.AddDays(-8).AddHours(2), "No. The first invoice comes for the month in which the trial ends.");
        Done(asked.ChangeState(TicketState.Resolved, fixedIn: null, nora, now.AddDays(-8).AddHours(2)));
        asked.Check(now);

        db.AddRange(late, waiting, answered, open, asked);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static TicketPerson Publisher(Actor actor) => new(TicketSide.Publisher, actor.UserId, actor.Name);

    private async Task<Asker> CustomerAsync(PortalDb db, string person, string organization, CancellationToken cancellationToken)
    {
        var actor = await people.ActorAsync(person, cancellationToken);
        var id = await db.Set<Organization>().Where(one => one.Slug == organization).Select(one => one.Id).SingleAsync(cancellationToken);
        return new(id, new TicketPerson(TicketSide.Customer, actor.UserId, actor.Name));
    }

    private static async Task<Asked?> SideAsync(PortalDb db, string extensionId, CancellationToken cancellationToken)
    {
        var found = await (
            from listing in db.Set<Listing>()
            where listing.ExtensionId == extensionId && listing.State == ListingState.Listed
            join offer in db.Set<Offer>() on listing.OfferId equals offer.Id
            join release in db.Set<Release>() on listing.ReleaseId equals release.Id
            select new { listing.ExtensionKey, listing.OrganizationId, offer, release.Version }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new(found.ExtensionKey, found.OrganizationId, found.Version, TicketPromise.Of(found.offer.Terms.Support));
    }

    /// <summary>Without an installation: what the demo's people install is theirs to try.</summary>
    private static Ticket Open(Asked about, Asker asker, TicketContent content, DateTimeOffset at, string text) => Ticket.Open(
        new TicketSubject(about.ExtensionKey, about.PublisherId, asker.OrganizationId, Installation: null, about.Version),
        content,
        about.Promise,
        [],
        text.Trim(),
        asker.Person,
        at);

    private static void Say(Ticket ticket, TicketPerson person, DateTimeOffset at, string text) =>
        _ = ticket.Write(text.Trim(), isInternal: false, isAutomatic: false, person, at).Value;

    private static void Done(Result result) => result.ThrowIfRefused();

    private sealed record Asked(Guid ExtensionKey, Guid PublisherId, string Version, TicketPromise Promise);

    private sealed record Asker(Guid OrganizationId, TicketPerson Person);
}
