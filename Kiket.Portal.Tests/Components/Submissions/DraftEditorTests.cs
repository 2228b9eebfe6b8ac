using Bunit;
using Kiket.Portal.Components.Submissions;
using Kiket.Portal.Data;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Tests.Submissions;
using Kiket.Portal.Tests.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Components.Submissions;

public sealed class DraftEditorTests : ScenarioContext
{
    [Fact]
    public async Task What_is_typed_is_saved_when_the_step_is_left()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);

        await editor.ChangeAsync(editor.Details with { Name = "Typed" });
        Assert.Equal(DraftSaving.Typing, editor.Saving);
        await editor.FlushAsync();

        Assert.Equal(DraftSaving.Saved, editor.Saving);
        Assert.Equal("Typed", (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Fact]
    public async Task What_is_typed_is_saved_by_itself_after_a_pause()
    {
        var draft = await Scenario.ReadyAsync();
        var saved = new TaskCompletionSource();
        DraftEditor? editor = null;
        editor = await EditAsync(draft, () =>
        {
            if (editor!.Saving == DraftSaving.Saved)
            {
                saved.TrySetResult();
            }

            return Task.CompletedTask;
        });

        await editor.ChangeAsync(editor.Details with { Name = "Ty" });
        await editor.ChangeAsync(editor.Details with { Name = "Typed" });
        await saved.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("Typed", (await Scenario.FindAsync(draft)).Details.Name);
        await editor.DisposeAsync();
    }

    [Fact]
    public async Task A_page_that_is_left_saves_what_was_typed()
    {
        var draft = await Scenario.ReadyAsync();
        var editor = await EditAsync(draft);
        await editor.ChangeAsync(editor.Details with { Name = "Typed" });

        await editor.DisposeAsync();

        Assert.Equal("Typed", (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Fact]
    public async Task A_colleagues_change_stops_the_saving_and_both_versions_are_shown()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await ConflictAsync(draft);

        var panel = Render<DraftConflict>(parameters => parameters.Add(part => part.Editor, editor).Add(part => part.Resolved, () => Task.CompletedTask));

        Assert.Equal(DraftSaving.Conflict, editor.Saving);
        Assert.Contains("ben changed this draft too", panel.Markup, StringComparison.Ordinal);
        Assert.Equal(["Name", "Mine", "Theirs"], panel.FindAll("legend, .conflict-text").Select(cell => cell.TextContent));
        Assert.Equal("Theirs", (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Theory]
    [InlineData("Keep mine", "Mine")]
    [InlineData("Use theirs", "Theirs")]
    public async Task The_person_chooses_which_one_counts(string button, string kept)
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await ConflictAsync(draft);
        var panel = Render<DraftConflict>(parameters => parameters.Add(part => part.Editor, editor).Add(part => part.Resolved, () => Task.CompletedTask));

        await panel.FindAll("button").Single(candidate => candidate.TextContent == button).ClickAsync(new());

        Assert.Equal((DraftSaving.Saved, kept), (editor.Saving, editor.Details.Name));
        Assert.Equal(kept, (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Fact]
    public async Task Typing_goes_on_during_a_conflict_and_is_kept_by_choosing_mine()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await ConflictAsync(draft);

        await editor.ChangeAsync(editor.Details with { Name = "Mine, and more" });
        await editor.ResolveAsync(["name"]);

        Assert.Equal("Mine, and more", (await Scenario.FindAsync(draft)).Details.Name);
    }

    [Fact]
    public async Task Each_field_can_be_chosen_by_itself_and_what_one_side_alone_changed_is_chosen_already()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);
        Scenario.Done(await Scenario.DescribeAsync(draft, editor.Details with { Name = "Theirs", Pricing = new Pricing(PriceModel.Flat, 1500) }, Scenario.Ben));
        await editor.ChangeAsync(editor.Details with { Name = "Mine", Summary = "My own words." });
        await editor.FlushAsync();
        var panel = Render<DraftConflict>(parameters => parameters.Add(part => part.Editor, editor).Add(part => part.Resolved, () => Task.CompletedTask));

        Assert.Equal(["Name", "Summary", "Price"], panel.FindAll("legend").Select(legend => legend.TextContent));
        panel.FindAll("fieldset")[0].QuerySelectorAll("input")[1].Click();
        await panel.FindAll("button").Single(candidate => candidate.TextContent == "Save the chosen versions").ClickAsync(new());

        var saved = (await Scenario.FindAsync(draft)).Details;
        Assert.Equal(("Theirs", "My own words.", 1500), (saved.Name, saved.Summary, saved.Pricing.PriceCents));
    }

    [Fact]
    public async Task A_text_that_cannot_be_kept_costs_no_other()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);

        await editor.ChangeAsync(editor.Details with { Name = "Acme\u202Egpj.exe", Summary = "Kept." });
        await editor.FlushAsync();

        Assert.Equal(DraftSaving.Partly, editor.Saving);
        Assert.Equal("listing.name", Assert.Single(editor.Refused).Field);
        var saved = (await Scenario.FindAsync(draft)).Details;
        Assert.Equal((Scenario.Details.Name, "Kept."), (saved.Name, saved.Summary));

        await editor.ChangeAsync(editor.Details with { Name = "Fixed" });
        await editor.FlushAsync();
        Assert.Equal((DraftSaving.Saved, "Fixed"), (editor.Saving, (await Scenario.FindAsync(draft)).Details.Name));
    }

    [Fact]
    public async Task The_browser_may_forget_a_keystroke_only_once_it_is_in_the_database()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);

        await editor.ChangeAsync(editor.Details with { Name = "Typed" });
        editor.Arrived(41);
        Assert.Equal(0, editor.SavedMark);
        await editor.FlushAsync();

        Assert.Equal(41, editor.SavedMark);
    }

    [Fact]
    public async Task While_a_conflict_is_open_the_browser_forgets_nothing()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);
        Scenario.Done(await Scenario.DescribeAsync(draft, editor.Details with { Name = "Theirs" }, Scenario.Ben));
        await editor.ChangeAsync(editor.Details with { Name = "Mine" });
        editor.Arrived(7);
        await editor.FlushAsync();

        Assert.Equal(0, editor.SavedMark);
        await editor.ResolveAsync([]);
        Assert.Equal(7, editor.SavedMark);
    }

    [Fact]
    public async Task A_colleagues_change_is_taken_over_while_nothing_is_typed()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);
        Scenario.Done(await Scenario.DescribeAsync(draft, editor.Details with { Summary = "Ben's words." }, Scenario.Ben));

        var changes = editor.Meet(await Scenario.ViewAsync(draft));

        Assert.Equal("Summary", Assert.Single(changes).Title);
        Assert.Equal((DraftSaving.Saved, "Ben's words."), (editor.Saving, editor.Details.Summary));
    }

    [Fact]
    public async Task A_colleagues_change_while_somebody_types_is_a_conflict_at_once()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);
        await editor.ChangeAsync(editor.Details with { Name = "Mine" });
        Scenario.Done(await Scenario.DescribeAsync(draft, Scenario.Details with { Name = "Theirs" }, Scenario.Ben));

        Assert.Empty(editor.Meet(await Scenario.ViewAsync(draft)));

        Assert.Equal((DraftSaving.Conflict, "Mine"), (editor.Saving, editor.Details.Name));
    }

    [Fact]
    [Trait(Slow.TraitName, Slow.TraitValue)]
    public async Task What_had_no_turn_in_a_busy_database_is_said_stays_and_is_saved_with_the_next_step()
    {
        var draft = await Scenario.ReadyAsync();
        await using var editor = await EditAsync(draft);
        await editor.ChangeAsync(editor.Details with { Name = "Typed meanwhile" });
        await using (var busy = await Scenario.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync())
        await using (await busy.Database.BeginTransactionAsync())
        {
            await editor.FlushAsync();
            Assert.Equal((DraftSaving.Failed, "Typed meanwhile"), (editor.Saving, editor.Details.Name));
            Assert.Contains("stays here", editor.Problem, StringComparison.Ordinal);
        }

        await editor.FlushAsync();

        Assert.Equal((DraftSaving.Saved, null, "Typed meanwhile"), (editor.Saving, editor.Problem, (await Scenario.FindAsync(draft)).Details.Name));
    }

    private async Task<DraftEditor> ConflictAsync(Guid draft)
    {
        var editor = await EditAsync(draft);
        Scenario.Done(await Scenario.DescribeAsync(draft, editor.Details with { Name = "Theirs" }, Scenario.Ben));
        await editor.ChangeAsync(editor.Details with { Name = "Mine" });
        await editor.FlushAsync();
        return editor;
    }

    private async Task<DraftEditor> EditAsync(Guid draft, Func<Task>? changed = null)
    {
        var editor = new DraftEditor(
            Scenario.Get<DescribeSubmission>(), Scenario.Get<SubmissionQueries>(), TimeProvider.System, new DraftOptions().SaveAfter,
            draft, Scenario.Ada, changed ?? (() => Task.CompletedTask));
        editor.Load(await Scenario.ViewAsync(draft));
        return editor;
    }
}
