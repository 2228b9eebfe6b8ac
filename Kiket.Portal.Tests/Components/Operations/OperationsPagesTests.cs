using Bunit;
using Kiket.Portal.Accounts;
using Kiket.Portal.Components.Operations;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Listings.Reports;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Reviews;
using Kiket.Portal.Reviews.Desk;
using Kiket.Portal.Tests.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;

namespace Kiket.Portal.Tests.Components.Operations;

public sealed class OperationsPagesTests : ScenarioContext
{
    private CategoryShelf Shelf => Services.GetRequiredService<CategoryShelf>();

    [Fact]
    public async Task A_category_is_added_and_the_form_says_what_is_wrong_at_its_field()
    {
        var page = Open<CategoriesPage>();
        await ClickAsync(page, "Add a category");
        await page.Find("form[aria-label='New category']").SubmitAsync();
        Assert.Contains("Give the category a name.", page.Find("#name-new-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.Find("#name-new").GetAttribute("aria-invalid"));

        page.Find("#name-new").Input("Robots");
        page.Find("#description-new").Input("Everything with a motor.");
        await page.Find("form[aria-label='New category']").SubmitAsync();

        Assert.Contains("Robots was added.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Robots", Shelf.All[^1].Name);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public void Operators_see_the_proxy_that_is_missing_in_the_settings()
    {
        var through = new DefaultHttpContext();
        through.Connection.RemoteIpAddress = System.Net.IPAddress.Parse("10.0.0.5");
        through.Request.Headers["X-Forwarded-For"] = "203.0.113.7";
        var page = Open<StatisticsPage>();
        Services.GetRequiredService<UnknownProxies>().Look(through);
        page.Render();

        page.WaitForAssertion(() => Assert.Contains("a proxy at 10.0.0.5", page.Find("#unknown-proxy").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Operators_see_what_does_not_work_without_the_portals_address()
    {
        Services.Configure<SmtpOptions>(smtp => (smtp.Host, smtp.From) = ("mail.test", "portal@mail.test"));

        Assert.Contains("links in mail lead to http://localhost/", Open<StatisticsPage>().Find("#missing-address").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_stays_when_it_is_refused()
    {
        var page = Open<CategoriesPage>();
        await page.Find("[aria-label='Change Security']").ClickAsync(new());
        page.Find("#name-security").Input("Communication");
        await page.Find("form").SubmitAsync();

        Assert.Contains("already", page.Find("#name-security-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("Communication", page.Find("#name-security").GetAttribute("value"));
    }

    [Fact]
    public async Task What_another_operator_saved_while_it_was_open_is_told_and_what_was_typed_stays_until_it_is_saved_again()
    {
        var page = Open<RepliesPage>();
        var replies = Services.GetRequiredService<ManageReplies>();
        var first = (await replies.AllAsync(CancellationToken.None))[0];
        var ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        await page.Find($"[aria-label='Change {first.Title}']").ClickAsync(new());
        page.Find($"#text-{first.Id}").Input("What olu typed.");
        Assert.True((await replies.SaveAsync(new SeenRow(first.Id, first.RowVersion), first.Title, "What ola saved.", ola, CancellationToken.None)).Succeeded);

        // Another act reads the list again: that alone must not pass for having seen ola's change.
        await page.Find("ul[aria-label='Saved replies'] > li:last-child [aria-label^='Up: ']").ClickAsync(new());
        await page.Find("form").SubmitAsync();

        Assert.Contains("ola changed this", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("What olu typed.", page.Find($"#text-{first.Id}").GetAttribute("value"));
        Assert.Equal("What ola saved.", (await replies.AllAsync(CancellationToken.None))[0].Text);

        await page.Find("form").SubmitAsync();
        Assert.Equal("What olu typed.", (await replies.AllAsync(CancellationToken.None))[0].Text);
        Assert.Empty(page.FindAll("form"));
    }

    [Theory]
    [InlineData(typeof(ChecklistPage))]
    [InlineData(typeof(CategoriesPage))]
    public async Task The_same_holds_for_quality_bars_and_categories(Type kind)
    {
        IRenderedComponent<IComponent> page = kind == typeof(ChecklistPage) ? Open<ChecklistPage>() : Open<CategoriesPage>();
        var ola = await Scenario.Database.AddPersonAsync("ola", PlatformRoles.Operator);
        var bar = (await Services.GetRequiredService<ManageChecklist>().AllAsync(CancellationToken.None))[0];
        var crm = Shelf.Find("crm")!;
        var (name, field) = kind == typeof(ChecklistPage) ? (bar.Text, $"#text-{bar.Id}") : (crm.Name, "#name-crm");
        await page.Find($"[aria-label='Change {name}']").ClickAsync(new());
        page.Find(field).Input("What olu typed");
        Assert.True((await Services.GetRequiredService<ManageChecklist>().SaveAsync(
            new SeenRow(bar.Id, bar.RowVersion),
            new ChecklistInput("By ola", "", "Fix it.", bar.Severity),
            ola,
            CancellationToken.None)).Succeeded);
        Assert.True((await Services.GetRequiredService<ManageCategories>()
            .ChangeAsync("crm", crm.RowVersion, new CategoryInput("By ola", "Hers.", crm.Icon), ola, CancellationToken.None)).Succeeded);

        await page.Find("form").SubmitAsync();

        Assert.Contains("ola changed this", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("What olu typed", page.Find(field).GetAttribute("value"));
        await page.Find("form").SubmitAsync();
        Assert.Empty(page.FindAll("form"));
        Assert.Contains("What olu typed", page.Find("ul.managed-list").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_category_moves_and_the_first_cannot_move_up()
    {
        var page = Open<CategoriesPage>();
        Assert.True(page.Find("[aria-label='Up: Communication']").HasAttribute("disabled"));

        await page.Find("[aria-label='Down: Communication']").ClickAsync(new());

        Assert.Equal("Communication", Shelf.All[1].Name);
        Assert.Contains("Communication moved down.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_operators_did_is_in_their_log()
    {
        var page = Open<OperationsAuditPage>();
        Assert.Contains("Nothing has been recorded yet", page.Markup, StringComparison.Ordinal);

        await Services.GetRequiredService<ManageCategories>().RetireAsync("crm", retired: true, Scenario.Olu, CancellationToken.None);

        var row = Render<OperationsAuditPage>().Find("tbody tr").TextContent;
        Assert.Contains("olu", row, StringComparison.Ordinal);
        Assert.Contains("Category retired", row, StringComparison.Ordinal);
        Assert.Contains("Customers and sales", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quality_bar_and_a_reply_are_added()
    {
        var checklist = Open<ChecklistPage>();
        await ClickAsync(checklist, "Add a quality bar");
        checklist.Find("#text-new").Input("It is translated");
        await checklist.Find("form").SubmitAsync();
        Assert.Contains("Write the message to the publisher", checklist.Find("#reply-new-error").TextContent, StringComparison.Ordinal);
        checklist.Find("#reply-new").Input("Please translate the setup.");
        await checklist.Find("form").SubmitAsync();
        Assert.Contains("It is translated", checklist.Find("ul[aria-label='Quality bars'] > li:last-child").TextContent, StringComparison.Ordinal);

        var replies = Render<RepliesPage>();
        await ClickAsync(replies, "Add a reply");
        replies.Find("#title-new").Input("Almost there");
        replies.Find("#text-new").Input("One thing is left.");
        await replies.Find("form").SubmitAsync();
        Assert.Contains("“Almost there” was added", replies.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_settings_are_saved_or_refused_at_their_field()
    {
        var page = Open<ReviewSettingsPage>();
        Assert.Equal("48", page.Find("#target").GetAttribute("value"));
        Assert.Contains("two working days", page.Find("#target-help").TextContent, StringComparison.Ordinal);

        page.Find("#target").Input("");
        await page.Find("form").SubmitAsync();
        Assert.Contains("between 1 and", page.Find("#target-error").TextContent, StringComparison.Ordinal);

        page.Find("#target").Input("24");
        page.Find("#automatic").Change(true);
        await page.Find("form").SubmitAsync();
        Assert.Contains("saved and apply from now on", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Last changed by olu", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_is_suspended_with_a_reason_and_restored()
    {
        await Scenario.ListedAsync();
        var page = Open<ListingsPage>();
        await page.Find("[aria-label='Suspend Acme Alerts']").ClickAsync(new());
        await page.Find("form[aria-label='Suspend Acme Alerts']").SubmitAsync();
        Assert.Contains("Enter a reason", page.Find("#reason-error").TextContent, StringComparison.Ordinal);

        page.Find("#reason").Input("It calls a host it does not name.");
        await page.Find("form[aria-label='Suspend Acme Alerts']").SubmitAsync();
        Assert.Contains("It calls a host it does not name.", page.Find(".reason").TextContent, StringComparison.Ordinal);

        await page.Find("[aria-label='Restore Acme Alerts']").ClickAsync(new());
        Assert.Contains("is listed again", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_blocked_with_a_reason_and_unblocked()
    {
        await Scenario.ListedAsync();
        var key = await Scenario.QueryAsync(db => db.Set<Kiket.Portal.Listings.Listing>().Select(listing => listing.ExtensionKey).SingleAsync());
        Services.AddSingleton<TimeProvider>(Scenario.Clock);
        SignIn(Scenario.Olu);
        var page = Render<ReleasesPage>(set => set.Add(part => part.ExtensionKey, key));
        await page.Find("[aria-label='Block 1.0.0']").ClickAsync(new());
        Assert.Contains("nobody runs this version", page.Find("form[aria-label='Block 1.0.0']").TextContent, StringComparison.Ordinal);
        await page.Find("form[aria-label='Block 1.0.0']").SubmitAsync();
        Assert.Contains("Enter a reason", page.Find("#reason-error").TextContent, StringComparison.Ordinal);

        page.Find("#reason").Input("It sends tokens to a stranger.");
        await page.Find("form[aria-label='Block 1.0.0']").SubmitAsync();
        Assert.Contains("It sends tokens to a stranger.", page.Find(".reason").TextContent, StringComparison.Ordinal);
        Assert.Contains("1.0.0 is blocked.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);

        await page.Find("[aria-label='Unblock 1.0.0']").ClickAsync(new());
        Assert.Contains("no longer blocked", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".reason"));
    }

    [Fact]
    public async Task A_report_is_read_and_marked_as_handled_with_a_note()
    {
        await Scenario.ListedAsync();
        await Scenario.Get<ReportListing>().RunAsync(
            new ReportListingRequest(
                "dev.acme.alerts", ReportReason.Security, "It sends my token\nto another host.", "zoe@reader.test", "203.0.113.5"),
            CancellationToken.None);
        var page = Open<ReportsPage>();
        Assert.Contains("It sends my token", page.Find(".text").TextContent, StringComparison.Ordinal);
        Assert.Contains("zoe@reader.test", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/marketplace/dev.acme.alerts", page.Find("h2 a").GetAttribute("href"));

        await page.Find("[aria-label='Mark as handled: report on Acme Alerts']").ClickAsync(new());
        page.Find("[id^=note-]").Input(new string('n', 1001));
        await page.Find("form[aria-label='Handle the report on Acme Alerts']").SubmitAsync();
        Assert.Contains("Use at most 1000", page.Find("[id^=note-][id$=-error]").TextContent, StringComparison.Ordinal);
        Assert.Equal(1001, page.Find("[id^=note-]").GetAttribute("value")!.Length);
        page.Find("[id^=note-]").Input("Suspended it.");
        await page.Find("form[aria-label='Handle the report on Acme Alerts']").SubmitAsync();

        Assert.Contains("is marked as handled", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("No open report", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reserved_id_is_freed_and_one_with_a_listing_asks_before_it_moves()
    {
        await Scenario.ListedAsync();
        await Scenario.InReviewAsync(id: "dev.acme.other", fullName: "acme/other");
        Services.AddSingleton<TimeProvider>(Scenario.Clock);
        var page = Open<ExtensionIdsPage>();
        Assert.Empty(page.FindAll("[aria-label='Free dev.acme.alerts']"));

        await page.Find("[aria-label='Free dev.acme.other']").ClickAsync(new());
        await page.Find("form[aria-label='Free dev.acme.other']").SubmitAsync();
        Assert.Contains("Enter a reason", page.Find("#reason-error").TextContent, StringComparison.Ordinal);
        page.Find("#reason").Input("Nobody there writes back.");
        await page.Find("form[aria-label='Free dev.acme.other']").SubmitAsync();
        Assert.Contains("dev.acme.other is now free.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);

        await page.Find("[aria-label='Move dev.acme.alerts']").ClickAsync(new());
        Assert.Contains("Acme Alerts and its releases move to the new organization.", page.Markup, StringComparison.Ordinal);
        page.Find("#organization").Input("nobody");
        page.Find("#reason").Input("The name is theirs.");
        await page.Find("form[aria-label='Move dev.acme.alerts']").SubmitAsync();
        Assert.Contains("There is no organization", page.Find("#organization-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("The name is theirs.", page.Find("#reason").GetAttribute("value"));
    }

    [Fact]
    public void People_show_their_roles_and_nobody_takes_their_own()
    {
        var page = Open<PeoplePage>();

        Assert.Single(page.FindAll("[aria-label='Remove reviewer role: rita']"));
        Assert.Single(page.FindAll("[aria-label='Make reviewer: ada']"));
        Assert.Empty(page.FindAll("[aria-label='Remove operator role: olu']"));
        Assert.Contains("Only another operator can remove your role.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_locked_with_a_reason_and_what_was_typed_stays_when_it_is_refused()
    {
        var page = Open<PeoplePage>();
        Assert.Empty(page.FindAll("[aria-label='Lock olu']"));
        await page.Find("[aria-label='Lock gus']").ClickAsync(new());
        Assert.Contains("1 organization without another Owner: GLOBEX.", page.Find("form[aria-label='Lock gus']").TextContent, StringComparison.Ordinal);
        Assert.Contains("including API tokens", page.Find("form[aria-label='Lock gus']").TextContent, StringComparison.Ordinal);
        page.Find("#reason").Input("Spam");
        await page.Find("form[aria-label='Lock gus']").SubmitAsync();
        Assert.Contains("10 to 500 characters", page.Find("#reason-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("Spam", page.Find("#reason").GetAttribute("value"));

        page.Find("#reason").Input("Sends mail to strangers.");
        await page.Find("form[aria-label='Lock gus']").SubmitAsync();

        Assert.Contains("gus is locked and signed out everywhere.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Sends mail to strangers.", page.Find("th .reason").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[aria-label='Lock gus'], form[aria-label='Lock gus']"));
    }

    [Fact]
    public async Task A_locked_person_is_found_in_a_list_of_their_own_and_unlocked()
    {
        Assert.True((await Scenario.Get<LockPerson>()
            .RunAsync(Scenario.Gus.UserId, "Sends mail to strangers.", Scenario.Olu, CancellationToken.None)).Succeeded);
        RenderProvidersFor(Scenario.Olu, out var dialogs);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/operations/people?role=locked");
        var page = Render<PeoplePage>();
        Assert.Contains("gus", Assert.Single(page.FindAll("tbody tr")).TextContent, StringComparison.Ordinal);

        var unlocking = page.Find("[aria-label='Unlock gus']").ClickAsync(new());
        dialogs.WaitForAssertion(() => Assert.Contains("API tokens work as before", dialogs.Markup, StringComparison.Ordinal));
        await dialogs.FindAll("button").Single(button => button.TextContent.Trim() == "Unlock").ClickAsync(new());
        await unlocking;

        page.WaitForAssertion(() => Assert.Contains("gus is unlocked.", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Contains("No account is locked.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Organizations_and_figures_are_there_when_there_is_much_and_when_there_is_nothing()
    {
        Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Scenario.Clock));
        var empty = Open<StatisticsPage>();
        Assert.Equal("0", empty.Find("#waiting-now").TextContent);
        Assert.Contains("No decisions yet", empty.Markup, StringComparison.Ordinal);

        await Scenario.ListedAsync();
        var filled = Render<StatisticsPage>();
        Assert.Contains("rita", filled.Find("table[aria-labelledby=reviewers-title]").TextContent, StringComparison.Ordinal);
        Assert.Contains("ACME", Render<OrganizationsPage>().Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(StatisticsPage))]
    [InlineData(typeof(CategoriesPage))]
    [InlineData(typeof(ListingsPage))]
    [InlineData(typeof(ChecklistPage))]
    [InlineData(typeof(RepliesPage))]
    [InlineData(typeof(ReviewSettingsPage))]
    [InlineData(typeof(PeoplePage))]
    [InlineData(typeof(OrganizationsPage))]
    [InlineData(typeof(OperationsAuditPage))]
    [InlineData(typeof(HostingPage))]
    public void For_anybody_else_there_is_no_such_page(Type type)
    {
        SignIn(Scenario.Rita);
        var absent = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => absent = true;

        var page = Render<DynamicComponent>(parameters => parameters.Add(component => component.Type, type));

        Assert.True(absent);
        Assert.DoesNotContain("ACME", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form, table"));
    }

    private IRenderedComponent<TPage> Open<TPage>()
        where TPage : IComponent
    {
        SignIn(Scenario.Olu);
        return Render<TPage>();
    }

    private void RenderProvidersFor(Actor person, out IRenderedComponent<MudDialogProvider> dialogs)
    {
        SignIn(person);
        dialogs = Render<MudDialogProvider>();
    }

    private static Task ClickAsync<TPage>(IRenderedComponent<TPage> page, string text)
        where TPage : IComponent => page.FindAll("button").Single(button => button.TextContent.Trim() == text).ClickAsync(new());
}
