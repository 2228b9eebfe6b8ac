using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Components.Support;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.Releases.Offers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Components.Support;

/// <summary>The parts of tickets' pages, and the editor of support hours.</summary>
public sealed class SupportPartsTests : PortalContext
{
    private static readonly DateTimeOffset Opened = new(2026, 11, 27, 15, 0, 0, TimeSpan.Zero);

    private SupportContact _typed = new("help@acme.test", null, 8);

    [Fact]
    public void A_clock_says_what_is_due_missed_kept_or_paused()
    {
        var soon = Line(new(TicketClock.FirstResponse, Hours(7), Hours(8), true, false, Opened, Opened.AddHours(9)));
        Assert.Contains("Due soon", soon, StringComparison.Ordinal);
        Assert.Contains("1 h of 8 h left", soon, StringComparison.Ordinal);
        Assert.Contains("Missed", Line(new(TicketClock.FirstResponse, Hours(9), Hours(8), true, false, Opened, Opened)), StringComparison.Ordinal);
        Assert.Contains("Missed", Line(new(TicketClock.FirstResponse, Hours(9), Hours(8), false, true, Opened, Opened)), StringComparison.Ordinal);
        Assert.Contains("after 1 h of 8 h", Line(new(TicketClock.FirstResponse, Hours(1), Hours(8), false, true, null, null)), StringComparison.Ordinal);
        Assert.Contains("Paused", Line(new(TicketClock.Resolution, Hours(1), Hours(8), false, false, null, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_text_and_never_markup()
    {
        var thread = Render<TicketThread>(set => set.Add(part => part.View, View(TicketSide.Customer, "<script>alert(1)</script> **bold**\nnext")));

        Assert.Empty(thread.FindAll("script"));
        Assert.Contains("<script>alert(1)</script> **bold**\nnext", thread.Find("[data-testid=ticket-message]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_links_the_version_that_fixes_it_and_the_customer_the_upgrade_to_it()
    {
        var view = View(TicketSide.Customer, "It fails.", ticket => ticket.ChangeState(
            TicketState.Resolved, "1.2.0", new TicketPerson(TicketSide.Publisher, Guid.NewGuid(), "Ada"), Opened));
        string Fixed(TicketView shown) => Render<TicketFacts>(set => set.Add(part => part.View, shown)).Find("[data-testid=fixed-in]").InnerHtml;

        Assert.Contains("/marketplace/dev.acme.alerts/versions/1.2.0", Fixed(view), StringComparison.Ordinal);
        Assert.Contains("/orgs/globex/extensions/installed/1/upgrade/1.2.0", Fixed(view), StringComparison.Ordinal);
        Assert.DoesNotContain("upgrade", Fixed(view with { Side = TicketSide.Publisher }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticket_says_why_its_version_ends()
    {
        var view = View(TicketSide.Publisher, "It fails.") with
        {
            Deprecation = Deprecation.Of(Guid.NewGuid(), new DeprecationTerms("The old account model ends.", null, "1.2.0"), "1.0.0", "Ada", Opened),
        };

        var shown = Render<TicketFacts>(set => set.Add(part => part.View, view)).Find("[data-testid=ticket-deprecation]");
        Assert.Contains("The old account model ends.", shown.TextContent, StringComparison.Ordinal);
        Assert.Contains("/marketplace/dev.acme.alerts/versions/1.2.0", shown.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Satisfaction_is_asked_for_with_a_choice()
    {
        (bool IsSatisfied, string Comment)? sent = null;
        var form = Render<SatisfactionForm>(set => set.Add(part => part.Send, (isSatisfied, comment) =>
        {
            sent = (isSatisfied, comment);
            return Task.CompletedTask;
        }));

        await form.Find("form").SubmitAsync();
        Assert.Contains("Choose yes or no.", form.Markup, StringComparison.Ordinal);
        await form.FindAll("input[type=radio]")[1].ClickAsync(new());
        await form.Find("form").SubmitAsync();
        Assert.Equal((false, ""), sent);
    }

    [Fact]
    public async Task Hours_start_with_what_plain_words_say_and_problems_are_at_their_fields()
    {
        _typed = _typed with { Coverage = "Mon–Fri 9–17 Europe/Berlin" };
        var editor = Editor();
        Assert.Single(editor.FindAll("#support-coverage"));

        await editor.PressAsync("Enter the hours as fields");
        Assert.Equal(SampleHours.Berlin, _typed.Hours);
        editor.Render(set => set.Add(part => part.Support, _typed));
        await editor.PressAsync("Add hours");
        editor.Render(set => set.Add(part => part.Support, _typed));
        Assert.Contains("Choose at least one day.", editor.Markup, StringComparison.Ordinal);
        await editor.PressAsync("Add a holiday");
        editor.Render(set => set.Add(part => part.Support, _typed));
        Assert.Contains("Enter the holiday's date", editor.Find("#listing-support-hours").TextContent, StringComparison.Ordinal);
        await editor.TypeAsync("#listing-support-hours-holidays-0-date", "2026-12-25");
        Assert.Equal(new DateOnly(2026, 12, 25), _typed.Hours!.Holidays[0].Date);
        editor.Render(set => set.Add(part => part.Support, _typed));

        await editor.PressAsync(() => editor.Find("[aria-label='Remove window 2']"));
        editor.Render(set => set.Add(part => part.Support, _typed));
        Assert.Empty(_typed.Hours!.Problems());
        await editor.PressAsync("Remove support hours");
        Assert.Null(_typed.Hours);
        Assert.Equal("Mon–Fri 9–17 Europe/Berlin", _typed.Coverage);
    }

    [Fact]
    public async Task Public_holidays_are_proposed_for_the_time_zone_and_each_can_be_left_out()
    {
        _typed = _typed with { Hours = SampleHours.Berlin with { Holidays = [new SupportHoliday(new DateOnly(Year, 12, 25), "Christmas")] } };
        var editor = Editor();
        await editor.PressAsync("Propose public holidays");
        var boxes = editor.FindAll("[data-testid=holiday-proposals] li");
        var all = PublicHolidays.Of("DE", Year);
        // The one that is there already isn't proposed again.
        Assert.Equal(all.Count - 1, boxes.Count);

        await editor.Find("[data-testid=holiday-proposals] li input").ChangeAsync(false);
        await editor.PressAsync($"Add {all.Count - 2} holidays");
        Assert.Equal(
            [_typed.Hours!.Holidays[0], .. all.Skip(1).Where(holiday => holiday.Date != new DateOnly(Year, 12, 25))], _typed.Hours.Holidays);
        Assert.Empty(_typed.Hours.Problems());
    }

    private static int Year => DateTime.UtcNow.Year;

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);

    private static TicketView View(TicketSide side, string text, Action<Ticket>? then = null)
    {
        var ticket = Ticket.Open(
            new TicketSubject(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), 1, "1.0.0"),
            new TicketContent("Alerts are missing", TicketCategory.Problem, TicketSeverity.Normal),
            TicketPromise.None,
            [],
            text,
            new TicketPerson(TicketSide.Customer, Guid.NewGuid(), "Gus"),
            Opened);
        then?.Invoke(ticket);
        var member = new OrganizationMember(ticket.OrganizationId, "globex", "Globex", Guid.NewGuid(), OrganizationRole.Admin);
        return new TicketView(
            ticket, side, member, new TicketParties("Alerts", "marketplace", "dev.acme.alerts", "Globex", "Acme"), ticket.Messages, ticket.Events, [], Opened);
    }

    private string Line(ClockFigures clock) => Render<TicketClockLine>(set => set
        .Add(part => part.Clock, clock)
        .Add(part => part.Now, Opened.AddHours(1))).Markup.Replace("\n", " ", StringComparison.Ordinal);

    private IRenderedComponent<SupportHoursEditor> Editor()
    {
        RenderProviders();
        return Render<SupportHoursEditor>(set => set
            .Add(part => part.Support, _typed)
            .Add(part => part.SupportChanged, support =>
            {
                _typed = support;
                return Task.CompletedTask;
            })
            .Add(
                part => part.Problem,
                field => _typed.Hours?.Problems().FirstOrDefault(problem => $"listing.support.hours.{problem.Field}" == field)?.Message));
    }
}
